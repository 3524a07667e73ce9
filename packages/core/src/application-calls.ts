/** Waits for code of the application, such as a callback, no longer than it may take, and for so many calls at once. */
import { ApplicationUnavailableError } from './errors.js';

/** The default time limit of a call, in milliseconds. */
export const CALLBACK_TIMEOUT_MS = 5000;
/** The default number of calls that are waited for at once. */
const MOST_CALLS = 1000;

/** The bounds of {@link ApplicationCalls}. */
export interface ApplicationCallBounds {
  /** How long a call may take, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number;
  /** How many calls are waited for at once; further ones fail at once. Default 1,000. */
  readonly maxWaiting?: number;
}

/**
 * Calls one callback of the application within bounds of its own, so that one that hangs costs its own callers alone. A
 * call that is given up frees its capacity; what it answers later is ignored, also where it rejects.
 *
 * @example
 * const calls = new ApplicationCalls('mapUser', { timeoutMs: 5000 });
 * const user = await calls.run(() => mapUser(token));
 */
export class ApplicationCalls {
  readonly #what: string;
  readonly #timeoutMs: number;
  readonly #most: number;
  #waiting = 0;

  /** @param what the callback's name, for the error */
  constructor(what: string, bounds: ApplicationCallBounds = {}) {
    this.#what = what;
    this.#timeoutMs = bounds.timeoutMs ?? CALLBACK_TIMEOUT_MS;
    this.#most = bounds.maxWaiting ?? MOST_CALLS;
  }

  /** How many calls are waited for now. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Calls it. An answer that is no promise comes back as it is.
   *
   * @param timeoutMs a shorter limit for this call
   * @throws ApplicationUnavailableError where it takes too long, or too many calls wait; what the callback throws
   */
  run<T>(call: () => T | PromiseLike<T>, timeoutMs = this.#timeoutMs): T | Promise<T> {
    if (this.#waiting >= this.#most) {
      throw new ApplicationUnavailableError(this.#what, `${this.#most} calls wait for an answer`);
    }
    const answer = call();
    return isPromiseLike(answer) ? this.#inTime(answer, timeoutMs) : answer;
  }

  async #inTime<T>(answer: PromiseLike<T>, timeoutMs: number): Promise<T> {
    const limit = Math.min(timeoutMs, this.#timeoutMs);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const giveUp = (): void => {
        reject(new ApplicationUnavailableError(this.#what, `no answer within ${limit} ms`));
      };
      timer = setTimeout(giveUp, limit);
    });
    this.#waiting += 1;
    try {
      return await Promise.race([answer, late]);
    } finally {
      this.#waiting -= 1;
      clearTimeout(timer);
    }
  }
}

function isPromiseLike<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | null | undefined)?.then === 'function';
}
