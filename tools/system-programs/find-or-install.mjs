/** Finds a program, or has the system's package manager install it where that may be done without asking anybody. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { locked } from './lock.mjs';

const run = promisify(execFile);
const APT = '/usr/bin/apt-get';
const SUDO = '/usr/bin/sudo';

/**
 * What `find` finds, after an installation if need be.
 *
 * @param wanted `find`: gives what is there, or undefined; `package`: its name for apt-get; `missing`: what to tell who
 *   has to install it by hand; `folder`: for the lock, since there is one package manager
 * @param install default: apt-get by root, or by who may use sudo without a password; null where nobody may
 * @throws Error with `missing`
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

/** @throws Error where there is no apt-get, or a password would be asked for */
async function aptCommand() {
  if (!isProgram(APT)) throw new Error(`there is no ${APT}`);
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

/** Whether there is a file that may be run. */
export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
