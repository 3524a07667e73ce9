/** Revocations on a PostgreSQL server. */
import pg from 'pg';
import { scratchPostgres, type ScratchPostgres } from '../../../../tools/servers/index.mjs';
import { Revocations, StoreUnavailableError, type RevocationEntry } from '../../src/index.js';
import { keyOf } from '../../src/revocation/revocation-entry.js';
import { PostgresRevocationStore } from '../../src/stores/postgres/index.js';
import { describeRevocationStore, readAll, session } from './revocation-contract.js';
import { ISSUER, until, verdict, verified } from './verified.js';

let scratch: ScratchPostgres;
let pool: pg.Pool;
let other: pg.Pool;

beforeAll(async () => {
  scratch = await scratchPostgres();
  [pool, other] = [
    new pg.Pool({ connectionString: scratch.url }),
    new pg.Pool({ connectionString: scratch.url }),
  ];
});

afterAll(async () => {
  await Promise.all([pool.end(), other.end()]);
  await scratch.remove();
});

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: scratch.url });
  await client.connect();
  return client;
}

async function open() {
  const store = await PostgresRevocationStore.open(pool, { connect });
  await pool.query('delete from portcullis_revocations');
  return { store, other: await PostgresRevocationStore.open(other, { connect }) };
}

describeRevocationStore('PostgreSQL', open);

const valuesOf = (entries: readonly RevocationEntry[]) =>
  new Set(entries.map((each) => each.value));

/** Some in one transaction, and some in the next. */
async function addMany(counts: readonly number[]): Promise<Set<string>> {
  const all: RevocationEntry[] = [];
  for (const length of counts) {
    const entries = Array.from({ length }, () => session());
    await pool.query(
      `insert into portcullis_revocations
       select key, 0, $2, pg_current_xact_id() from unnest($1::text[]) as key`,
      [entries.map(keyOf), entries[0]?.until],
    );
    all.push(...entries);
  }
  return valuesOf(all);
}

describe('a read of revocations in PostgreSQL', () => {
  it('finds a write that began before another and was committed after it', async () => {
    const { store, other: reader } = await open();
    const slow = await connect();
    const slowly = await PostgresRevocationStore.open(slow);
    const [late, early] = [session(), session()];
    await slow.query('begin');
    await slowly.add(late);
    await store.add(early);
    const { entries, cursor } = await readAll(reader);
    expect(entries).toEqual([early]);
    await slow.query('commit');
    await slow.end();
    expect((await readAll(reader, cursor)).entries).toContainEqual(late);
  });

  it('is paged during a long transaction, and finds writes that are committed between two pages', async () => {
    await open();
    const sizes: number[] = [];
    const reader = await PostgresRevocationStore.open({
      query: async (text, values) => {
        const answer = await pool.query<object>(text, values);
        sizes.push(answer.rows.length);
        return answer;
      },
    });
    const { cursor } = await readAll(reader);
    const late = session();
    const slow = await connect();
    try {
      const slowly = await PostgresRevocationStore.open(slow);
      await slow.query('begin');
      await slowly.add(late);
      const all = await addMany([700, 1800]);
      for (let look = 0; look < 2; look++) {
        expect(valuesOf((await readAll(reader, cursor)).entries)).toEqual(all);
      }
      const first = await reader.read(cursor, Date.now());
      expect([first.entries.length, first.hasMore]).toEqual([1000, true]);
      await slow.query('commit');
      const rest = await readAll(reader, first.cursor);
      const next = await readAll(reader, rest.cursor);
      const found = [...first.entries, ...rest.entries, ...next.entries];
      expect(valuesOf(found)).toEqual(all.add(late.value));
      expect(Math.max(...sizes)).toBe(1000);
    } finally {
      await slow.end();
    }
  });

  it('starts over when its cursor is not from this server', async () => {
    const { store, other: reader } = await open();
    const entry = session();
    await store.add(entry);
    const { cursor } = await readAll(reader);
    expect((await readAll(reader, String(BigInt(cursor) + 1_000_000n))).entries).toEqual([entry]);
  });
});

it('two processes that start at once create one table', async () => {
  await pool.query('drop table portcullis_revocations');
  const opening = Array.from({ length: 5 }, () => PostgresRevocationStore.open(pool));
  expect(await Promise.all(opening)).toHaveLength(5);
});

it('a listener whose connection is lost is replaced', async () => {
  const { store, other: door } = await open();
  const options = { issuer: ISSUER, pollEvery: '1h', maxStaleness: '24h' } as const;
  let opened = 0;
  const clients: pg.Client[] = [];
  const watched = await PostgresRevocationStore.open(other, {
    connect: async () => {
      opened++;
      const client = await connect();
      clients.push(client);
      return client;
    },
  });
  const list = await Revocations.open({ ...options, store: watched, pollEvery: 0.05 });
  const here = await Revocations.open({ ...options, store });
  const pid = await clients[0]?.query<{ pid: number }>('select pg_backend_pid() as pid');
  await pool.query('select pg_terminate_backend($1)', [pid?.rows[0]?.pid]);
  await until(() => opened === 2);
  await here.revokeSession('session-9');
  const token = await verified({ at: Date.now(), sid: 'session-9' });
  await until(() => verdict(list, token) === 'revoked');
  expect(door.subscribe).toBeDefined();
  await Promise.all([list.close(), here.close()]);
});

it('an unavailable database rejects the revocation and keeps the known ones', async () => {
  await open();
  const own = new pg.Pool({ connectionString: scratch.url });
  const store = await PostgresRevocationStore.open(own);
  const list = await Revocations.open({ issuer: ISSUER, store });
  const token = await verified({ at: Date.now(), sid: 'session-3' });
  await list.revokeSession('session-3');
  await own.end();
  await expect(list.revokeSession('session-4')).rejects.toThrow(StoreUnavailableError);
  expect(verdict(list, token)).toBe('revoked');
  expect(verdict(list, await verified({ at: Date.now(), sid: 'session-4' }))).toBe('good');
  await list.close();
});
