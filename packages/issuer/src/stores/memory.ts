import type { KeyStore, StoredKey } from '../key-ring/key-store.js';

/**
 * Keeps keys in this process: they end with it, and with them every token they signed. For tests and for a
 * server whose users may sign in again after a restart. Share one instance among rings that shall agree.
 */
export class MemoryKeyStore implements KeyStore {
  readonly #keys: StoredKey[] = [];

  load(): Promise<readonly StoredKey[]> {
    return Promise.resolve(structuredClone(this.#keys));
  }

  insertIfNoActive(key: StoredKey & { readonly state: 'active' }): Promise<boolean> {
    if (this.#keys.some(({ state }) => state === 'active')) return Promise.resolve(false);
    this.#keys.push(structuredClone(key));
    return Promise.resolve(true);
  }
}
