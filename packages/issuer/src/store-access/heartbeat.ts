/**
 * How far a replica may be behind its primary. What a replica answers says nothing of that: one that was cut off answers
 * as before. So the stores write the primary's time into it now and then, beside their reads, and a replica is as fresh
 * as the time that has reached it.
 */
import { performance } from 'node:perf_hooks';

/** How old a heartbeat is before a process that reads from the primary writes the next one, in milliseconds. */
export const BEAT_EVERY_MS = 1000;

/** What a server says of itself. */
export interface Pulse {
  /** Whether it follows another server, or takes no writes as if it did. */
  readonly isReplica: boolean;
  /** Its clock, in milliseconds since the epoch. */
  readonly now: number;
  /** The last time of the primary's clock that it has; undefined where there is none. */
  readonly beat: number | undefined;
}

/** The heartbeats that one store of one process has seen. */
export class Heartbeat {
  #beat: number | undefined;
  #since = 0;

  /**
   * By how many milliseconds what a server says may be behind its primary: 0 for a primary, Infinity for a replica that
   * has never had a heartbeat. By the clocks of both servers, and by how long the last heartbeat has been the last one,
   * so that a replica whose clock is behind does not count as fresh.
   */
  behindMs({ isReplica, now, beat }: Pulse): number {
    if (!isReplica) return 0;
    if (beat === undefined) return Number.POSITIVE_INFINITY;
    const steady = performance.now();
    if (beat !== this.#beat) this.#since = steady;
    this.#beat = beat;
    return Math.max(0, now - beat, steady - this.#since);
  }

  /**
   * A time that the primary's clock has reached, as what a replica said last tells it: its own clock is another's, and
   * nothing is dated by it. Undefined before a heartbeat.
   */
  primaryTime(): number | undefined {
    return this.#beat === undefined ? undefined : this.#beat + performance.now() - this.#since;
  }
}

/** Why what a replica says does not count. */
export function replicaIsBehind(behindMs: number): Error {
  if (behindMs === Number.POSITIVE_INFINITY) {
    return new Error(
      'a replica that has no heartbeat of its primary: a process that reads from the primary must write one ' +
        '(in PostgreSQL it needs insert and update on portcullis_heartbeats)',
    );
  }
  const seconds = Math.floor(behindMs / 1000);
  return new Error(`a replica that has received nothing from its primary for ${seconds} s`);
}
