/** Options of Stryker and its Jest. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Stryker's options for one folder. */
export function strykerOptions({ mutate, report, force, jestConfig, concurrency }) {
  return {
    mutate,
    inPlace: true, // the project is already a copy
    testRunner: 'jest-by-file',
    testRunnerNodeArgs: ['--require', here('../../jest/spare-keys.cjs')],
    plugins: [here('jest-by-file.mjs'), here('messages.mjs')],
    ignorers: ['messages'],
    coverageAnalysis: 'perTest',
    // The files stay as they are: a test compares one with its documentation.
    disableTypeChecks: false,
    jest: { projectType: 'custom', configFile: jestConfig, enableFindRelatedTests: false },
    concurrency,
    // A worker never frees the modules it has loaded for a mutant. After a while it spends its time on garbage
    // collection.
    maxTestRunnerReuse: 40,
    // Endless loops are counted and hanging tests have their own limit. Any other slow run is caused by a busy
    // machine.
    timeoutMS: 40_000,
    reporters: ['progress-append-only', 'clear-text'],
    // A later run continues from the report.
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

/** Jest's options, as in jest.config.ts, except for CommonJS and the selection of specs. */
export function jestOptions(home, specs) {
  return {
    rootDir: home,
    roots: [path.join(home, 'src'), path.join(home, 'test')],
    testMatch: specs.map((spec) => `${home}/test/${spec}.spec.ts`),
    modulePathIgnorePatterns: ['/\\.stryker-tmp/'],
    resolver: path.resolve(home, '../../tools/jest/resolver.cjs'),
    filter: here('chosen-specs.cjs'),
    transform: {
      '\\.ts$': [path.resolve(home, '../../node_modules/@swc/jest'), swcOptions()],
      '\\.[cm]?js$': here('es-modules-as-commonjs.cjs'),
    },
    transformIgnorePatterns: [],
    // The first failed test of a file is enough to notice the mutant.
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
      transform: { legacyDecorator: true, decoratorMetadata: true },
      keepClassNames: true,
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  };
}
