/** The same SQL in PGlite and on a PostgreSQL server. */
import { PGlite } from '@electric-sql/pglite';
import { PostgresSessionStore } from '../../src/stores/postgres/session-store.js';
import { scratchPglite, type ScratchPglite } from '../../../../tools/servers/index.mjs';
import { describeSessionStore } from './session-contract.js';
import { describeSessionSteps } from './session-steps.js';

let scratch: ScratchPglite;
let db: PGlite;

beforeAll(async () => {
  scratch = await scratchPglite();
  db = await PGlite.create(scratch.dataDir);
});

afterAll(async () => {
  await db.close();
  await scratch.remove();
});

describeSessionStore('PGlite', () => PostgresSessionStore.open(db));
describeSessionSteps('PGlite', () => PostgresSessionStore.open(db));
