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
  /** When it may be forgotten by a clock that nobody sets, in milliseconds. */
  readonly steadyUntil: number;
}

/**
 * Keeps revocations in this process: they end with it. For tests, and for a server of one process whose tokens end with
 * it too. Share one instance among lists that shall agree: they are of one process, and so have one clock. Where they are
 * given others, as in tests, give the store one too.
 */
export class MemoryRevocationStore implements RevocationStore {
  readonly #kept = new Map<string, Kept>();
  readonly #watchers = new Set<() => void>();
  readonly #clock: Clock | undefined;
  #sequence = 0;

  /** @param options `clock`: a clock of the store's own, in milliseconds. Default none: the lists' clocks are one */
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
    for (const changed of this.#watchers) changed();
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

  /** The later of both clocks holds. */
  #moved(entry: RevocationEntry, now: number | undefined): RevocationEntry {
    if (now === undefined || this.#clock === undefined) return entry;
    const ahead = Math.max(0, Math.ceil(this.#clock() - now));
    const { before, until } = entry;
    return { ...entry, before: before > 0 ? before + ahead : 0, until: until + ahead };
  }

  async subscribe(onChange: () => void): Promise<() => Promise<void>> {
    const watcher = (): void => onChange();
    this.#watchers.add(watcher);
    return async () => void this.#watchers.delete(watcher);
  }
}
