import {
  entryOf,
  KEPT_LONGER_MS,
  keyOf,
  type RevocationEntry,
} from '../../revocation/revocation-entry.js';
import type { RevocationPage, RevocationStore } from '../../revocation/revocation-store.js';
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

const NAMES = [
  'portcullis_revocations',
  'portcullis_revocations_changed',
  'portcullis_revocations_until',
  HEARTBEATS,
];

const CREATE = createMissing(NAMES, {
  lock: 7041996003,
  statements: `
  create table if not exists portcullis_revocations (
    key text primary key,
    before_ms bigint not null,
    until_ms bigint not null,
    changed xid8 not null
  );
  create index if not exists portcullis_revocations_changed on portcullis_revocations (changed);
  create index if not exists portcullis_revocations_until on portcullis_revocations (until_ms);
  ${CREATE_HEARTBEATS}`,
});

const CHANNEL = 'portcullis_revocations';

/** The server's own clock, in milliseconds. */
const SERVER_CLOCK = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

/**
 * `$4` is the time by the client's clock: where the server's is ahead, times are later by so much. Without it they stay as
 * they are.
 */
const ADD = `
with clocks as (
  select greatest(coalesce(${SERVER_CLOCK} - $4::bigint, 0), 0) as ahead
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
 * A sequence would number rows in the order in which they were begun: one that is committed late would come behind the
 * cursor, and be missed. The cursor is the oldest transaction that was under way at the time of the read: whatever
 * that read did not see yet has this number or a later one. While one stays open, each read brings all that came since:
 * a page at a time, in the order of the numbers.
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
   where until_ms <= least($1::bigint, ${SERVER_CLOCK}) - ${KEPT_LONGER_MS}
   order by until_ms limit $2 for update skip locked
) returning 1`;

interface Row extends PulseRow {
  readonly horizon: string;
  readonly changed: string;
  /** Null in the one row of a read that found nothing. */
  readonly key: string | null;
  readonly before: number;
  readonly until: number;
}

/** What a store of revocations in PostgreSQL may have beside its `query`. */
export interface PostgresRevocationOptions {
  /**
   * Opens a connection of its own, on which the store listens (LISTEN/NOTIFY): it tells other processes of a
   * revocation at once. Called again when the connection is lost. Not through a pooler that shares connections between
   * statements. Default: none, so that other processes find revocations when they ask next.
   *
   * @example
   * connect: async () => { const client = new pg.Client(url); await client.connect(); return client; }
   */
  readonly connect?: () => Promise<PostgresListener>;
}

/** Keeps revocations in PostgreSQL 13 or later, for any number of processes, or in PGlite for one: the same SQL. */
export class PostgresRevocationStore implements RevocationStore {
  readonly #db: Queryable;
  readonly #heartbeat = new PostgresHeartbeat();
  /** Only where there is something to listen on. */
  readonly subscribe?: NonNullable<RevocationStore['subscribe']>;

  private constructor(db: Queryable, { connect }: PostgresRevocationOptions) {
    this.#db = db;
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
    options: PostgresRevocationOptions = {},
  ): Promise<PostgresRevocationStore> {
    await assertQueryable(db);
    const retrying = retryingLostRaces(db);
    await retrying.query(CREATE, []);
    return new PostgresRevocationStore(retrying, options);
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
    // Another cluster, restored or taken over from a copy: its numbers say nothing of what we know.
    if (BigInt(horizon) < BigInt(from.horizon)) return this.read('0', now);
    const entries = found.flatMap(({ key, before, until }) =>
      key === null ? [] : [entryOf(key, before, until)],
    );
    // What was committed since the first page may lie before the last: the next read goes on from the first.
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
  /** Where the next read begins, or where this one did. */
  readonly horizon: string;
  /** Whether pages of this read came before. */
  readonly isInside: boolean;
  /** What the page comes after. */
  readonly changed: string;
  readonly key: string;
}

function readCursor(cursor: string): Cursor {
  const [horizon = '0', changed, ...key] = cursor.split('/');
  if (changed === undefined) return { horizon, isInside: false, changed: horizon, key: '' };
  return { horizon, isInside: true, changed, key: key.join('/') };
}
