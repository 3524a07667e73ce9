/**
 * Measures how far a replica may be behind its primary. A replica that was cut off answers as before, so its answers do not
 * tell. The stores therefore write the primary's time at intervals, along with their reads. A replica is as current as the
 * last time that has reached it.
 */
import { performance } from 'node:perf_hooks';

/** The age at which a process that reads from the primary writes the next heartbeat, in milliseconds. */
export const BEAT_EVERY_MS = 1000;

/** What a server reports about itself. */
export interface Pulse {
  /** Whether it is a replica, or accepts no writes. */
  readonly isReplica: boolean;
  /** The time by its clock, in milliseconds since the epoch. */
  readonly now: number;
  /** The latest time of the primary's clock that has reached it; undefined before the first. */
  readonly beat: number | undefined;
}

/** Tracks the heartbeats that one store has read in one process. */
export class Heartbeat {
  #beat: number | undefined;
  #since = 0;

  /**
   * Returns by how many milliseconds a server may be behind its primary. 0 for the primary, Infinity for a replica that
   * has never received a heartbeat. Compares the clocks of both servers, and measures how long the last heartbeat has
   * been the last one, so that a replica with a slow clock does not count as current.
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
   * Returns a time that the primary's clock has reached, from the last heartbeat. Undefined before the first heartbeat.
   * Nothing is dated by the clock of a replica.
   */
  primaryTime(): number | undefined {
    return this.#beat === undefined ? undefined : this.#beat + performance.now() - this.#since;
  }
}

/** Creates the error for a replica that is too far behind. */
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
