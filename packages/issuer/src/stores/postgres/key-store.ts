import type { KeyStore, LoadedRing, StoredRing } from '../../key-ring/key-store.js';
import { readRing, writeRing } from '../../key-ring/stored-ring.js';
import {
  CREATE_HEARTBEATS,
  HEARTBEATS,
  PostgresHeartbeat,
  PULSE,
  type PulseRow,
} from './heartbeat.js';
import { PostgresChannel, type PostgresListener } from './listener.js';
import { retryingLostRaces } from './lost-races.js';
import { createMissing } from './tables.js';
import { assertQueryable, type Queryable } from './queryable.js';

const CREATE = createMissing(['portcullis_key_rings', HEARTBEATS], {
  lock: 7041996003,
  statements: `
  create table if not exists portcullis_key_rings (
    name text primary key,
    version bigint not null,
    ring text not null
  );
  ${CREATE_HEARTBEATS}`,
});

const LOAD = `select r.ring, p.* from ${PULSE} p left join portcullis_key_rings r on r.name = $1`;

const CLOCK = 'extract(epoch from clock_timestamp())::float8 * 1000';
const TIME = `select ${CLOCK} as now`;
const IN_TIME = `($4::float8 is null or ${CLOCK} < $4::float8)`;
const CHANNEL = 'portcullis_key_rings';
/** Whoever listens hears of it when it is committed, and only of a change that took place. */
const INSERT = `
with changed as (
  insert into portcullis_key_rings (name, version, ring)
  select $1::text, $2::bigint, $3::text where ${IN_TIME}
  on conflict (name) do nothing returning name
) select pg_notify('${CHANNEL}', name) from changed`;
const UPDATE = `
with changed as (
  update portcullis_key_rings set version = $2, ring = $3 where name = $1 and version = $5 and ${IN_TIME} returning name
) select pg_notify('${CHANNEL}', name) from changed`;

/** How a `PostgresKeyStore` is opened. */
export interface PostgresKeyStoreOptions {
  /** Which ring of those in this database. Default `'default'`: a database of one issuer has one. */
  readonly name?: string;
  /**
   * Opens a connection of its own, on which the store hears of changes at once (LISTEN). Called again when the
   * connection is lost. Connect to PostgreSQL itself: through a pooler in
   * transaction mode nothing arrives, which a probe finds and reports. Default none: rings load every
   * few seconds anyway.
   *
   * @example
   * connect: async () => { const client = new pg.Client(url); await client.connect(); return client; }
   */
  readonly connect?: () => Promise<PostgresListener>;
}

/** Keeps a ring in PostgreSQL, for any number of processes, or in PGlite for one: the same SQL. */
export class PostgresKeyStore implements KeyStore {
  readonly #db: Queryable;
  readonly #name: string;
  readonly #heartbeat = new PostgresHeartbeat();
  /** Only where there is something to listen on. */
  readonly subscribe?: NonNullable<KeyStore['subscribe']>;

  private constructor(db: Queryable, { name = 'default', connect }: PostgresKeyStoreOptions) {
    this.#db = db;
    this.#name = name;
    if (connect) {
      const channel = new PostgresChannel(CHANNEL, db, connect);
      this.subscribe = (onChange, onLost) => channel.listen({ onChange, onLost });
    }
  }

  /**
   * Opens the store, and creates its tables where there are none; a standby has them from its primary.
   *
   * @param db a `Pool` or `Client` of `pg`, or a PGlite: whatever has `query(text, values)`
   * @throws ConfigurationError where it is no such client; what the database throws
   */
  static async open(
    db: Queryable,
    options: PostgresKeyStoreOptions = {},
  ): Promise<PostgresKeyStore> {
    await assertQueryable(db);
    const retrying = retryingLostRaces(db);
    await retrying.query(CREATE, []);
    return new PostgresKeyStore(retrying, options);
  }

  async load(): Promise<LoadedRing | undefined> {
    const { rows } = await this.#db.query(LOAD, [this.#name]);
    const [row] = rows as readonly (PulseRow & { readonly ring: string | null })[];
    const behindMs = this.#heartbeat.behindMs(this.#db, row);
    if (typeof row?.ring !== 'string') return undefined;
    return behindMs === undefined ? readRing(row.ring) : { ...readRing(row.ring), behindMs };
  }

  async time(): Promise<number> {
    const { rows } = await this.#db.query(TIME, []);
    return (rows as readonly { readonly now: number }[])[0]?.now ?? Number.NaN;
  }

  async replace(expectedVersion: number, next: StoredRing, notAfter?: number): Promise<boolean> {
    const values = [this.#name, next.version, writeRing(next), notAfter ?? null];
    const { rows } = await (expectedVersion === 0
      ? this.#db.query(INSERT, values)
      : this.#db.query(UPDATE, [...values, expectedVersion]));
    return rows.length === 1;
  }
}
