import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { PostgresSessionStore } from '../../src/stores/postgres/session-store.js';
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

it('creates its table once when many processes open it at once', async () => {
  await pool.query('drop table if exists portcullis_sessions');
  const opened = Array.from({ length: 10 }, () => PostgresSessionStore.open(pool));
  await expect(Promise.all(opened)).resolves.toHaveLength(10);
});

it('does nothing for a caller that was rejected while the statement waited for a lock', async () => {
  const store = await PostgresSessionStore.open(pool);
  const subject = `user-${randomUUID()}`;
  const times = { createdAt: 1, lastUsedAt: 1, endsAt: 1e15, keepUntil: 1e15 };
  const of = () => ({ ...times, id: randomUUID(), handleHash: randomBytes(32), subject });
  const make = () => ({ ...of(), label: undefined, currentHash: randomBytes(32) });
  const [here, late] = [make(), make()];
  await store.insert(here);
  const holder = await pool.connect();
  await holder.query('begin; lock table portcullis_sessions in access exclusive mode');
  const notAfter = (await store.time()) + 100;
  const rotation = {
    from: here.currentHash,
    to: randomBytes(32),
    at: 2,
    rotatedAt: 2,
    keepUntil: 1e15,
  };
  const waiting = [
    store.insert(late, notAfter),
    store.rotate(here.handleHash, { ...rotation, notAfter }),
    store.end(here.handleHash, { reason: 'session-limit', at: 2, notAfter }),
  ];
  while ((await store.time()) <= notAfter);
  await holder.query('commit');
  holder.release();
  expect(await Promise.all(waiting)).toEqual([false, false, false]);
  expect(await store.list(subject)).toMatchObject([here]);
  expect(await store.rotate(here.handleHash, { ...rotation, notAfter: notAfter + 60_000 })).toBe(
    true,
  );
});
