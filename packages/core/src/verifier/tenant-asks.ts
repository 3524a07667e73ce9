/** Asks the application for the options of an issuer, and waits for its answer no longer than it may take. */
import type { After } from '../keys/shared-fetch.js';
import type { IssuerOptions } from './issuer-options.js';

/** What an application answers with when it is asked for the options of an issuer. */
export type ResolvedIssuer = IssuerOptions | null | undefined;

/** An application's answer: at once or later. */
export type ResolveIssuer = (iss: string) => ResolvedIssuer | Promise<ResolvedIssuer>;

/** Nobody waits longer for an answer. */
const LONGEST_ANSWER_MS = 5000;

/** Asks; what is not answered in time, or by the end, has failed. */
export class TenantAsks {
  readonly #resolve: ResolveIssuer;
  readonly #after: After;
  readonly #waiting = new Set<(error: unknown) => void>();

  /** @param after what tests replace; default: an unref'd `setTimeout` */
  constructor(resolve: ResolveIssuer, after: After = unreferencedTimeout) {
    this.#resolve = resolve;
    this.#after = after;
  }

  /** @throws whatever the application throws; DOMException `TimeoutError` when its answer does not come */
  ask(iss: string): ResolvedIssuer | Promise<ResolvedIssuer> {
    const answer = this.#resolve(iss);
    const isLater = typeof (answer as PromiseLike<unknown> | null | undefined)?.then === 'function';
    return isLater ? this.#inTime(answer as PromiseLike<ResolvedIssuer>) : answer;
  }

  /** Waits for no answer any more; none that comes later is used. */
  close(error: unknown): void {
    for (const end of this.#waiting) end(error);
  }

  #inTime(answer: PromiseLike<ResolvedIssuer>): Promise<ResolvedIssuer> {
    let end!: (error: unknown) => void;
    const ended = new Promise<never>((_, reject) => {
      end = reject;
    });
    const cancel = this.#after(LONGEST_ANSWER_MS, () => end(timeoutError()));
    this.#waiting.add(end);
    return Promise.race([answer, ended]).finally(() => {
      cancel();
      this.#waiting.delete(end);
    });
  }
}

function timeoutError(): DOMException {
  return new DOMException('resolveIssuer did not answer in time', 'TimeoutError');
}

function unreferencedTimeout(milliseconds: number, task: () => void): () => void {
  const timer = setTimeout(task, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
}
