import type { KeyStore, StoredRing } from '@portcullis/issuer';

/** The store as one process of a history sees it. The connection to it may be cut. */
export class Line implements KeyStore {
  isCut = false;
  /** In every other history the store has a clock. */
  readonly time?: NonNullable<KeyStore['time']>;
  /** The last time at which the store answered this process. */
  answeredAt = Number.NEGATIVE_INFINITY;
  readonly #store: KeyStore;
  readonly #now: () => number;

  constructor(store: KeyStore, now: () => number, isClocked: boolean) {
    this.#store = store;
    this.#now = now;
    if (!isClocked) return;
    this.time = async () => {
      if (this.isCut) throw new Error('cut');
      return now();
    };
  }

  async load(): Promise<StoredRing | undefined> {
    if (this.isCut) throw new Error('cut');
    this.answeredAt = this.#now();
    return this.#store.load();
  }

  async replace(expected: number, next: StoredRing): Promise<boolean> {
    if (this.isCut) throw new Error('cut');
    return this.#store.replace(expected, next);
  }
}
