/**
 * The one rule of the times that processes compare, so that no clock has to be right:
 *
 * - A token is dated (`iat`) by the **earlier** of two clocks: its signer's, and the store's as its process measured it
 *   (by the signer's where they differ by less than `clockSkew`).
 * - A revocation of a subject is dated (`before`) by the **later** of two clocks: the revoking process's, and the store's
 *   when it writes the entry; plus `clockSkew`.
 *
 * A token that was issued before a revocation is then dated no later than the store's clock at its issue and `clockSkew`,
 * the revocation no earlier than the store's clock later on and `clockSkew`: the token is refused, whatever any process
 * takes the time for.
 *
 * - When an entry may be forgotten (`until`) is the later of the same two clocks, plus the longest token. A process
 *   compares that, and a token's `exp`, with one and the same clock, its own: an entry outlives in it what it stops.
 */
import { KEPT_LONGER_MS } from './revocation-entry.js';
import { report } from './revocation-events.js';

/** An event for a clock that is wrong comes at most so often. */
const REPORT_EVERY_MS = 60_000;

/** The clock of a store, as a process measures it. */
export class StoreTime {
  readonly #steady: () => number;
  #told: { readonly time: number; readonly steady: number } | undefined;
  #reportedAt = Number.NEGATIVE_INFINITY;

  /** @param steady milliseconds of a clock that nobody sets */
  constructor(steady: () => number) {
    this.#steady = steady;
  }

  /** Notes the time that an answer of the store tells, as soon as it has arrived. */
  note(time: number | undefined): void {
    this.#told = time === undefined ? undefined : { time, steady: this.#steady() };
  }

  /**
   * The store's time now, in milliseconds since the epoch: never later than it is there, since an answer is under way
   * for a while. Undefined where the store has told none.
   */
  now(): number | undefined {
    if (this.#told === undefined) return undefined;
    return this.#told.time + this.#steady() - this.#told.steady;
  }

  /**
   * What entries are forgotten by, in whole milliseconds: the earlier of both clocks. A token of a process that is ahead
   * lives so much longer in another that is ahead, too.
   */
  earlier(own: number): number {
    return Math.floor(Math.min(own, this.now() ?? own));
  }

  /** Entries that have ended by then are not asked for. The first answer tells the store's time: it may be earlier. */
  askedFrom(own: number): number {
    return this.now() === undefined ? own - KEPT_LONGER_MS : this.earlier(own);
  }

  /** By how many milliseconds a clock of this process is ahead of the store's; negative where it is behind. */
  aheadOf(own: number): number {
    return own - (this.now() ?? own);
  }

  /**
   * Publishes `portcullis:revocations:clock-off` where a clock of this process differs by more than it may, at most once
   * a minute.
   */
  check(own: number, mostMs: number): void {
    const ahead = this.aheadOf(own);
    const steady = this.#steady();
    if (Math.abs(ahead) <= mostMs || steady - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = steady;
    report('portcullis:revocations:clock-off', { ahead: ahead / 1000 });
  }
}
