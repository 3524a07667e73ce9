/** Heartbeats of a PostgreSQL primary: their table, how they are written, and what a read returns of them. */
import { BEAT_EVERY_MS, Heartbeat } from '../../store-access/heartbeat.js';
import type { Queryable } from './queryable.js';
import { SERVER_CLOCK, SERVER_CLOCK_MS, TAKES_NO_WRITES } from './server.js';
import type { TableSet } from './tables.js';

/** The table of heartbeats. */
export const HEARTBEAT_TABLES: TableSet = {
  names: ['portcullis_heartbeats'],
  statements: `
  create table if not exists portcullis_heartbeats (
    name text primary key,
    at_ms bigint not null
  );`,
};

/** A subquery of exactly one row with the columns `is_replica`, `now_ms` and `beat`. */
export const PULSE = `(
  select ${TAKES_NO_WRITES} as is_replica, ${SERVER_CLOCK} as now_ms,
    (select at_ms::float8 from portcullis_heartbeats where name = 'primary') as beat
)`;

/**
 * Does not wait for the disk or for a synchronous standby: a lost heartbeat counts as not written. Writes nothing if
 * another process has just written one, because a notification makes all processes read at once.
 */
const BEAT = `
with quick as materialized (select set_config('synchronous_commit', 'off', true) as is_off)
insert into portcullis_heartbeats as h (name, at_ms)
select 'primary', now_ms from quick, (select ${SERVER_CLOCK_MS} as now_ms) clock
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

/** Reads and writes the heartbeats of one PostgreSQL server. */
export class PostgresHeartbeat {
  readonly #heartbeat = new Heartbeat();
  #isBeating = false;

  /**
   * Returns by how many milliseconds a read may be behind the primary; undefined for the primary itself. If the primary's
   * heartbeat is old, writes the next one.
   */
  behindMs(db: Queryable, row: PulseRow | undefined): number | undefined {
    const { is_replica: isReplica = false, now_ms: now = 0, beat = null } = row ?? {};
    if (!isReplica) {
      if (beat === null || Math.abs(now - beat) >= BEAT_EVERY_MS) void this.#beat(db);
      return undefined;
    }
    return this.#heartbeat.behindMs({ isReplica, now, beat: beat ?? undefined });
  }

  /** Returns the time by the primary's clock, from a replica as {@link Heartbeat.primaryTime}. */
  timeOf({ is_replica: isReplica, now_ms: now }: PulseRow): number | undefined {
    return isReplica ? this.#heartbeat.primaryTime() : now;
  }

  /** Runs in the background. If the user may not write heartbeats, replicas count as behind. */
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
