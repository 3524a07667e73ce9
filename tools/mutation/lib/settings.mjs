/** What Stryker and its Jest are told. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Stryker's options for one folder. */
export function strykerOptions({ mutate, report, force, jestConfig, concurrency }) {
  return {
    mutate,
    inPlace: true, // the project is a copy already
    testRunner: 'jest-by-file',
    testRunnerNodeArgs: ['--require', here('../../jest/spare-keys.cjs')],
    plugins: [here('jest-by-file.mjs'), here('messages.mjs')],
    ignorers: ['messages'],
    coverageAnalysis: 'perTest',
    jest: { projectType: 'custom', configFile: jestConfig, enableFindRelatedTests: false },
    concurrency,
    // What a worker has loaded for a mutant it never lets go of: after a while it does little but collect garbage.
    maxTestRunnerReuse: 40,
    // Endless loops are counted, hanging tests have a limit of their own; on a busy machine all else is only slow.
    timeoutMS: 60_000,
    reporters: ['progress-append-only', 'clear-text'],
    // The report is also what a later run starts from.
    incremental: true,
    incrementalFile: report,
    force,
    clearTextReporter: {
      allowColor: false,
      allowEmojis: false,
      reportTests: false,
      logTests: false,
    },
    allowConsoleColors: false,
    tempDirName: '.stryker-tmp',
  };
}

/** Jest's options, as in jest.config.ts but for CommonJS and for some specs. */
export function jestOptions(core, specs) {
  return {
    rootDir: core,
    roots: [path.join(core, 'src'), path.join(core, 'test')],
    testMatch: specs.map((spec) => `${core}/test/${spec}.spec.ts`),
    modulePathIgnorePatterns: ['/\\.stryker-tmp/'],
    resolver: path.resolve(core, '../../tools/jest/resolver.cjs'),
    filter: here('chosen-specs.cjs'),
    transform: { '\\.ts$': [path.resolve(core, '../../node_modules/@swc/jest'), swcOptions()] },
    // The rest of a file is skipped once a test of it failed: the mutant is noticed.
    testEnvironment: fileURLToPath(
      new URL('../../planted-bugs/lib/first-failure.cjs', import.meta.url),
    ),
    testTimeout: 20_000,
    watchman: false,
  };
}

function swcOptions() {
  return {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true, tsx: false },
      keepClassNames: true,
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  };
}
