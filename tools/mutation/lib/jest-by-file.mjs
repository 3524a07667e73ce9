/**
 * A faster Jest runner for Stryker. Stryker's own runner runs the tests that reach a mutant, but loads every spec
 * file to find them by name. This one loads only spec files with such tests: first the nearest to the mutant, and the
 * others only if these do not notice it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { MutantRunStatus } from '@stryker-mutator/api/test-runner';
import { strykerPlugins as own, strykerValidationSchema } from '@stryker-mutator/jest-runner';

export { strykerValidationSchema };

/** Most mutants are noticed by the first specs; Jest takes a moment to start for each group. */
const ONE_BY_ONE = 4;
const TOGETHER = 4;

const makeJestRunner = own.find(({ kind }) => kind === PluginKind.TestRunner).factory;

function makeRunner(injector) {
  const runner = makeJestRunner(injector);
  // Each worker is a process. Only one of them does the dry run.
  const noted = path.resolve('.specs-by-test.json');
  return {
    init: () => runner.init(),
    capabilities: () => runner.capabilities(),
    dryRun: async (options) => {
      const result = await runner.dryRun(options);
      writeFileSync(noted, JSON.stringify(notesOf(result.tests ?? [])));
      return result;
    },
    mutantRun: async (options) => {
      let result;
      for (const specs of inTurn(specsFor(options.testFilter, noted), options.sandboxFileName)) {
        result = await runWith(specs, () => runner.mutantRun(options));
        if (result.status !== MutantRunStatus.Survived) return result;
      }
      return result ?? runner.mutantRun(options);
    },
  };
}
makeRunner.inject = makeJestRunner.inject;

/** `chosen-specs.cjs` reads the selection. */
async function runWith(specs, run) {
  process.env.PORTCULLIS_CHOSEN_SPECS = JSON.stringify(specs);
  try {
    return await run();
  } finally {
    delete process.env.PORTCULLIS_CHOSEN_SPECS;
  }
}

/** The spec files of each test, and how long each file takes. Two spec files can have tests of the same name. */
function notesOf(tests) {
  const notes = { specs: {}, times: {} };
  for (const { id, fileName, timeSpentMs } of tests) {
    (notes.specs[id] ??= []).push(fileName);
    notes.times[fileName] = (notes.times[fileName] ?? 0) + timeSpentMs;
  }
  return notes;
}

/** All tests, if the mutant runs when its module is loaded: any test may notice it. */
function specsFor(testFilter, noted) {
  if (!existsSync(noted)) return [];
  const { specs, times } = JSON.parse(readFileSync(noted, 'utf8'));
  const found = new Set((testFilter ?? Object.keys(specs)).flatMap((test) => specs[test] ?? []));
  return [...found].toSorted((a, b) => times[a] - times[b]);
}

/** First the specs named like the mutant's file, then those of its folder, then the others; the fast ones first. */
function inTurn(specs, mutated) {
  const turns = [[], [], []];
  for (const spec of specs) turns[distance(spec, mutated)].push(spec);
  const ordered = turns.flat();
  const single = ordered.splice(0, ONE_BY_ONE).map((spec) => [spec]);
  while (ordered.length > 0) single.push(ordered.splice(0, TOGETHER));
  return single;
}

function distance(spec, mutated) {
  if (path.basename(spec).startsWith(path.basename(mutated, '.ts'))) return 0;
  return path.basename(path.dirname(spec)) === path.basename(path.dirname(mutated)) ? 1 : 2;
}

/** Stryker finds the plugin by this name. */
export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'jest-by-file', makeRunner),
];
