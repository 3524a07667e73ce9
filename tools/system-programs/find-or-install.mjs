/** Finds a program, or installs it with the system's package manager if that needs no password. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { locked } from './lock.mjs';

const run = promisify(execFile);
const APT = '/usr/bin/apt-get';
const SUDO = '/usr/bin/sudo';

/**
 * Returns the result of `find`, after an installation if needed.
 *
 * @param wanted `find`: returns the program, or undefined; `package`: its name for apt-get; `missing`: the message
 *   for users who have to install it by hand; `folder`: the folder of the lock, because only one package manager can
 *   run at a time
 * @param install default: apt-get, by root or by users with `sudo` without a password; null if installing is not
 *   allowed
 * @throws Error with the message `missing`
 */
export async function findOrInstall(wanted, install = installByApt) {
  const { find, package: name, missing, folder } = wanted;
  const found = find();
  if (found) return found;
  if (!install) throw new Error(missing);
  return locked(path.join(folder, 'install.lock'), async () => {
    const meanwhile = find();
    if (meanwhile) return meanwhile;
    await install(name).catch((cause) => {
      throw new Error(missing, { cause });
    });
    const installed = find();
    if (!installed) throw new Error(missing);
    return installed;
  });
}

async function installByApt(name) {
  const apt = await aptCommand();
  console.warn(`Installing ${name}, which the tests need …`);
  await apt('update');
  await apt('install', '-y', '--no-install-recommends', name);
}

/** @throws Error if there is no apt-get, or if a password would be needed */
async function aptCommand() {
  if (!isProgram(APT)) throw new Error(`${APT} not found`);
  const settings = ['-o', 'DPkg::Lock::Timeout=120'];
  const environment = ['DEBIAN_FRONTEND=noninteractive'];
  const command = ['/usr/bin/env', ...environment, APT, ...settings];
  if (process.getuid?.() !== 0) {
    await run(SUDO, ['-n', 'true']);
    command.unshift(SUDO, '-n');
  }
  const [first, ...rest] = command;
  return (...words) => run(first, [...rest, ...words], { maxBuffer: 64 * 1024 * 1024 });
}

/** The folders of PATH. */
export function foldersOfPath() {
  return (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
}

/** Tells whether a file exists and is executable. */
export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
