/** Asks the application for the options of an issuer, and waits for its answer no longer than it may take. */
import type { Scheduler } from '../../time/scheduler.js';
import { withinTime } from '../../keys/bounded-fetch.js';
import type { IssuerOptions } from '../issuer-options.js';

/** What an application answers with when it is asked for the options of an issuer. */
export type ResolvedIssuer = IssuerOptions | null | undefined;

/** An application's answer: at once or later. */
export type ResolveIssuer = (iss: string) => ResolvedIssuer | Promise<ResolvedIssuer>;

/** Nobody waits longer for an answer. */
const LONGEST_ANSWER_MS = 5000;

/** Asks; what is not answered in time, or by the end, has failed. */
export class TenantAsks {
  readonly #resolve: ResolveIssuer;
  readonly #scheduler: Scheduler | undefined;
  readonly #closing = new AbortController();

  /** @param after what tests replace */
  constructor(resolve: ResolveIssuer, scheduler?: Scheduler) {
    this.#resolve = resolve;
    this.#scheduler = scheduler;
  }

  /** @throws whatever the application throws; DOMException `TimeoutError` when its answer does not come */
  ask(iss: string): ResolvedIssuer | Promise<ResolvedIssuer> {
    const answer = this.#resolve(iss);
    const isLater = typeof (answer as PromiseLike<unknown> | null | undefined)?.then === 'function';
    return isLater ? this.#inTime(answer as PromiseLike<ResolvedIssuer>) : answer;
  }

  /** Waits for no answer any more; none that comes later is used. */
  close(error: unknown): void {
    this.#closing.abort(error);
  }

  #inTime(answer: PromiseLike<ResolvedIssuer>): Promise<ResolvedIssuer> {
    const { signal } = this.#closing;
    const scheduler = this.#scheduler === undefined ? {} : { scheduler: this.#scheduler };
    const bounds = { timeoutMs: LONGEST_ANSWER_MS, signal, ...scheduler };
    return withinTime(bounds, async () => answer);
  }
}
