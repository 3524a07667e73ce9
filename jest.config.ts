/**
 * @jest-config-loader esbuild-register
 */
import { availableParallelism } from 'node:os';
import type { Config } from 'jest';

/**
 * Tests run the TypeScript sources, not the built files: `tools/jest/resolver.cjs` resolves a workspace package to
 * its `src`. ES modules in Jest need `node --experimental-vm-modules` (`npm run jest`).
 */
const config: Config = {
  roots: ['<rootDir>/packages', '<rootDir>/libs', '<rootDir>/apps', '<rootDir>/tools'],
  testMatch: ['**/test/**/*.spec.ts', '**/test/**/*.e2e-spec.ts'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  resolver: '<rootDir>/tools/jest/resolver.cjs',
  testEnvironment: '<rootDir>/tools/jest/environment.cjs',
  transform: { '\\.tsx?$': ['@swc/jest', swcOptions()] },
  modulePathIgnorePatterns: ['/dist/', '/\\.scratch', '/\\.stryker-tmp/'],
  // Tests that need a server start one if none responds. A run without these tests starts no server.
  globalSetup: '<rootDir>/tools/servers/jest/setup.mjs',
  globalTeardown: '<rootDir>/tools/servers/jest/teardown.mjs',
  // One more than the number of processors, because some spec files wait for other processes and servers.
  maxWorkers: availableParallelism() + 1,
  // A worker never frees the ES modules of the specs it has run. At this limit it is replaced, before garbage
  // collection takes most of its time.
  workerIdleMemoryLimit: '1GB',
  // Ends a test that hangs. Long enough for a busy machine; no test asserts a duration.
  testTimeout: 120_000,
  collectCoverageFrom: ['packages/*/src/**/*.ts'],
  // Not v8: it ignores an untaken branch in a default value or a missing `else`, and reports files with types only as
  // uncovered.
  coverageProvider: 'babel',
  coverageReporters: [['text', { skipFull: true }]],
  // `npm run test:coverage`. Every branch of the verifier is tested in both directions.
  coverageThreshold: { global: {}, './packages/core/src/': { branches: 100 } },
};

function swcOptions() {
  return {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true, tsx: false },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      keepClassNames: true,
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  };
}

export default config;
