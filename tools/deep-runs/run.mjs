/**
 * `npm run test:deep`: the proofs of the verifier, of the sessions and of the sample API at full size, with one line of figures each.
 *
 * PORTCULLIS_RUNS     runs of each property (100,000)
 * PORTCULLIS_MUTANTS  mutants for each algorithm (100,000)
 * PORTCULLIS_TOKENS   tokens of the differential (100,000)
 * PORTCULLIS_FLOOD    good tokens for one cache (1,000,000)
 * PORTCULLIS_ROUNDS   rounds of 100 uses of one refresh token, on each server (10,000)
 * PORTCULLIS_OUTAGE   seconds for which PostgreSQL is gone (30)
 * PORTCULLIS_REQUESTS  requests on three processes of the sample API (20,000)
 * PORTCULLIS_HISTORIES  lives of key rings (10,000)
 * PORTCULLIS_CLOCKS   histories of processes whose clocks differ (2,000)
 * PORTCULLIS_HANGS    times that a store hangs under sign-ins (50)
 * PORTCULLIS_SEED     to see a run again (the clock's)
 *
 * Arguments pick files, as Jest takes them: `npm run test:deep -- mutants`.
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
