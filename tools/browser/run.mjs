/**
 * `npm run test:browser`: tests the sample's page, and cookies of applications, in a real Chromium. Installs Chromium
 * if it is missing and installing is allowed. Needs a built page and API. Writes screenshots to reports/browser.
 *
 * Arguments select files, as for Jest: `npm run test:browser -- tampering`.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { chromiumPath } from './chromium.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
let CHROMIUM_PATH;
try {
  CHROMIUM_PATH = await chromiumPath();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const child = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings',
    jest,
    '--testMatch=**/test/browser/*.browser.ts',
    '--verbose',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CHROMIUM_PATH } },
);
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
