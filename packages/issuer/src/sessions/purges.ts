import { reportPurgeFailed } from './session-events.js';

/**
 * Sessions that are over are forgotten a batch at a time, while others begin, so that a store holds hardly more than
 * what goes on. With 500 looked at for each 50 that begin, those that are over settle at a tenth of all: as many are
 * found in a batch as have come since the last.
 */
const EVERY = 50;
const MOST = 500;

/** When batches are taken: beside the requests, one at a time. */
export class Purges {
  readonly #purge: (most: number) => Promise<number>;
  /** Processes that start together don't purge together. */
  #begun = Math.floor(Math.random() * EVERY);
  #isRunning = false;

  constructor(purge: (most: number) => Promise<number>) {
    this.#purge = purge;
  }

  /** Another session has begun. Waits for nothing and throws nothing. */
  begun(): void {
    this.#begun += 1;
    if (this.#begun < EVERY || this.#isRunning) return;
    this.#begun = 0;
    this.#isRunning = true;
    void this.now()
      .catch(reportPurgeFailed)
      .finally(() => (this.#isRunning = false));
  }

  /** Takes a batch. */
  now(most = MOST): Promise<number> {
    return this.#purge(most);
  }
}
