/** Installs third-party libraries from their own lock file, so that builds do not need them. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '..');

/** Installs the packages of package.json, unless the versions of the lock file are installed. */
export function installLibraries() {
  if (isInstalled()) return;
  console.warn('Installing the libraries of tools/interop …');
  const words = [
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--omit=peer',
    '--workspaces=false',
  ];
  const { status } = spawnSync('npm', words, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('npm ci in tools/interop failed');
}

/** npm leaves a copy of the lock file in node_modules. */
function isInstalled() {
  const installed = path.join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const { packages: there } = JSON.parse(readFileSync(installed, 'utf8'));
  const { packages: wanted } = JSON.parse(
    readFileSync(path.join(folder, 'package-lock.json'), 'utf8'),
  );
  return Object.entries(wanted).every(
    ([name, { version, peer, optional }]) =>
      name === '' || peer || optional || there[name]?.version === version,
  );
}
