/** Runs the tests of a package in a copy. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SEQUENCER = fileURLToPath(new URL('./sequencer.cjs', import.meta.url));
const ENVIRONMENT = fileURLToPath(new URL('./first-failure.cjs', import.meta.url));
/** Tries of each property; the mistakes are gross enough. */
const RUNS = process.env.PORTCULLIS_RUNS ?? '100';
/** A suite that takes longer hangs, which is a failure too. */
const LONGEST_MS = 300_000;
/** Without a bug every test file is run, maybe one after the other on a machine that has other work. */
const LONGEST_SOUND_MS = 4 * LONGEST_MS;

/** Left out are tests that `npm test` leaves to `npm run test:deep`, and those of what is built: no bug is in that. */
const ALWAYS = [
  '--forceExit',
  '--testPathIgnorePatterns=/node_modules/',
  '--testPathIgnorePatterns=/test/deep/',
  '--testPathIgnorePatterns=/apps/sample-api/test/(main|shut-down|readme|fleet/)',
  '--testPathIgnorePatterns=/apps/sample-web/test/unit/build',
];

/** The package of a source file: `packages/core`. */
export const packageOf = (file) => file.split('/').slice(0, 2).join('/');

/**
 * Runs the tests of some packages without any bug.
 *
 * @returns how long each test file took, in milliseconds
 * @throws Error when one fails: then nothing could be told from a failure later on
 */
export async function runSound(home, packages, workers) {
  const report = path.join(home, 'report.json');
  const args = [...packages, `--maxWorkers=${workers}`, '--json', `--outputFile=${report}`];
  const { code, output } = await jest(home, args, {}, LONGEST_SOUND_MS);
  if (code !== 0) throw new Error(`the suite fails without any bug:\n${output}`);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  return Object.fromEntries(
    testResults.map((result) => [
      path.relative(home, result.name),
      result.endTime - result.startTime,
    ]),
  );
}

/**
 * Runs the tests of the package of a bug until one fails.
 *
 * @returns the test that failed; `by` is undefined when none did
 */
export async function runPlanted(home, { file }, times) {
  const order = path.join(home, 'order.json');
  writeFileSync(order, JSON.stringify({ home, planted: file, times }));
  const { code, output } = await jest(
    home,
    [
      packageOf(file),
      '--runInBand',
      '--bail',
      `--testSequencer=${SEQUENCER}`,
      `--env=${ENVIRONMENT}`,
    ],
    { PLANTED_ORDER: order },
  );
  if (code === 0) return { by: undefined, test: '', broken: false };
  if (code === 'hangs') return { by: 'the suite hangs', test: '', broken: false };
  return {
    by: /^FAIL (\S+)/m.exec(output)?.[1] ?? 'no test file: see the output',
    test: /^ {2}● (.+)$/m.exec(output)?.[1]?.trim() ?? '',
    // A bug that is no program proves nothing.
    broken: /SyntaxError|Syntax Error|ReferenceError: \w+ is not defined/.test(output),
    output,
  };
}

function jest(home, args, env = {}, longest = LONGEST_MS) {
  const bin = path.join(home, 'node_modules/jest/bin/jest.js');
  const cache = `--cacheDirectory=${path.join(home, '.jest')}`;
  const spareKeys = path.join(home, '.spare-keys'); // all runs in a copy share them
  mkdirSync(spareKeys, { recursive: true });
  const preloaded = path.join(home, 'tools/jest/spare-keys.cjs');
  const node = ['--experimental-vm-modules', '--no-warnings', '--require', preloaded];
  const child = spawn(process.execPath, [...node, bin, ...args, ...ALWAYS, cache], {
    cwd: home,
    env: {
      ...process.env,
      PORTCULLIS_RUNS: RUNS,
      PORTCULLIS_SPARE_KEYS: spareKeys,
      FORCE_COLOR: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let output = '';
    let code = 'hangs';
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    const timer = setTimeout(end, longest);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(timer);
      process.off('exit', end);
      if (status !== null) code = status;
      resolve({ code, output });
    });
  });
}
