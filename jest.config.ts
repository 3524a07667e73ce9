/**
 * @jest-config-loader esbuild-register
 */
import { availableParallelism } from 'node:os';
import type { Config } from 'jest';

/**
 * Tests run the TypeScript sources, not the built files: `tools/jest/resolver.cjs` sends an import of
 * a workspace package to its `src`. ESM in Jest needs `node --experimental-vm-modules` (`npm run jest`).
 */
const config: Config = {
  roots: ['<rootDir>/packages', '<rootDir>/libs', '<rootDir>/apps', '<rootDir>/tools'],
  testMatch: ['**/test/**/*.spec.ts', '**/test/**/*.e2e-spec.ts'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  resolver: '<rootDir>/tools/jest/resolver.cjs',
  testEnvironment: '<rootDir>/tools/jest/environment.cjs',
  transform: { '\\.tsx?$': ['@swc/jest', swcOptions()] },
  modulePathIgnorePatterns: ['/dist/', '/\\.scratch', '/\\.stryker-tmp/'],
  // Servers that tests need where none answers; a run that needs none starts none.
  globalSetup: '<rootDir>/tools/servers/jest/setup.mjs',
  globalTeardown: '<rootDir>/tools/servers/jest/teardown.mjs',
  // One more than processors: whole spec files wait for processes and servers of their own.
  maxWorkers: availableParallelism() + 1,
  // A worker keeps the ES modules of every spec it has run; full, it does little but collect garbage.
  workerIdleMemoryLimit: '1GB',
  // No test asserts a time; this only ends one that hangs, on a machine that may have other work.
  testTimeout: 120_000,
  collectCoverageFrom: ['packages/*/src/**/*.ts'],
  // Not v8, which does not see a branch that is never taken in a default value or a missing `else`, and counts a
  // file of types alone as not covered.
  coverageProvider: 'babel',
  coverageReporters: [['text', { skipFull: true }]],
  // `npm run test:coverage`. The verifier decides who gets in: each of its decisions is tried both ways.
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
