import type { Clock } from '@portcullis/core';
import {
  again,
  KEPT_LONGER_MS,
  keyOf,
  type RevocationEntry,
} from '../../revocation/revocation-entry.js';
import type { RevocationPage, RevocationStore } from '../../revocation/revocation-store.js';

interface Kept {
  readonly entry: RevocationEntry;
  readonly sequence: number;
  /** When the entry may be removed by a monotonic clock, in milliseconds. */
  readonly steadyUntil: number;
}

/**
 * Stores revocations in this process. A restart loses them. For tests, and for servers with one process whose keys are in
 * memory too. Lists that must agree share one instance. They use the clock of the process. If you pass them other clocks, as
 * in tests, pass one to the store too.
 */
export class MemoryRevocationStore implements RevocationStore {
  readonly #kept = new Map<string, Kept>();
  readonly #listeners = new Set<() => void>();
  readonly #clock: Clock | undefined;
  #sequence = 0;

  /** @param options `clock`: the store's clock, in milliseconds. Default: none, because all lists have the same clock */
  constructor({ clock }: { readonly clock?: Clock } = {}) {
    this.#clock = clock;
  }

  async add(entry: RevocationEntry, now?: number): Promise<RevocationEntry> {
    const key = keyOf(entry);
    const kept = this.#kept.get(key);
    const joined = again(this.#moved(entry, now), kept?.entry);
    const lasts = now === undefined ? 0 : entry.until + KEPT_LONGER_MS - now;
    const steadyUntil = Math.max(performance.now() + lasts, kept?.steadyUntil ?? 0);
    this.#kept.set(key, { entry: joined, sequence: ++this.#sequence, steadyUntil });
    for (const listener of this.#listeners) listener();
    return joined;
  }

  async read(cursor: string | undefined, now: number): Promise<RevocationPage> {
    const after = Number(cursor ?? 0);
    const entries = [...this.#kept.values()]
      .filter(({ entry, sequence }) => sequence > after && entry.until > now)
      .map(({ entry }) => entry);
    const time = this.#clock?.();
    const page = { entries, cursor: String(this.#sequence), hasMore: false };
    return time === undefined ? page : { ...page, time };
  }

  async purge(now: number, most: number): Promise<number> {
    const steady = performance.now();
    const until = Math.min(now, this.#clock?.() ?? now) - KEPT_LONGER_MS;
    const isOver = ({ entry, steadyUntil }: Kept): boolean =>
      entry.until <= until && (this.#clock !== undefined || steadyUntil <= steady);
    const over = [...this.#kept].filter(([, kept]) => isOver(kept)).slice(0, most);
    for (const [key] of over) this.#kept.delete(key);
    return over.length;
  }

  /** Moves an entry's times if the store's clock is ahead. */
  #moved(entry: RevocationEntry, now: number | undefined): RevocationEntry {
    if (now === undefined || this.#clock === undefined) return entry;
    const ahead = Math.max(0, Math.ceil(this.#clock() - now));
    const { before, until } = entry;
    return { ...entry, before: before > 0 ? before + ahead : 0, until: until + ahead };
  }

  async subscribe(onChange: () => void): Promise<() => Promise<void>> {
    const listener = (): void => onChange();
    this.#listeners.add(listener);
    return async () => void this.#listeners.delete(listener);
  }
}
