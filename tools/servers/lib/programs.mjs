/** Finds the programs of a server, or installs them where that is allowed. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { findOrInstall, foldersOfPath, isProgram } from '../../system-programs/find-or-install.mjs';

/** Folders of programs: those of PATH, and where packages put what they keep out of it; the newest first. */
export function usualPlaces() {
  const versions = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/usr/local/opt'];
  return [
    ...foldersOfPath(),
    ...versions.flatMap((home) => list(home).map((name) => path.join(home, name, 'bin'))),
    '/usr/sbin',
  ];
}

/**
 * The path of each program of a kind of server.
 *
 * @throws Error which says what to install, where they are missing and can't be installed from here
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
    `No ${name} answers, and there is no ${programs.join(' and ')} to start one: ` +
    `\`apt-get install ${packages.apt}\`, \`brew install ${packages.brew}\`` +
    (variable ? ` or \`docker compose up -d\`, or set ${variable} to a server's address.` : '.')
  );
}

/** All in one folder, so that they are of one version. */
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
