/** A copy of what the tests need, in which bugs can be planted: the repository itself is never changed. */
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

/** Makes a copy; `remove` deletes it. */
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

/** Links every dependency, but the workspace's own packages to the copy: else no bug would be seen. */
function linkModules(home) {
  const from = path.join(root, 'node_modules');
  const to = path.join(home, 'node_modules');
  mkdirSync(path.join(to, '@portcullis'), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name.startsWith('.') || name === '@portcullis') continue;
    symlinkSync(path.join(from, name), path.join(to, name));
  }
  for (const name of readdirSync(path.join(from, '@portcullis'))) {
    // Relative: from the copy's own folder it leads to the copy's own package.
    symlinkSync(
      readlinkSync(path.join(from, '@portcullis', name)),
      path.join(to, '@portcullis', name),
    );
  }
}

/**
 * Plants one bug and answers with what takes it out again.
 *
 * @throws Error when its text does not occur exactly once: the source has moved on, and the bug must follow
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
