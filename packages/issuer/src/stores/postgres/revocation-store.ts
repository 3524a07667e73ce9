import {
  entryOf,
  KEPT_LONGER_MS,
  keyOf,
  type RevocationEntry,
} from '../../revocation/revocation-entry.js';
import type { RevocationPage, RevocationStore } from '../../revocation/revocation-store.js';
import { HEARTBEAT_TABLES, PostgresHeartbeat, PULSE, type PulseRow } from './heartbeat.js';
import { subscriptionTo, type PostgresListening } from './listener.js';
import type { Queryable } from './queryable.js';
import { SERVER_CLOCK_MS } from './server.js';
import { OpenTables, type TableSet } from './tables.js';

/** The table of revocations. */
const LIST_TABLES: TableSet = {
  names: [
    'portcullis_revocations',
    'portcullis_revocations_changed',
    'portcullis_revocations_until',
  ],
  statements: `
  create table if not exists portcullis_revocations (
    key text primary key,
    before_ms bigint not null,
    until_ms bigint not null,
    changed xid8 not null
  );
  create index if not exists portcullis_revocations_changed on portcullis_revocations (changed);
  create index if not exists portcullis_revocations_until on portcullis_revocations (until_ms);`,
};

/** All tables that a {@link PostgresRevocationStore} uses. */
export const REVOCATION_TABLES: readonly TableSet[] = [LIST_TABLES, HEARTBEAT_TABLES];

const CHANNEL = 'portcullis_revocations';

/**
 * `$4` is the time by the client's clock. If the server's clock is ahead of it, both times of the entry are moved by the
 * difference. If `$4` is null, they are stored unchanged.
 */
const ADD = `
with clocks as (
  select greatest(coalesce(${SERVER_CLOCK_MS} - $4::bigint, 0), 0) as ahead
), added as (
  insert into portcullis_revocations as r (key, before_ms, until_ms, changed)
  select $1, case when $2::bigint > 0 then $2::bigint + ahead else 0 end,
    $3::bigint + ahead, pg_current_xact_id() from clocks
  on conflict (key) do update set
    before_ms = greatest(r.before_ms + sign(excluded.before_ms)::int, excluded.before_ms),
    until_ms = greatest(r.until_ms, excluded.until_ms),
    changed = excluded.changed
  returning before_ms, until_ms
)
select pg_notify('${CHANNEL}', ''), before_ms::float8 as before, until_ms::float8 as until from added`;

/**
 * The cursor is the oldest transaction that was open at the time of the read: every row that the read did not see has this
 * number or a later one. (A sequence numbers rows when they are inserted, so a row that is committed late would be behind
 * the cursor and be missed.) While a transaction stays open, each read returns all rows since, in pages ordered by number.
 */
const READ = `
select s.horizon::text as horizon, r.changed::text as changed, r.key,
       r.before_ms::float8 as before, r.until_ms::float8 as until, p.*
  from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) s
  cross join ${PULSE} p
  left join (
    select * from portcullis_revocations
     where (changed, key) > ($1::text::xid8, $2::text) and until_ms > $3
     order by changed, key limit $4
  ) r on true
 order by r.changed, r.key`;

const PAGE = 1000;

const PURGE = `
delete from portcullis_revocations where key in (
  select key from portcullis_revocations
   where until_ms <= least($1::bigint, ${SERVER_CLOCK_MS}) - ${KEPT_LONGER_MS}
   order by until_ms limit $2 for update skip locked
) returning 1`;

interface Row extends PulseRow {
  readonly horizon: string;
  readonly changed: string;
  /** Null in the single row of a read that found no entry. */
  readonly key: string | null;
  readonly before: number;
  readonly until: number;
}

/** Options of `PostgresRevocationStore.open`. */
export type PostgresRevocationOptions = PostgresListening;

/**
 * Stores revocations in PostgreSQL 13 or later, for any number of processes, or in PGlite for one. `PostgresStore` opens
 * it together with keys and sessions.
 *
 * @example
 * const store = await PostgresRevocationStore.open(pool);
 */
export class PostgresRevocationStore implements RevocationStore {
  readonly #db: Queryable;
  readonly #heartbeat = new PostgresHeartbeat();
  /** Undefined without `connect`. */
  readonly subscribe?: NonNullable<RevocationStore['subscribe']>;

  /** Used by `PostgresStore`. Call {@link open} instead. */
  constructor(db: OpenTables, options: PostgresRevocationOptions = {}) {
    this.#db = db;
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
    options: PostgresRevocationOptions = {},
  ): Promise<PostgresRevocationStore> {
    return new PostgresRevocationStore(await OpenTables.open(db, ...REVOCATION_TABLES), options);
  }

  async add(entry: RevocationEntry, now?: number): Promise<RevocationEntry> {
    const at = now === undefined ? null : Math.round(now);
    const { rows } = await this.#db.query(ADD, [keyOf(entry), entry.before, entry.until, at]);
    const [{ before, until }] = rows as readonly [Pick<RevocationEntry, 'before' | 'until'>];
    return { ...entry, before, until };
  }

  async read(cursor = '0', now: number): Promise<RevocationPage> {
    const from = readCursor(cursor);
    const { rows } = await this.#db.query(READ, [from.changed, from.key, Math.floor(now), PAGE]);
    const found = rows as readonly Row[];
    const behindMs = this.#heartbeat.behindMs(this.#db, found[0]);
    const horizon = found[0]?.horizon ?? '0';
    // Another cluster, such as a restored copy: the cursor has no meaning there.
    if (BigInt(horizon) < BigInt(from.horizon)) return this.read('0', now);
    const entries = found.flatMap(({ key, before, until }) =>
      key === null ? [] : [entryOf(key, before, until)],
    );
    // Rows committed since the first page may be before the last one, so the next read starts from the first page.
    const next = from.isInside ? from.horizon : horizon;
    const last = found[PAGE - 1];
    const page = { entries, behindMs, time: found[0] && this.#heartbeat.timeOf(found[0]) };
    if (!last) return { ...page, cursor: next, hasMore: false };
    return { ...page, cursor: `${next}/${last.changed}/${last.key}`, hasMore: true };
  }

  async purge(now: number, most: number): Promise<number> {
    const { rows } = await this.#db.query(PURGE, [Math.floor(now), most]);
    return rows.length;
  }
}

interface Cursor {
  /** Start of the next read; between pages, start of this read. */
  readonly horizon: string;
  /** Whether the cursor is between two pages of one read. */
  readonly isInside: boolean;
  /** The last row of the page before. */
  readonly changed: string;
  readonly key: string;
}

function readCursor(cursor: string): Cursor {
  const [horizon = '0', changed, ...key] = cursor.split('/');
  if (changed === undefined) return { horizon, isInside: false, changed: horizon, key: '' };
  return { horizon, isInside: true, changed, key: key.join('/') };
}
