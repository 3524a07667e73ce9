/**
 * `npm run test:start`: measures the time from a fresh clone of the last commit to a signed-in page, with `npm ci &&
 * npm start` and a real Chromium. Uses npm's existing cache.
 *
 * Prints a line for each part. Exit code 1 if the sign-in fails. The time does not affect the exit code.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumLaunch } from './chromium.mjs';

const AIM_SECONDS = 120;
/** Free ports and embedded storage, regardless of running servers. */
const DEFAULTS = {
  PORT: '0',
  IDENTITY_PROVIDER_PORT: '0',
  DATABASE_URL: '',
  REDIS_URL: '',
  NO_COLOR: '1',
};
const root = path.resolve(import.meta.dirname, '../..');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'portcullis-first-start-'));
const clone = path.join(scratch, 'portcullis');
const browser = await chromium.launch(await chromiumLaunch());
let server;

try {
  await run('git', ['clone', '--quiet', '--depth', '1', `file://${root}`, clone], scratch);
  const began = performance.now();
  await told(began, 'npm ci', () => run('npm', ['ci', '--no-audit', '--no-fund'], clone));
  const { address, email, password } = await told(
    began,
    'npm start, until it prints its address',
    start,
  );
  await told(began, 'the page, signed in', () => signIn(address, email, password));
  const seconds = (performance.now() - began) / 1000;
  const verdict = seconds <= AIM_SECONDS ? 'within' : 'OVER';
  console.log(
    `${seconds.toFixed(1)} s from clone to signed-in page: ${verdict} the aim of ${AIM_SECONDS} s`,
  );
} finally {
  await browser.close();
  await stop();
  rmSync(scratch, { recursive: true, force: true });
}

async function told(began, name, work) {
  const from = performance.now();
  const result = await work();
  const [took, since] = [from, began].map((time) => ((performance.now() - time) / 1000).toFixed(1));
  console.log(`${name}: ${took} s (${since} s since the clone)`);
  return result;
}

async function run(program, words, cwd) {
  const child = spawn(program, words, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${program} ${words[0]} exited with code ${code}`);
}

/** Starts the sample; resolves with the address and the first demo user that it prints. */
async function start() {
  server = spawn('npm', ['start'], {
    cwd: clone,
    detached: true, // its own process group: npm starts a shell, and the shell starts the server
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...DEFAULTS },
  });
  let printed = '';
  return new Promise((resolve, reject) => {
    server.stdout.on('data', (chunk) => {
      printed += chunk;
      const [, port] = /http:\/\/(?:127\.0\.0\.1|localhost):(\d+)/.exec(printed) ?? [];
      const [, email, password] = /^ {2}admin +(\S+@\S+) +(\S+)$/m.exec(printed) ?? [];
      if (port && password) resolve({ address: `http://localhost:${port}`, email, password });
    });
    server.once('exit', () => reject(new Error(`npm start exited:\n${printed}`)));
  });
}

async function signIn(address, email, password) {
  const page = await browser.newPage();
  await page.goto(address);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

async function stop() {
  if (!server || server.exitCode !== null) return;
  const ended = once(server, 'exit');
  process.kill(-server.pid, 'SIGTERM');
  await ended;
}
