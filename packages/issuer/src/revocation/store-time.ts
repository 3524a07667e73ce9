/**
 * The rule for times that processes compare, so that no clock has to be right:
 *
 * - A token is dated (`iat`) by the **earlier** of two clocks: the signer's, and the store's as the signer's process
 *   measured it. (If they differ by less than `clockSkew`, by the signer's.)
 * - A revocation of a subject is dated (`before`) by the **later** of two clocks, plus `clockSkew`: the revoking process's,
 *   and the store's when it writes the entry.
 *
 * The `iat` of a token that was issued before the revocation is then at most the store's time at its issue plus `clockSkew`.
 * The revocation's `before` is at least the store's time at the revocation plus `clockSkew`. So the token is rejected,
 * whatever the clocks of the processes say.
 *
 * - The time when an entry may be removed (`until`) is the later of the same two clocks, plus the longest lifetime. A process
 *   compares it, and a token's `exp`, with its own clock: in each process, an entry outlives the tokens that it revokes.
 */
import { KEPT_LONGER_MS } from './revocation-entry.js';
import { report } from './revocation-events.js';

/** The shortest interval between events about a wrong clock. */
const REPORT_EVERY_MS = 60_000;

/** Measures the clock of a store. */
export class StoreTime {
  readonly #steady: () => number;
  #told: { readonly time: number; readonly steady: number } | undefined;
  #reportedAt = Number.NEGATIVE_INFINITY;

  /** @param steady a monotonic clock, in milliseconds */
  constructor(steady: () => number) {
    this.#steady = steady;
  }

  /** Notes the time in an answer of the store. Call it as soon as the answer arrives. */
  note(time: number | undefined): void {
    this.#told = time === undefined ? undefined : { time, steady: this.#steady() };
  }

  /**
   * Returns the store's time now, in milliseconds since the epoch. It is never too late, because an answer takes time to
   * arrive. Undefined for a store without a clock.
   */
  now(): number | undefined {
    if (this.#told === undefined) return undefined;
    return this.#told.time + this.#steady() - this.#told.steady;
  }

  /**
   * Returns the earlier of both clocks, in whole milliseconds. Entries are removed by it: a token of a process with a fast
   * clock lives longer in other processes with a fast clock.
   */
  earlier(own: number): number {
    return Math.floor(Math.min(own, this.now() ?? own));
  }

  /** Returns the time from which to read entries. Before the first answer, the store's time may be earlier than ours. */
  askedFrom(own: number): number {
    return this.now() === undefined ? own - KEPT_LONGER_MS : this.earlier(own);
  }

  /** Returns by how many milliseconds this process's clock is ahead of the store's. Negative if behind. */
  aheadOf(own: number): number {
    return own - (this.now() ?? own);
  }

  /**
   * Publishes `portcullis:revocations:clock-off` if this process's clock is wrong. At most once a minute, and only
   * beyond the tolerance.
   */
  check(own: number, mostMs: number): void {
    const ahead = this.aheadOf(own);
    const steady = this.#steady();
    if (Math.abs(ahead) <= mostMs || steady - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = steady;
    report('portcullis:revocations:clock-off', { ahead: ahead / 1000 });
  }
}
