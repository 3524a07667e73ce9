import pg from 'pg';
import { PostgresSessionStore } from '../../src/stores/postgres-sessions.js';
import { scratchPostgres, type ScratchPostgres } from '../../../../tools/servers/index.mjs';
import { describeSessionStore } from './session-contract.js';
import { describeSessionSteps } from './session-steps.js';

let schema: ScratchPostgres;
let pool: pg.Pool;

beforeAll(async () => {
  schema = await scratchPostgres();
  pool = new pg.Pool({ connectionString: schema.url });
});

afterAll(async () => {
  await pool.end();
  await schema.remove();
});

describeSessionStore('PostgreSQL', () => PostgresSessionStore.open(pool));
describeSessionSteps('PostgreSQL', () => PostgresSessionStore.open(pool));

it('makes its table once when many processes open it at once', async () => {
  await pool.query('drop table if exists portcullis_sessions');
  const opened = Array.from({ length: 10 }, () => PostgresSessionStore.open(pool));
  await expect(Promise.all(opened)).resolves.toHaveLength(10);
});
