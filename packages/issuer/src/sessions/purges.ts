import { reportPurgeFailed } from './session-events.js';

/**
 * Expired sessions are removed in batches while others begin, so that a store contains few of them. With 500 checked for
 * every 50 that begin, a tenth of the stored sessions are expired: a batch then finds as many as were added since the last.
 */
const EVERY = 50;
const BATCH = 500;

/** Runs batches in the background, one at a time. */
export class Purges {
  readonly #purge: (limit: number) => Promise<number>;
  /** Random, so that processes that start together do not purge together. */
  #begun = Math.floor(Math.random() * EVERY);
  #isRunning = false;

  constructor(purge: (limit: number) => Promise<number>) {
    this.#purge = purge;
  }

  /** Notes that a session has begun. Does not wait and does not throw. */
  begun(): void {
    this.#begun += 1;
    if (this.#begun < EVERY || this.#isRunning) return;
    this.#begun = 0;
    this.#isRunning = true;
    void this.now()
      .catch(reportPurgeFailed)
      .finally(() => (this.#isRunning = false));
  }

  /** Runs a batch. */
  now(limit = BATCH): Promise<number> {
    return this.#purge(limit);
  }
}
