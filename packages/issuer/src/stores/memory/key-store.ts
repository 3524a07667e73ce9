import type { KeyStore, StoredRing } from '../../key-ring/key-store.js';

/**
 * Keeps keys in this process: they end with it, and with them every token they signed. For tests and for a
 * server whose users may sign in again after a restart. Share one instance among rings that shall agree.
 */
export class MemoryKeyStore implements KeyStore {
  /** True: the keys need not be sealed. */
  readonly isInProcess = true;
  readonly #listeners = new Set<() => void>();
  #ring: StoredRing | undefined;

  load(): Promise<StoredRing | undefined> {
    return Promise.resolve(structuredClone(this.#ring));
  }

  replace(expectedVersion: number, next: StoredRing): Promise<boolean> {
    if ((this.#ring?.version ?? 0) !== expectedVersion) return Promise.resolve(false);
    this.#ring = structuredClone(next);
    for (const listener of this.#listeners) listener();
    return Promise.resolve(true);
  }

  subscribe(listener: () => void): Promise<() => void> {
    this.#listeners.add(listener);
    return Promise.resolve(() => void this.#listeners.delete(listener));
  }
}
