import type { RevocationEntry } from './revocation-entry.js';

/** A part of what a store holds. */
export interface RevocationPage {
  readonly entries: readonly RevocationEntry[];
  /** What the next read goes on from. */
  readonly cursor: string;
  /** Whether there is more to read at once. */
  readonly hasMore: boolean;
  /**
   * By how many milliseconds it may be behind what was written last, where a replica has told it: what is known is so
   * much older. Absent: not at all.
   */
  readonly behindMs?: number | undefined;
  /**
   * The time by the store's own clock when it was read, in milliseconds since the epoch; from a replica, a time that the
   * clock of its primary has reached. Undefined where the store has no clock: then the clocks of the issuing processes must
   * agree within `clockSkew`.
   */
  readonly time?: number | undefined;
}

/** Keeps revocations, for one process or for many. */
export interface RevocationStore {
  /**
   * Adds an entry, or merges it with the one of the same key: the later `before` and the later `until` hold. For a
   * `sub`, its `before` is at least a millisecond later than it was: tokens may have been dated so. It is durable when
   * this resolves.
   *
   * @param now the time by the clock that the entry's times are of, in milliseconds since the epoch. A store with a clock
   *   of its own adds to `before` and `until` by how much its clock is ahead of this one, where it is: the later of both
   *   clocks holds (`store-time.ts`). Default: they stay as they are
   * @returns the entry as it is kept now
   */
  add(entry: RevocationEntry, now?: number): Promise<RevocationEntry>;
  /**
   * Entries that were added or changed since a cursor was given; some of before may come again, none may be left out,
   * whatever other processes add at the same time.
   *
   * @param cursor undefined for all of them
   * @param now entries whose `until` is over need not come; milliseconds since the epoch
   */
  read(cursor: string | undefined, now: number): Promise<RevocationPage>;
  /**
   * Removes entries whose `until` is over for an hour, at most so many; answers with how many. By the store's own clock
   * too, where it has one: a client whose clock is ahead must not take from the others what they still need.
   */
  purge(now: number, most: number): Promise<number>;
  /**
   * Calls back when there may be something new to read.
   *
   * @param onLost called once when no more calls will come: then it is watched anew
   * @returns what ends it
   */
  subscribe?(onChange: () => void, onLost: () => void): Promise<() => Promise<void>>;
}

/** What it is called in an error. */
export const STORE = 'the store of revocations';
