/** Runs the tests of a package in a copy. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SEQUENCER = fileURLToPath(new URL('./sequencer.cjs', import.meta.url));
const ENVIRONMENT = fileURLToPath(new URL('./first-failure.cjs', import.meta.url));
/** Runs of each property. Few are enough for mistakes of this size. */
const RUNS = process.env.PORTCULLIS_RUNS ?? '100';
/** A suite that takes longer hangs, which counts as a failure. */
const LONGEST_MS = 300_000;
/** Without a bug every test file runs, possibly one after the other on a busy machine. */
const LONGEST_SOUND_MS = 4 * LONGEST_MS;

/** Excludes the tests of `npm run test:deep`, and tests of built files, which contain no bug. */
const ALWAYS = [
  '--forceExit',
  '--testPathIgnorePatterns=/node_modules/',
  '--testPathIgnorePatterns=/test/deep/',
  '--testPathIgnorePatterns=/apps/sample-api/test/(main|shut-down|readme|fleet/)',
  '--testPathIgnorePatterns=/apps/sample-web/test/unit/build',
];

/** The package of a source file, such as `packages/core`. */
export const packageOf = (file) => file.split('/').slice(0, 2).join('/');

/**
 * Runs the tests of some packages without a bug.
 *
 * @returns the duration of each test file, in milliseconds
 * @throws Error if a test fails, because later failures would then prove nothing
 */
export async function runSound(home, packages, workers) {
  const report = path.join(home, 'report.json');
  const args = [...packages, `--maxWorkers=${workers}`, '--json', `--outputFile=${report}`];
  const { code, output } = await jest(home, args, {}, LONGEST_SOUND_MS);
  if (code !== 0) throw new Error(`the suite fails without a planted bug:\n${output}`);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  return Object.fromEntries(
    testResults.map((result) => [
      path.relative(home, result.name),
      result.endTime - result.startTime,
    ]),
  );
}

/**
 * Runs the tests of a bug's package until one fails.
 *
 * @returns the failed test; `by` is undefined if none failed
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
    // A bug that does not compile proves nothing.
    broken: /SyntaxError|Syntax Error|ReferenceError: \w+ is not defined/.test(output),
    output,
  };
}

function jest(home, args, env = {}, longest = LONGEST_MS) {
  const bin = path.join(home, 'node_modules/jest/bin/jest.js');
  const cache = `--cacheDirectory=${path.join(home, '.jest')}`;
  const spareKeys = path.join(home, '.spare-keys'); // shared by all runs in a copy
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
