/**
 * Stryker's Jest runner, which for each mutant runs only the tests that reach it, but all of these, and loads every spec
 * file to find them by name. Here only files that hold one of them are loaded, those nearest to the mutant first, and
 * the others only if none of these noticed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { MutantRunStatus } from '@stryker-mutator/api/test-runner';
import { strykerPlugins as own, strykerValidationSchema } from '@stryker-mutator/jest-runner';

export { strykerValidationSchema };

const makeJestRunner = own.find(({ kind }) => kind === PluginKind.TestRunner).factory;

function makeRunner(injector) {
  const runner = makeJestRunner(injector);
  // Workers are processes of their own, and only one of them does the dry run.
  const noted = path.resolve('.specs-by-test.json');
  return {
    init: () => runner.init(),
    capabilities: () => runner.capabilities(),
    dryRun: async (options) => {
      const result = await runner.dryRun(options);
      writeFileSync(noted, JSON.stringify(specsByTest(result.tests ?? [])));
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

/** `chosen-specs.cjs` reads the choice. */
async function runWith(specs, run) {
  process.env.PORTCULLIS_CHOSEN_SPECS = JSON.stringify(specs);
  try {
    return await run();
  } finally {
    delete process.env.PORTCULLIS_CHOSEN_SPECS;
  }
}

/** Two spec files may have a test of the same name. */
function specsByTest(tests) {
  const specs = {};
  for (const { id, fileName } of tests) (specs[id] ??= []).push(fileName);
  return specs;
}

/** All of them where the mutant is part of what a module does on loading: then any test may notice. */
function specsFor(testFilter, noted) {
  if (!existsSync(noted)) return [];
  const specs = JSON.parse(readFileSync(noted, 'utf8'));
  return [...new Set((testFilter ?? Object.keys(specs)).flatMap((test) => specs[test] ?? []))];
}

/** First the specs called as the mutant's file, then those of its folder, then the others. */
function inTurn(specs, mutated) {
  const turns = [[], [], []];
  for (const spec of specs) turns[distance(spec, mutated)].push(spec);
  return turns.filter((turn) => turn.length > 0);
}

function distance(spec, mutated) {
  if (path.basename(spec).startsWith(path.basename(mutated, '.ts'))) return 0;
  return path.basename(path.dirname(spec)) === path.basename(path.dirname(mutated)) ? 1 : 2;
}

/** Found by Stryker by this name. */
export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'jest-by-file', makeRunner),
];
