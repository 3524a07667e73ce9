import type { KeyStore, StoredRing } from '../key-ring/key-store.js';
import { readRing, writeRing } from '../key-ring/stored-ring.js';
import type { Queryable } from './queryable.js';

/** One transaction, and one process at a time: `if not exists` alone fails for one of two that create at once. */
const CREATE = `
do $$ begin
  perform pg_advisory_xact_lock(7041996003);
  create table if not exists portcullis_key_rings (
    name text primary key,
    version bigint not null,
    ring text not null
  );
end $$`;

const CHANNEL = 'portcullis_key_rings';
/** Whoever listens hears of it when it is committed, and only of a change that took place. */
const INSERT = `
with changed as (
  insert into portcullis_key_rings (name, version, ring) values ($1, $2, $3)
  on conflict (name) do nothing returning name
) select pg_notify('${CHANNEL}', name) from changed`;
const UPDATE = `
with changed as (
  update portcullis_key_rings set version = $2, ring = $3 where name = $1 and version = $4 returning name
) select pg_notify('${CHANNEL}', name) from changed`;

/** A connection that listens: a `Client` of `pg` that is used for nothing else and is connected. */
export interface PostgresListener extends Queryable {
  on(event: 'notification', listener: (message: PostgresNotification) => void): unknown;
  removeListener(event: 'notification', listener: (message: PostgresNotification) => void): unknown;
}

/** What such a connection hears. */
export interface PostgresNotification {
  readonly channel: string;
  readonly payload?: string | undefined;
}

/** How a `PostgresKeyStore` is opened. */
export interface PostgresKeyStoreOptions {
  /** Which ring of those in this database. Default `'default'`: a database of one issuer has one. */
  readonly name?: string;
  /** A connection that hears of changes at once (LISTEN). Default none: rings load every few seconds anyway. */
  readonly listener?: PostgresListener;
}

/** Keeps a ring in PostgreSQL, for any number of processes, or in PGlite for one: the same SQL. */
export class PostgresKeyStore implements KeyStore {
  readonly #db: Queryable;
  readonly #name: string;
  readonly #listener: PostgresListener | undefined;

  private constructor(db: Queryable, { name = 'default', listener }: PostgresKeyStoreOptions) {
    this.#db = db;
    this.#name = name;
    this.#listener = listener;
  }

  /**
   * Opens the store, and creates its table where there is none.
   *
   * @param db a `Pool` or `Client` of `pg`, or a PGlite: whatever has `query(text, values)`
   * @throws what the database throws
   */
  static async open(
    db: Queryable,
    options: PostgresKeyStoreOptions = {},
  ): Promise<PostgresKeyStore> {
    await db.query(CREATE, []);
    return new PostgresKeyStore(db, options);
  }

  async load(): Promise<StoredRing | undefined> {
    const { rows } = await this.#db.query('select ring from portcullis_key_rings where name = $1', [
      this.#name,
    ]);
    const [row] = rows as readonly { readonly ring: string }[];
    return row && readRing(row.ring);
  }

  async replace(expectedVersion: number, next: StoredRing): Promise<boolean> {
    const values = [this.#name, next.version, writeRing(next)];
    const { rows } = await (expectedVersion === 0
      ? this.#db.query(INSERT, values)
      : this.#db.query(UPDATE, [...values, expectedVersion]));
    return rows.length === 1;
  }

  async subscribe(listener: () => void): Promise<() => void> {
    const connection = this.#listener;
    if (!connection) return () => undefined;
    const hear = ({ channel, payload }: PostgresNotification): void => {
      if (channel === CHANNEL && payload === this.#name) listener();
    };
    connection.on('notification', hear);
    await connection.query(`listen ${CHANNEL}`, []);
    return () => void connection.removeListener('notification', hear);
  }
}
