/** Finds the programs of a server, or installs them if that is allowed. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { findOrInstall, foldersOfPath, isProgram } from '../../system-programs/find-or-install.mjs';

/** Folders of programs: those in PATH, and those where packages keep programs outside PATH, newest first. */
export function usualPlaces() {
  const versions = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/usr/local/opt'];
  return [
    ...foldersOfPath(),
    ...versions.flatMap((home) => list(home).map((name) => path.join(home, name, 'bin'))),
    '/usr/sbin',
  ];
}

/**
 * Returns the path of each program of a kind of server.
 *
 * @throws Error that says what to install, if programs are missing and cannot be installed
 */
export function programsOf(kind, folder, { places = usualPlaces, install } = {}) {
  const wanted = {
    find: () => find(kind.programs, places()),
    package: kind.packages.apt,
    missing: missing(kind),
    folder,
  };
  return findOrInstall(wanted, install);
}

function missing({ name, variable, programs, packages }) {
  return (
    `No ${name} server responds, and ${programs.join(' and ')} to start one was not found: ` +
    `\`apt-get install ${packages.apt}\`, \`brew install ${packages.brew}\`` +
    (variable ? ` or \`docker compose up -d\`, or set ${variable} to a server's address.` : '.')
  );
}

/** All from one folder, so that they have the same version. */
function find(programs, places) {
  const home = places.find((place) => programs.every((name) => isProgram(path.join(place, name))));
  return home && Object.fromEntries(programs.map((name) => [name, path.join(home, name)]));
}

function list(folder) {
  try {
    const byVersion = new Intl.Collator('en', { numeric: true });
    return readdirSync(folder).toSorted((one, other) => byVersion.compare(other, one));
  } catch {
    return [];
  }
}
