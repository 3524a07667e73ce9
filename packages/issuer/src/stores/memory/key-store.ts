import type { KeyStore, StoredRing } from '../../key-ring/key-store.js';

/**
 * Stores a key ring in this process. A restart loses the keys, which invalidates every token. For tests, and for servers
 * whose users may sign in again after a restart. Rings that must agree share one instance.
 */
export class MemoryKeyStore implements KeyStore {
  /** Keys are not sealed. */
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
