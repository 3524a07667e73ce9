/**
 * `npm run test:mutation`: mutation tests of the packages. Stryker changes the sources in a copy, one mutation at a
 * time. The tests must notice each.
 *
 *   npm run test:mutation                       all folders, one after the other
 *   npm run test:mutation -- core/jws nest/guards   some folders, by their names in lib/folders
 *   npm run test:mutation -- core/jws --only jws/header.ts:10-30   some lines of a file of that folder
 *   npm run test:mutation -- core/jws --again   only what changed since the last run: the survivors, after adding a test
 *   npm run test:mutation -- --jobs 4           mutants at the same time, default 2
 *   npm run test:mutation -- nest/audit --sample 200 --seed 7   200 mutants, chosen at random by the seed; default 1
 *
 * Reports are in reports/mutation, one for each folder. table.mjs writes the results into docs/evidence/mutation.md.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { beginRun, endRun } from '../servers/lib/shared.mjs';
import { makeCommonJsCopy } from './lib/copy.mjs';
import { FOLDERS, reportFile } from './lib/folders.mjs';
import { jestOptions, strykerOptions } from './lib/settings.mjs';

const reports = path.resolve(import.meta.dirname, '../../reports/mutation');
const stryker = createRequire(import.meta.url).resolve('@stryker-mutator/core/package.json');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '2' },
    only: { type: 'string', multiple: true },
    again: { type: 'boolean' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});

beginRun();
try {
  process.exitCode = await main(positionals, Number(values.jobs));
} finally {
  await endRun();
}

async function main(asked, concurrency) {
  const unknown = asked.find((name) => !Object.hasOwn(FOLDERS, name));
  if (unknown)
    throw new Error(
      `unknown folder: received ${unknown}, expected ${Object.keys(FOLDERS).join(', ')}`,
    );
  mkdirSync(reports, { recursive: true });
  const copy = makeCommonJsCopy();
  process.once('exit', copy.remove);
  let failed = false;
  for (const name of asked.length ? asked : Object.keys(FOLDERS)) {
    if ((await tryFolder(copy, name, concurrency)) !== 0) failed = true;
  }
  return failed ? 1 : 0;
}

/** Runs Stryker for one folder. */
async function tryFolder(copy, name, concurrency) {
  const { home, sources, specs } = FOLDERS[name];
  const folder = copy.packageOf(home);
  const jestConfig = path.join(folder, 'jest.mutation.json');
  const config = path.join(folder, 'stryker.json');
  const mutate = (values.only ?? sources).map((source) => `src/${source}`);
  const report = path.join(reports, reportFile(name));
  writeFileSync(jestConfig, JSON.stringify(jestOptions(folder, specs)));
  writeFileSync(
    config,
    JSON.stringify(
      strykerOptions({ mutate, report, force: !values.again, jestConfig, concurrency }),
    ),
  );
  return run(folder, config);
}

function run(cwd, config) {
  const bin = path.join(path.dirname(stryker), 'bin/stryker.js');
  const child = spawn(process.execPath, [...sampling(), bin, 'run', config], {
    cwd,
    stdio: 'inherit',
    // A few runs of each property notice a mutant. A thousand would only be slower.
    env: { PORTCULLIS_RUNS: '25', ...process.env, ...sampleSettings() },
  });
  const stop = () => {
    child.kill();
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.removeListener(signal, stop);
      resolve(code);
    });
  });
}

function sampling() {
  return values.sample === undefined ? [] : ['--import', here('lib/sample.mjs')];
}

function sampleSettings() {
  const { sample, seed } = values;
  return sample === undefined ? {} : { PORTCULLIS_SAMPLE: sample, PORTCULLIS_SEED: seed };
}

function here(file) {
  return new URL(file, import.meta.url).href;
}
