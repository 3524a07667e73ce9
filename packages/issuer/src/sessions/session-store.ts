/** The store of sessions: rows with one key, and one step that compares and swaps. */
import type { Session } from './session-rules.js';

/** A stored session: plain data that contains no token. */
export interface StoredSession extends Session {
  /** A UUID, for `sid` and for users. Not the key by which a refresh token finds the session. */
  readonly id: string;
  /** SHA-256 of the handle in its refresh tokens. Unique. */
  readonly handleHash: Buffer;
  /** The session's owner: `sub`. */
  readonly subject: string;
  /** A name for its user, such as a device. */
  readonly label: string | undefined;
  /** Why it was ended; undefined for an active session. */
  readonly endReason?: EndReason | undefined;
  /** When the store may remove it, because all its tokens have expired. Each rotation postpones it. */
  readonly keepUntil: number;
}

/** A session as a store returns it. */
export interface FoundSession extends StoredSession {
  /** The time of the read by the store's clock, in milliseconds from an arbitrary epoch. */
  readonly readAt: number;
}

/** A session in a list. */
export interface ListedSession extends StoredSession {
  /** As {@link FoundSession.readAt}, for stores on several servers, which have different clocks. */
  readonly readAt?: number | undefined;
}

/**
 * Why a session was ended. `reuse`: a refresh token was used again. `session-limit`: the subject has too many sessions.
 */
export type EndReason = 'sign-out' | 'sign-out-all' | 'operator' | 'reuse' | 'session-limit';

/** The replacement of the current token. */
export interface Rotation {
  /** The hash of the token that must still be current. */
  readonly from: Buffer;
  readonly to: Buffer;
  /** Milliseconds since the epoch, by the store's clock if it has `time`. */
  readonly at: number;
  /** The start of the grace by the store's clock, in whole milliseconds. */
  readonly rotatedAt: number;
  /** The new `keepUntil`. */
  readonly keepUntil: number;
  /**
   * A deadline by the store's clock. A server may execute a queued command after an outage. It would use the token of a
   * client that was told to try again.
   */
  readonly notAfter: number;
}

/** The end of a session. */
export interface Ending {
  readonly reason: EndReason;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /**
   * A deadline by the store's clock. Default: none. Only an end by the session limit has one, because the session may have
   * been used since. An end that was requested is correct at any time.
   */
  readonly notAfter?: number | undefined;
}

/**
 * Stores sessions, for one process or for several. Implemented by the memory, PostgreSQL and Redis stores. Each step is
 * atomic, and durable when its promise resolves. Steps may throw any error, and may hang: `RefreshSessions` turns both into
 * a `StoreUnavailableError`.
 */
export interface SessionStore {
  /**
   * Returns the time by the store's clock (that of `readAt`), in milliseconds since the epoch. All times of sessions are then
   * by this clock, and the clocks of processes need not agree. A store without it is for one process, or for processes whose
   * clocks agree.
   *
   * @param handleHash the session whose server's clock to read, for stores on several servers. Default: any server
   */
  time?(handleHash?: Buffer): Promise<number>;
  /**
   * Adds a session before the deadline.
   *
   * @param notAfter a deadline by the clock that `time` returned for this session. Default: none. A server may execute a
   *   queued command after an outage. It would begin a session that no client has, and that counts for the limit
   * @returns false if it was too late and nothing was added
   */
  insert(session: StoredSession, notAfter?: number): Promise<unknown>;
  /** Returns the session of a handle, even if it was ended. */
  find(handleHash: Buffer): Promise<FoundSession | undefined>;
  /** Returns a subject's session by ID, even if it was ended. */
  findOwn(subject: string, id: string): Promise<StoredSession | undefined>;
  /**
   * Replaces the current token if it is `from`, the session is active, and the deadline has not passed.
   *
   * @returns whether it was replaced. Of several concurrent calls, exactly one returns true
   */
  rotate(handleHash: Buffer, rotation: Rotation): Promise<boolean>;
  /**
   * Ends an active session before the deadline. It is kept for a day after `at`, and no longer than it would have been, so
   * that repeated sign-ins do not fill the store.
   *
   * @returns whether an active session was ended
   */
  end(handleHash: Buffer, ending: Ending): Promise<boolean>;
  /** Returns the sessions of a subject that were not ended, in any order. */
  list(subject: string): Promise<readonly ListedSession[]>;
  /**
   * Checks some sessions, different ones each time, and removes those whose `keepUntil` has passed. Compares with the store's
   * clock too, if it has one. Optional: stores whose rows expire by themselves do not need it.
   *
   * @param most how many to check
   * @returns how many were removed
   */
  purge?(now: number, most: number): Promise<number>;
}
