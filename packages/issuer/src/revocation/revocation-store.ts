import type { RevocationEntry } from './revocation-entry.js';

/** A part of what a store holds. */
export interface RevocationPage {
  readonly entries: readonly RevocationEntry[];
  /** What the next read goes on from. */
  readonly cursor: string;
  /** Whether there is more to read at once. */
  readonly hasMore: boolean;
}

/** Keeps revocations, for one process or for many. */
export interface RevocationStore {
  /**
   * Adds an entry, or merges it with the one of the same key: the later `before` and the later `until` hold. For a
   * `sub`, its `before` is at least a millisecond later than it was: tokens may have been dated so. It is durable when
   * this resolves.
   *
   * @returns the entry as it is kept now
   */
  add(entry: RevocationEntry): Promise<RevocationEntry>;
  /**
   * Entries that were added or changed since a cursor was given; some of before may come again, none may be left out,
   * whatever other processes add at the same time.
   *
   * @param cursor undefined for all of them
   * @param now entries whose `until` is over need not come; milliseconds since the epoch
   */
  read(cursor: string | undefined, now: number): Promise<RevocationPage>;
  /** Removes entries whose `until` is over, at most so many; answers with how many. */
  purge(now: number, most: number): Promise<number>;
  /**
   * Calls back when there may be something new to read.
   *
   * @param onLost called once when no more calls will come: then it is watched anew
   * @returns what ends it
   */
  watch?(onChange: () => void, onLost: () => void): Promise<() => Promise<void>>;
}

/** What it is called in an error. */
export const STORE = 'the store of revocations';
