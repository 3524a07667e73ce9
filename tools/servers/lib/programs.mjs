/** Finds the programs of a server, or installs them where that is allowed. */
import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { locked } from './lock.mjs';

const run = promisify(execFile);
const APT = '/usr/bin/apt-get';

/** Folders of programs: those of PATH, and where packages put what they keep out of it; the newest first. */
export function usualPlaces() {
  const versions = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/usr/local/opt'];
  return [
    ...(process.env.PATH ?? '').split(path.delimiter).filter(Boolean),
    ...versions.flatMap((home) => list(home).map((name) => path.join(home, name, 'bin'))),
    '/usr/sbin',
  ];
}

/**
 * The path of each program of a kind of server.
 *
 * @throws Error which says what to install, where they are missing and can't be installed from here
 */
export async function programsOf(
  kind,
  folder,
  { places = usualPlaces, install = installer() } = {},
) {
  const found = find(kind.programs, places());
  if (found) return found;
  if (!install) throw new Error(missing(kind));
  // One at a time: there is one package manager.
  return locked(path.join(folder, 'install.lock'), async () => {
    const meanwhile = find(kind.programs, places());
    if (meanwhile) return meanwhile;
    await install(kind.packages.apt).catch((cause) => {
      throw new Error(missing(kind), { cause });
    });
    const installed = find(kind.programs, places());
    if (!installed) throw new Error(missing(kind));
    return installed;
  });
}

function missing({ name, variable, programs, packages }) {
  return (
    `No ${name} answers, and there is no ${programs.join(' and ')} to start one: ` +
    `\`apt-get install ${packages.apt}\`, \`brew install ${packages.brew}\` or \`docker compose up -d\`, ` +
    `or set ${variable} to a server's address.`
  );
}

/** Installs by apt-get, for root alone: nobody is asked for a password. */
function installer() {
  const isAllowed = process.getuid?.() === 0 && isProgram(APT);
  return isAllowed ? installByApt : undefined;
}

async function installByApt(name) {
  console.warn(`Installing ${name}, which the tests need …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const wait = ['-o', 'DPkg::Lock::Timeout=120'];
  await run(APT, [...wait, 'update'], { env });
  await run(APT, [...wait, 'install', '-y', '--no-install-recommends', name], { env });
}

/** All in one folder, so that they are of one version. */
function find(programs, places) {
  const home = places.find((place) => programs.every((name) => isProgram(path.join(place, name))));
  return home && Object.fromEntries(programs.map((name) => [name, path.join(home, name)]));
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function list(folder) {
  try {
    const byVersion = new Intl.Collator('en', { numeric: true });
    return readdirSync(folder).toSorted((one, other) => byVersion.compare(other, one));
  } catch {
    return [];
  }
}
