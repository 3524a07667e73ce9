import type { KeyStore, LoadedRing, StoredRing } from '../../key-ring/key-store.js';
import { readRing, writeRing } from '../../key-ring/stored-ring.js';
import { HEARTBEAT_TABLES, PostgresHeartbeat, PULSE, type PulseRow } from './heartbeat.js';
import { subscriptionTo, type PostgresListening } from './listener.js';
import type { Queryable } from './queryable.js';
import { inTime, readServerTime } from './server.js';
import { OpenTables, type TableSet } from './tables.js';

/** The table of key rings. */
const RING_TABLES: TableSet = {
  names: ['portcullis_key_rings'],
  statements: `
  create table if not exists portcullis_key_rings (
    name text primary key,
    version bigint not null,
    ring text not null
  );`,
};

/** All tables that a {@link PostgresKeyStore} uses. */
export const KEY_TABLES: readonly TableSet[] = [RING_TABLES, HEARTBEAT_TABLES];

const CHANNEL = 'portcullis_key_rings';

const LOAD = `select r.ring, p.* from ${PULSE} p left join portcullis_key_rings r on r.name = $1`;

/** PostgreSQL sends the notification when the change is committed, and only if a row was changed. */
const INSERT = `
with changed as (
  insert into portcullis_key_rings (name, version, ring)
  select $1::text, $2::bigint, $3::text where ${inTime('$4')}
  on conflict (name) do nothing returning name
) select pg_notify('${CHANNEL}', name) from changed`;
const UPDATE = `
with changed as (
  update portcullis_key_rings set version = $2, ring = $3 where name = $1 and version = $5 and ${inTime('$4')} returning name
) select pg_notify('${CHANNEL}', name) from changed`;

/** Options of `PostgresKeyStore.open`. */
export interface PostgresKeyStoreOptions extends PostgresListening {
  /** The name of the ring. Issuers that share a database need different names. Default `'default'`. */
  readonly name?: string;
}

/**
 * Stores a key ring in PostgreSQL 13 or later, for any number of processes, or in PGlite for one. `PostgresStore` opens
 * it together with sessions and revocations.
 *
 * @example
 * const store = await PostgresKeyStore.open(pool);
 */
export class PostgresKeyStore implements KeyStore {
  readonly #db: Queryable;
  readonly #name: string;
  readonly #heartbeat = new PostgresHeartbeat();
  /** Undefined without `connect`. */
  readonly subscribe?: NonNullable<KeyStore['subscribe']>;

  /** Used by `PostgresStore`. Call {@link open} instead. */
  constructor(db: OpenTables, options: PostgresKeyStoreOptions = {}) {
    this.#db = db;
    this.#name = options.name ?? 'default';
    const subscribe = subscriptionTo(CHANNEL, db, options);
    if (subscribe) this.subscribe = subscribe;
  }

  /**
   * Opens the store, and creates missing tables. A standby receives them from its primary.
   *
   * @param db a `Pool` or `Client` of `pg`, or a PGlite
   * @throws ConfigurationError for any other client; errors of the database
   */
  static async open(
    db: Queryable,
    options: PostgresKeyStoreOptions = {},
  ): Promise<PostgresKeyStore> {
    return new PostgresKeyStore(await OpenTables.open(db, ...KEY_TABLES), options);
  }

  async load(): Promise<LoadedRing | undefined> {
    const { rows } = await this.#db.query(LOAD, [this.#name]);
    const [row] = rows as readonly (PulseRow & { readonly ring: string | null })[];
    const behindMs = this.#heartbeat.behindMs(this.#db, row);
    if (typeof row?.ring !== 'string') return undefined;
    return behindMs === undefined ? readRing(row.ring) : { ...readRing(row.ring), behindMs };
  }

  time(): Promise<number> {
    return readServerTime(this.#db);
  }

  async replace(expectedVersion: number, next: StoredRing, notAfter?: number): Promise<boolean> {
    const values = [this.#name, next.version, writeRing(next), notAfter ?? null];
    const { rows } = await (expectedVersion === 0
      ? this.#db.query(INSERT, values)
      : this.#db.query(UPDATE, [...values, expectedVersion]));
    return rows.length === 1;
  }
}
