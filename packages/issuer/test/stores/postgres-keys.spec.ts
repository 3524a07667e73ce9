/** The same SQL in PGlite and on a PostgreSQL server. */
import { randomBytes } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { KeyRing } from '@portcullis/issuer';
import { PostgresKeyStore, type Queryable } from '@portcullis/issuer/postgres';
import {
  scratchPglite,
  scratchPostgres,
  type ScratchPglite,
  type ScratchPostgres,
} from '../../../../tools/servers/index.mjs';
import { until } from '../support/time.js';
import { describeKeyStore } from './key-contract.js';

let rings = 0;
const dumpOf = async (db: Queryable): Promise<string> =>
  JSON.stringify((await db.query('select * from portcullis_key_rings', [])).rows);

describe('PGlite', () => {
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

  describeKeyStore('PGlite', async () => {
    const name = `ring-${rings++}`;
    return {
      store: await PostgresKeyStore.open(db, { name }),
      other: await PostgresKeyStore.open(db, { name }),
      elsewhere: await PostgresKeyStore.open(db, { name: `${name}-b` }),
      dump: () => dumpOf(db),
      tells: false,
    };
  });
});

describe('PostgreSQL', () => {
  let scratch: ScratchPostgres;
  let pool: pg.Pool;
  const listening: pg.Client[] = [];
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: scratch.url });
    await client.connect();
    listening.push(client);
    return client;
  };

  beforeAll(async () => {
    scratch = await scratchPostgres();
    pool = new pg.Pool({ connectionString: scratch.url });
  });

  afterAll(async () => {
    await Promise.all(listening.map((client) => client.end()));
    await pool.end();
    await scratch.remove();
  });

  describeKeyStore('PostgreSQL', async () => {
    const name = `ring-${rings++}`;
    return {
      store: await PostgresKeyStore.open(pool, { name }),
      other: await PostgresKeyStore.open(pool, { name, connect }),
      elsewhere: await PostgresKeyStore.open(pool, { name: `${name}-b` }),
      dump: () => dumpOf(pool),
      tells: true,
    };
  });

  it('a ring whose listener has lost its connection listens on a new one', async () => {
    const name = `ring-${rings++}`;
    const options = { algorithm: 'EdDSA', keyEncryptionKeys: { a: randomBytes(32) } } as const;
    let look = (): void => undefined;
    const after = (_milliseconds: number, next: () => void) => {
      look = next;
      return () => undefined;
    };
    const ring = await KeyRing.open({
      ...options,
      store: await PostgresKeyStore.open(pool, { name, connect }),
      scheduler: after,
    });
    const other = await KeyRing.open({
      ...options,
      store: await PostgresKeyStore.open(pool, { name }),
      scheduler: () => () => undefined,
    });
    await until(() => listening.length > 0, 'it listens');
    const last = listening.at(-1);
    await pool.query('select pg_terminate_backend($1)', [last && Reflect.get(last, 'processID')]);
    await until(() => {
      look();
      return listening.at(-1) !== last;
    }, 'it listens again');
    await listening.at(-1)?.query('select 1'); // runs after its LISTEN
    const { kid } = other.active;
    await other.kill(kid);
    await until(() => ring.verificationKeys.every((key) => key.kid !== kid), 'it was notified');
    expect(listening.at(-1)).not.toBe(last);
    await Promise.all([ring.close(), other.close()]);
  });

  it('creates its table once when many processes open it at once', async () => {
    const fresh = await scratchPostgres();
    const own = new pg.Pool({ connectionString: fresh.url });
    await Promise.all(Array.from({ length: 8 }, () => PostgresKeyStore.open(own)));
    expect(await (await PostgresKeyStore.open(own)).load()).toBeUndefined();
    await own.end();
    await fresh.remove();
  });
});
