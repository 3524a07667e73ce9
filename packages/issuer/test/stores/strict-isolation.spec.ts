/**
 * The stores in a PostgreSQL whose default isolation is stricter than `read committed`: a lost race is not an
 * outage.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { RefreshSessions, Revocations } from '@portcullis/issuer';
import {
  PostgresKeyStore,
  PostgresRevocationStore,
  PostgresSessionStore,
} from '@portcullis/issuer/postgres';
import { scratchPostgres, type ScratchPostgres } from '../../../../tools/servers/index.mjs';
import { retryLostRaces } from '../../src/stores/postgres/lost-races.js';

const HOUR = 3_600_000;
const times = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => one(index));

describe.each(['serializable', 'repeatable read'])('PostgreSQL that is %s by default', (level) => {
  let scratch: ScratchPostgres;
  let pool: pg.Pool;
  let lost = 0;

  beforeAll(async () => {
    scratch = await scratchPostgres();
    pool = new pg.Pool({ connectionString: scratch.url, max: 8 });
    // Before its first statement, like the setting of a database or role.
    pool.on('connect', (client) => {
      void client.query(`set default_transaction_isolation = '${level}'`);
    });
  });

  afterAll(async () => {
    await pool.end();
    await scratch.remove();
  });

  beforeEach(() => void (lost = 0));

  /** The pool, which counts lost races. */
  const counted = {
    query: (text: string, values: unknown[]) =>
      pool.query<object>(text, values).catch((error: unknown) => {
        if ((error as { readonly code?: unknown }).code === '40001') lost++;
        throw error;
      }),
  };

  it('opens every store for many processes at once', async () => {
    const stores = times(4, () => [
      PostgresKeyStore.open(counted),
      PostgresSessionStore.open(counted),
      PostgresRevocationStore.open(counted),
    ]).flat();
    expect(await Promise.all(stores)).toHaveLength(12);
    expect((await pool.query('show transaction_isolation')).rows).toEqual([
      { transaction_isolation: level },
    ]);
  });

  it('gives 20 simultaneous uses of one refresh token the same successor', async () => {
    const store = await PostgresSessionStore.open(counted);
    const sessions = new RefreshSessions({ store, refreshKey: randomBytes(32) });
    const { refreshToken } = await sessions.begin(`user-${randomUUID()}`);
    const commit = await changeRowsOf('portcullis_sessions', 'id');
    const refreshes = times(20, () => sessions.refresh(refreshToken));
    await untilAStatementWaitsFor('portcullis_sessions');
    await commit();
    const granted = await Promise.all(refreshes);
    expect(new Set(granted.map((each) => each.refreshToken)).size).toBe(1);
    expect(lost).toBeGreaterThan(0);
  });

  /** Changes rows in a separate transaction. A statement that waits for its end then loses the race. */
  async function changeRowsOf(table: string, column: string): Promise<() => Promise<void>> {
    const client = await pool.connect();
    await client.query('begin');
    await client.query(`update ${table} set ${column} = ${column}`);
    return async () => {
      await client.query('commit');
      client.release();
    };
  }

  async function untilAStatementWaitsFor(table: string): Promise<void> {
    // A separate connection: those of the pool all wait.
    const observer = new pg.Client({ connectionString: scratch.url });
    await observer.connect();
    const waiting = `select 1 from pg_locks where not granted and pid in
      (select pid from pg_locks where relation = '${table}'::regclass)`;
    while ((await observer.query(waiting)).rows.length === 0);
    await observer.end();
  }

  it('keeps sign-ins, logouts and the limit of one subject when they coincide', async () => {
    const store = await PostgresSessionStore.open(counted);
    const options = { store, refreshKey: randomBytes(32), maxPerSubject: 2 };
    const sessions = new RefreshSessions(options);
    const subject = `user-${randomUUID()}`;
    const begun = await Promise.all(times(8, () => sessions.begin(subject)));
    await sessions.begin(subject);
    expect(await sessions.list(subject)).toHaveLength(2);
    await Promise.all(begun.map(({ refreshToken }) => sessions.signOut(refreshToken)));
    await sessions.endAll(subject);
    expect(await sessions.list(subject)).toEqual([]);
  });

  it('keeps every revocation of one subject by many processes', async () => {
    const store = await PostgresRevocationStore.open(counted);
    const [issuer, value] = ['https://auth.example', randomUUID()];
    const list = await Revocations.open({ issuer, store });
    const now = Date.now();
    const entry = { kind: 'sub', issuer, value, before: now, until: now + HOUR } as const;
    const first = await store.add(entry);
    const commit = await changeRowsOf('portcullis_revocations', 'key');
    const adding = times(11, () => store.add(entry));
    await untilAStatementWaitsFor('portcullis_revocations');
    await commit();
    const kept = [first, ...(await Promise.all(adding))];
    expect(kept.map(({ before }) => before - now).toSorted((a, b) => a - b)).toEqual(
      times(12, (i) => i),
    );
    expect(lost).toBeGreaterThan(0);
    await Promise.all(times(12, () => list.revokeSubject(value)));
    await list.close();
  });

  it('lets one of many replace a ring, and rejects the others', async () => {
    const name = randomUUID();
    const ring = { version: 1, keys: [], killed: [], rotatesSoon: false };
    const stores = await Promise.all(times(8, () => PostgresKeyStore.open(counted, { name })));
    const begun = await Promise.all(stores.map((store) => store.replace(0, ring)));
    expect(begun.filter(Boolean)).toHaveLength(1);
    lost = 0;

    const commit = await changeRowsOf('portcullis_key_rings', 'name');
    const replacing = stores.map((store) => store.replace(1, { ...ring, version: 2 }));
    await untilAStatementWaitsFor('portcullis_key_rings');
    await commit();
    expect((await Promise.all(replacing)).filter(Boolean)).toHaveLength(1);
    expect(lost).toBeGreaterThan(0);
  });
});

describe('a statement that PostgreSQL rejects', () => {
  const failing = (code: string, failures: number) => {
    const tries = { count: 0 };
    const work = async (): Promise<string> => {
      if (++tries.count <= failures) throw Object.assign(new Error('refused'), { code });
      return 'done';
    };
    return { tries, work };
  };

  it.each([
    ['40001', 3],
    ['40P01', 3],
  ])('with %s is retried', async (code, failures) => {
    const { tries, work } = failing(code, failures);
    expect(await retryLostRaces(work)).toBe('done');
    expect(tries.count).toBe(failures + 1);
  });

  it('with any other code is not retried', async () => {
    const { tries, work } = failing('57014', 3);
    await expect(retryLostRaces(work)).rejects.toMatchObject({ code: '57014' });
    expect(tries.count).toBe(1);
  });

  it('with repeated failures fails after 20 attempts', async () => {
    const { tries, work } = failing('40001', Infinity);
    await expect(retryLostRaces(work)).rejects.toMatchObject({ code: '40001' });
    expect(tries.count).toBe(20);
  });
});
