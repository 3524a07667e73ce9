/**
 * @jest-config-loader esbuild-register
 */
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
  transform: { '\\.tsx?$': ['@swc/jest', swcOptions()] },
  modulePathIgnorePatterns: ['/dist/', '/\\.scratch', '/\\.stryker-tmp/'],
  maxWorkers: '100%',
  testTimeout: 30_000,
  collectCoverageFrom: ['packages/*/src/**/*.ts'],
  coverageProvider: 'v8',
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
