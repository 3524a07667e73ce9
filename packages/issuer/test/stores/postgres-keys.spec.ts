/** The same SQL in PGlite and on a PostgreSQL server. */
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { PostgresKeyStore, type Queryable } from '@portcullis/issuer/postgres';
import { scratchPostgres, type ScratchPostgres } from '../../../../tools/servers/index.mjs';
import { describeKeyStore } from './key-contract.js';

let rings = 0;
const dumpOf = async (db: Queryable): Promise<string> =>
  JSON.stringify((await db.query('select * from portcullis_key_rings', [])).rows);

describe('PGlite', () => {
  let db: PGlite;

  beforeAll(async () => {
    db = await PGlite.create();
  });

  afterAll(() => db.close());

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
  let listener: pg.Client;

  beforeAll(async () => {
    scratch = await scratchPostgres();
    pool = new pg.Pool({ connectionString: scratch.url });
    listener = new pg.Client({ connectionString: scratch.url });
    await listener.connect();
  });

  afterAll(async () => {
    await listener.end();
    await pool.end();
    await scratch.remove();
  });

  describeKeyStore('PostgreSQL', async () => {
    const name = `ring-${rings++}`;
    return {
      store: await PostgresKeyStore.open(pool, { name }),
      other: await PostgresKeyStore.open(pool, { name, listener }),
      elsewhere: await PostgresKeyStore.open(pool, { name: `${name}-b` }),
      dump: () => dumpOf(pool),
      tells: true,
    };
  });

  it('makes its table once when many processes open it at once', async () => {
    const fresh = await scratchPostgres();
    const own = new pg.Pool({ connectionString: fresh.url });
    await Promise.all(Array.from({ length: 8 }, () => PostgresKeyStore.open(own)));
    expect(await (await PostgresKeyStore.open(own)).load()).toBeUndefined();
    await own.end();
    await fresh.remove();
  });
});
