/**
 * `npm run test:mutation`: mutation tests of packages/core. Stryker changes the sources in a copy, one mutation at a
 * time. The tests must notice each.
 *
 *   npm run test:mutation                  all folders, one after the other
 *   npm run test:mutation -- jws encoding  some folders, by their names in lib/folders.mjs
 *   npm run test:mutation -- jws --only jws/header.ts:10-30   some lines of a file of that folder
 *   npm run test:mutation -- jws --again   only what changed since the last run: the survivors, after adding a test
 *   npm run test:mutation -- --jobs 4      mutants at the same time, default 2
 *
 * Reports are in reports/mutation, one for each folder. table.mjs writes the results into docs/evidence/mutation.md.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeCommonJsCopy } from './lib/copy.mjs';
import { FOLDERS } from './lib/folders.mjs';
import { jestOptions, strykerOptions } from './lib/settings.mjs';

const reports = path.resolve(import.meta.dirname, '../../reports/mutation');
const stryker = createRequire(import.meta.url).resolve('@stryker-mutator/core/package.json');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '2' },
    only: { type: 'string', multiple: true },
    again: { type: 'boolean' },
  },
});

process.exitCode = await main(positionals, Number(values.jobs));

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
    if ((await tryFolder(copy.core, name, concurrency)) !== 0) failed = true;
  }
  return failed ? 1 : 0;
}

/** Runs Stryker for one folder. */
async function tryFolder(core, name, concurrency) {
  const { sources, specs } = FOLDERS[name];
  const jestConfig = path.join(core, 'jest.mutation.json');
  const config = path.join(core, 'stryker.json');
  const mutate = (values.only ?? sources).map((source) => `src/${source}`);
  const report = path.join(reports, `${name}.json`);
  writeFileSync(jestConfig, JSON.stringify(jestOptions(core, specs)));
  writeFileSync(
    config,
    JSON.stringify(
      strykerOptions({ mutate, report, force: !values.again, jestConfig, concurrency }),
    ),
  );
  return run(core, config);
}

function run(cwd, config) {
  const bin = path.join(path.dirname(stryker), 'bin/stryker.js');
  const child = spawn(process.execPath, [bin, 'run', config], {
    cwd,
    stdio: 'inherit',
    // A few runs of each property notice a mutant. A thousand would only be slower.
    env: { PORTCULLIS_RUNS: '25', ...process.env },
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
