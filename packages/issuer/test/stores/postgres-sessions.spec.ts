/** The same SQL in PGlite and on a PostgreSQL server. */
import { PGlite } from '@electric-sql/pglite';
import { PostgresSessionStore } from '../../src/stores/postgres-sessions.js';
import { describeSessionStore } from './session-contract.js';
import { describeSessionSteps } from './session-steps.js';

let db: PGlite;

beforeAll(async () => {
  db = await PGlite.create();
});

afterAll(async () => {
  await db.close();
});

describeSessionStore('PGlite', () => PostgresSessionStore.open(db));
describeSessionSteps('PGlite', () => PostgresSessionStore.open(db));
