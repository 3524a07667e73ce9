import { timeLimit } from '../store-access/step-limit.js';
import type { RevocationSnapshot } from './revocation-snapshot.js';
import { STORE } from './revocation-store.js';
import type { RevocationSettings } from './revocations.options.js';

const PURGE_EVERY_MS = 60_000;
const PURGE_BATCH = 1000;
const MAX_BATCHES = 20;

/** Removes expired entries from the snapshot and the store, at most once a minute. */
export class RevocationPurge {
  readonly #settings: RevocationSettings;
  readonly #snapshot: RevocationSnapshot;
  #lastPurge = Number.NEGATIVE_INFINITY;

  constructor(settings: RevocationSettings, snapshot: RevocationSnapshot) {
    this.#settings = settings;
    this.#snapshot = snapshot;
  }

  /** Removes entries that have expired by `now`, in batches. @throws StoreUnavailableError */
  async run(now: number): Promise<void> {
    if (Math.abs(now - this.#lastPurge) < PURGE_EVERY_MS) return;
    this.#lastPurge = now;
    this.#snapshot.sweep(now);
    const { store, storeTimeoutMs, open } = this.#settings;
    for (let batch = 0; batch < MAX_BATCHES; batch++) {
      const within = timeLimit(STORE, storeTimeoutMs, open);
      const gone = await within(() => store.purge(now, PURGE_BATCH));
      if (gone < PURGE_BATCH) return;
    }
  }
}
