/** The heartbeats of a PostgreSQL primary: the table, what a read returns of them, and who writes them. */
import { BEAT_EVERY_MS, Heartbeat } from '../../store-access/heartbeat.js';
import { TAKES_NO_WRITES } from './tables.js';
import type { Queryable } from './queryable.js';

/** Where heartbeats are kept. */
export const HEARTBEATS = 'portcullis_heartbeats';

/** Creates {@link HEARTBEATS}. */
export const CREATE_HEARTBEATS = `
  create table if not exists portcullis_heartbeats (
    name text primary key,
    at_ms bigint not null
  );`;

/** A row that is always there, of columns `is_replica`, `now_ms` and `beat`. */
export const PULSE = `(
  select ${TAKES_NO_WRITES} as is_replica, extract(epoch from clock_timestamp())::float8 * 1000 as now_ms,
    (select at_ms::float8 from portcullis_heartbeats where name = 'primary') as beat
)`;

/**
 * Never waits for the disk or for a synchronous standby: a heartbeat that is lost is one that was not written. Does
 * nothing where another process has just written one: a notification has all processes read at once.
 */
const BEAT = `
with quick as materialized (select set_config('synchronous_commit', 'off', true) as is_off)
insert into portcullis_heartbeats as h (name, at_ms)
select 'primary', now_ms from quick, (select (extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms) clock
 where not exists (
   select from portcullis_heartbeats where name = 'primary' and abs(now_ms - at_ms) < ${BEAT_EVERY_MS}
 )
on conflict (name) do update set at_ms = excluded.at_ms`;

/** The columns of {@link PULSE}. */
export interface PulseRow {
  readonly is_replica: boolean;
  readonly now_ms: number;
  readonly beat: number | null;
}

/** Reads and writes the heartbeats of a PostgreSQL. */
export class PostgresHeartbeat {
  readonly #heartbeat = new Heartbeat();
  #isBeating = false;

  /** What a read says of how far it may be behind; undefined for a primary, whose next heartbeat it sees to. */
  behindMs(db: Queryable, row: PulseRow | undefined): number | undefined {
    const { is_replica: isReplica = false, now_ms: now = 0, beat = null } = row ?? {};
    if (!isReplica) {
      if (beat === null || Math.abs(now - beat) >= BEAT_EVERY_MS) void this.#beat(db);
      return undefined;
    }
    return this.#heartbeat.behindMs({ isReplica, now, beat: beat ?? undefined });
  }

  /** The time by the primary's clock that a read tells: by a replica's, {@link Heartbeat.primaryTime}. */
  timeOf({ is_replica: isReplica, now_ms: now }: PulseRow): number | undefined {
    return isReplica ? this.#heartbeat.primaryTime() : now;
  }

  /** Nobody waits for it: where it can't be written, replicas count as behind. */
  async #beat(db: Queryable): Promise<void> {
    if (this.#isBeating) return;
    this.#isBeating = true;
    try {
      await db.query(BEAT, []);
    } catch {
      // The next read tries again.
    } finally {
      this.#isBeating = false;
    }
  }
}
