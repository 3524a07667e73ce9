/** Limits the duration and the number of calls to code of the application, such as a callback. */
import { ApplicationUnavailableError } from './errors.js';

/** The default time limit of a call, in milliseconds. */
export const CALLBACK_TIMEOUT_MS = 5000;
/** The default number of calls that are waited for at once. */
const MOST_CALLS = 1000;

/** The bounds of {@link ApplicationCalls}. */
export interface ApplicationCallBounds {
  /** How long a call may take, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number;
  /** Maximum of calls in progress. Further calls fail at once. Default 1,000. */
  readonly maxWaiting?: number;
}

/**
 * Calls one callback of the application, with its own limits. A callback that hangs affects only its own callers. A call
 * that times out frees its capacity, and its later result or rejection is ignored.
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

  /** Number of calls in progress. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Calls the callback. Returns a result that is not a promise as it is.
   *
   * @param timeoutMs a shorter limit for this call
   * @throws ApplicationUnavailableError if the call takes too long, or too many are in progress; errors of the callback
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
