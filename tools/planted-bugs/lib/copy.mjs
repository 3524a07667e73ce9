/** A copy of the files that the tests need. Bugs are planted in the copy, never in the repository. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

const COPIED = [
  'packages',
  'libs',
  'apps',
  'tools/docs',
  'tools/jest',
  'tools/system-programs',
  'tools/servers',
  'tools/type-tests',
  'docs/authorization.md',
  'docs/evidence/jwks.md',
  'docs/evidence/transports.md',
  'docs/transports.md',
  '.env.example',
  '.prettierrc.json',
  'jest.config.ts',
  'package.json',
  'tsconfig*.json',
];

/** Creates a copy; `remove` deletes it. */
export function makeCopy() {
  const home = mkdtempSync(path.join(os.tmpdir(), 'portcullis-planted-'));
  for (const file of listFiles()) {
    cpSync(path.join(root, file), path.join(home, file), { recursive: true });
  }
  linkModules(home);
  return {
    home,
    plant: (bug) => plant(home, bug),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

function listFiles() {
  const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--'];
  return execFileSync('git', [...options, ...COPIED], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(path.join(root, file)));
}

/**
 * Links every dependency. Links the workspace's own packages to the copy, because the tests would otherwise use the
 * originals.
 */
function linkModules(home) {
  const from = path.join(root, 'node_modules');
  const to = path.join(home, 'node_modules');
  mkdirSync(path.join(to, '@portcullis'), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name.startsWith('.') || name === '@portcullis') continue;
    symlinkSync(path.join(from, name), path.join(to, name));
  }
  for (const name of readdirSync(path.join(from, '@portcullis'))) {
    // Relative, so that it leads to the package in the copy.
    symlinkSync(
      readlinkSync(path.join(from, '@portcullis', name)),
      path.join(to, '@portcullis', name),
    );
  }
}

/**
 * Plants one bug. Returns a function that removes it.
 *
 * @throws Error if its text does not occur exactly once: the source has changed, and the bug has to follow
 */
function plant(home, { name, file, find, replace }) {
  const target = path.join(home, file);
  const source = readFileSync(target, 'utf8');
  const parts = source.split(find);
  if (parts.length !== 2) {
    throw new Error(`stale bug "${name}": its text occurs ${parts.length - 1} times in ${file}`);
  }
  writeFileSync(target, parts.join(replace));
  return () => writeFileSync(target, source);
}
