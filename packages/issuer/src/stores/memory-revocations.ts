import { again, keyOf, type RevocationEntry } from '../revocation/revocation-entry.js';
import type { RevocationPage, RevocationStore } from '../revocation/revocation-store.js';

interface Kept {
  readonly entry: RevocationEntry;
  readonly sequence: number;
}

/**
 * Keeps revocations in this process: they end with it. For tests, and for a server of one process whose tokens end with
 * it too. Share one instance among lists that shall agree.
 */
export class MemoryRevocationStore implements RevocationStore {
  readonly #kept = new Map<string, Kept>();
  readonly #watchers = new Set<() => void>();
  #sequence = 0;

  async add(entry: RevocationEntry): Promise<RevocationEntry> {
    const key = keyOf(entry);
    const joined = again(entry, this.#kept.get(key)?.entry);
    this.#kept.set(key, { entry: joined, sequence: ++this.#sequence });
    for (const changed of this.#watchers) changed();
    return joined;
  }

  async read(cursor: string | undefined, now: number): Promise<RevocationPage> {
    const after = Number(cursor ?? 0);
    const entries = [...this.#kept.values()]
      .filter(({ entry, sequence }) => sequence > after && entry.until > now)
      .map(({ entry }) => entry);
    return { entries, cursor: String(this.#sequence), hasMore: false };
  }

  async purge(now: number, most: number): Promise<number> {
    const over = [...this.#kept].filter(([, { entry }]) => entry.until <= now).slice(0, most);
    for (const [key] of over) this.#kept.delete(key);
    return over.length;
  }

  async watch(onChange: () => void): Promise<() => Promise<void>> {
    const watcher = (): void => onChange();
    this.#watchers.add(watcher);
    return async () => void this.#watchers.delete(watcher);
  }
}
