/**
 * `npm run test:nodes`: runs the tests on other versions of Node.js, each installed from its npm package.
 *
 * Usage: node tools/node-versions/run.mjs [--versions 22,24,26] [-- <arguments of Jest>]
 * Without arguments of Jest, runs the tests of core and issuer. Exit code 1 if the tests fail on a version.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const { values, positionals } = parseArgs({
  options: { versions: { type: 'string', default: '22,24,26' } },
  allowPositionals: true,
});
const tests = positionals.length > 0 ? positionals : ['packages/core/test', 'packages/issuer/test'];

for (const version of values.versions.split(',')) {
  const node = ['--yes', `--package=node@${version}`, '--', 'node'];
  const run = ['--experimental-vm-modules', '--no-warnings', jest, '--silent', ...tests];
  console.log(`Node.js ${version}`);
  const { status } = spawnSync('npx', [...node, ...run], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
