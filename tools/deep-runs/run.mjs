/**
 * `npm run test:deep`: runs the long tests of the verifier, the sessions and the sample API at full size. Each prints
 * a line of figures.
 *
 * PORTCULLIS_RUNS       runs of each property (100,000)
 * PORTCULLIS_MUTANTS    mutated tokens for each algorithm (100,000)
 * PORTCULLIS_TOKENS     tokens that are compared with other libraries (100,000)
 * PORTCULLIS_FLOOD      valid tokens for one cache (1,000,000)
 * PORTCULLIS_ROUNDS     rounds of 100 uses of one refresh token, on each server (10,000)
 * PORTCULLIS_OUTAGE     seconds without PostgreSQL (30)
 * PORTCULLIS_REQUESTS   requests to three processes of the sample API (20,000)
 * PORTCULLIS_HISTORIES  random histories of key rings (10,000)
 * PORTCULLIS_CLOCKS     random histories of processes with different clocks (2,000)
 * PORTCULLIS_HANGS      hangs of a store during sign-ins (50)
 * PORTCULLIS_SEED       seed, to repeat a run (the current time)
 *
 * Arguments select files, as for Jest: `npm run test:deep -- mutants`.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const child = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings',
    jest,
    '--testMatch=**/{packages,apps}/*/test/deep/*.deep.ts',
    '--testMatch=**/packages/core/test/properties/*.spec.ts',
    '--testMatch=**/packages/issuer/test/histories/ring-histories.spec.ts',
    '--maxWorkers=100%',
    '--testTimeout=7200000',
    '--verbose',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PORTCULLIS_RUNS: process.env.PORTCULLIS_RUNS ?? '100000',
      PORTCULLIS_HISTORIES: process.env.PORTCULLIS_HISTORIES ?? '10000',
      PORTCULLIS_SEED: process.env.PORTCULLIS_SEED ?? String(Date.now()),
    },
  },
);
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
