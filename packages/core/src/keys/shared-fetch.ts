/** The one fetch that tokens with unknown key IDs wait for together, at the end of the interval. */
import { KeysUnavailableError } from '../errors.js';
import type { Scheduler } from '../time/scheduler.js';

/** What a {@link SharedFetch} is made of. */
export interface SharedFetchParts {
  readonly scheduler: Scheduler;
  /** Fetches at the scheduled time. */
  readonly fetch: () => Promise<void>;
  /** Told when the first waits, and when no more may; each once for one fetch. */
  readonly onFlood: (waiting: number, kid: string | undefined) => void;
}

/** Requests that may wait; the next is told to come back. */
const MOST_WAITING = 1000;

/** Schedules a fetch when the first token asks for it; the others wait for the same one. */
export class SharedFetch {
  readonly #parts: SharedFetchParts;
  #scheduled: Scheduled | undefined;
  #waiting = 0;
  #saidFull = false;

  constructor(parts: SharedFetchParts) {
    this.#parts = parts;
  }

  /**
   * Waits for the fetch.
   *
   * @param dueMs milliseconds until the fetch
   * @param kid the key ID that is waited for
   * @throws KeysUnavailableError when as many wait already as may; else what the fetch throws
   */
  async join(dueMs: number, kid: string | undefined): Promise<void> {
    if (this.#waiting >= MOST_WAITING) throw this.#full(dueMs, kid);
    this.#waiting++;
    try {
      this.#scheduled ??= this.#schedule(dueMs, kid);
      await this.#scheduled.done;
    } finally {
      this.#waiting--;
    }
  }

  /** Lets go of all who wait, with this error. */
  cancel(error: unknown): void {
    this.#scheduled?.cancel(error);
  }

  #schedule(dueMs: number, kid: string | undefined): Scheduled {
    const { scheduler: after, fetch, onFlood } = this.#parts;
    const { promise, resolve, reject } = withResolvers();
    const cancelTimer = after(dueMs, () => {
      this.#scheduled = undefined;
      fetch().then(resolve, reject);
    });
    const cancel = (error: unknown) => {
      cancelTimer();
      reject(error);
    };
    this.#saidFull = false;
    onFlood(this.#waiting, kid);
    return { done: promise, cancel };
  }

  #full(dueMs: number, kid: string | undefined): KeysUnavailableError {
    if (!this.#saidFull) this.#parts.onFlood(this.#waiting, kid);
    this.#saidFull = true;
    const message = 'too many tokens with unknown key IDs are waiting for the next fetch';
    return new KeysUnavailableError(message, dueMs / 1000);
  }
}

interface Scheduled {
  readonly done: Promise<void>;
  readonly cancel: (error: unknown) => void;
}

/** `Promise.withResolvers` for Node 20; a rejection that nobody waits for any more is not an error. */
function withResolvers(): {
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
} {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
