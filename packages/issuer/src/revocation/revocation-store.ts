import type { RevocationEntry } from './revocation-entry.js';

/** A page of revocations. */
export interface RevocationPage {
  readonly entries: readonly RevocationEntry[];
  /** Where the next read starts. */
  readonly cursor: string;
  /** Whether to read the next page at once. */
  readonly hasMore: boolean;
  /**
   * By how many milliseconds the page may be behind the primary, if a replica returned it. Undefined for the primary.
   */
  readonly behindMs?: number | undefined;
  /**
   * The time of the read by the store's clock, in milliseconds since the epoch. From a replica, a time that the clock
   * of its primary has reached. Undefined for a store without a clock. Then the clocks of the issuing processes must
   * agree within `clockSkew`.
   */
  readonly time?: number | undefined;
}

/** Stores revocations, for one process or for several. Implemented by the memory, PostgreSQL and Redis stores. */
export interface RevocationStore {
  /**
   * Adds an entry, or merges it with the one of the same key, taking the later `before` and `until`. For `sub`, `before`
   * becomes at least a millisecond later than it was, because tokens may have been dated right after it. The entry is
   * durable when the promise resolves.
   *
   * @param now the time by the clock of the entry's times, in milliseconds since the epoch. If the store's clock is ahead
   *   of it, the store adds the difference to `before` and `until` (`store-time.ts`). Default: the times are stored
   *   unchanged
   * @returns the stored entry
   */
  add(entry: RevocationEntry, now?: number): Promise<RevocationEntry>;
  /**
   * Returns entries that were added or changed since the cursor. It may return some of them again, and must omit none,
   * whatever other processes add at the same time.
   *
   * @param cursor undefined for all entries
   * @param now milliseconds since the epoch. Entries with an earlier `until` may be omitted
   */
  read(cursor: string | undefined, now: number): Promise<RevocationPage>;
  /**
   * Removes entries whose `until` was over an hour ago. Compares with the store's clock too, if it has one, so that a
   * process with a fast clock removes nothing that others need.
   *
   * @param most how many entries to remove at most
   * @returns how many were removed
   */
  purge(now: number, most: number): Promise<number>;
  /**
   * Calls `onChange` when there may be new entries. Optional: stores without notifications are polled.
   *
   * @param onLost called once when no more notifications will arrive. The caller then subscribes again
   * @returns a function that ends the subscription
   */
  subscribe?(onChange: () => void, onLost: () => void): Promise<() => Promise<void>>;
}

/** Its name in errors. */
export const STORE = 'the revocation store';
