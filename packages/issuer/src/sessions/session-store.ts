/** What sessions ask of a store: rows that are found by one key, and one step that compares and swaps. */
import type { Session } from './session-rules.js';

/** A session at rest: plain data, from which no token can be made. */
export interface StoredSession extends Session {
  /** What it is called towards its user and in `sid`: a UUID. Not what it is looked up by. */
  readonly id: string;
  /** SHA-256 of the handle in its tokens. Unique. */
  readonly handleHash: Buffer;
  /** Whose it is: `sub`. */
  readonly subject: string;
  /** What its user knows it by: a device, a browser. */
  readonly label: string | undefined;
  /** Why it was ended, once it was. */
  readonly endReason?: EndReason | undefined;
  /** When the store may forget it: no token of it is worth anything any more. Moves on with each rotation. */
  readonly keepUntil: number;
}

/** A session as it was read. */
export interface FoundSession extends StoredSession {
  /** The time by the store's own clock when it was read, in milliseconds since whenever. */
  readonly readAt: number;
}

/** A session of a list. */
export interface ListedSession extends StoredSession {
  /** As {@link FoundSession.readAt}, where sessions are kept on servers that each have a clock of their own. */
  readonly readAt?: number | undefined;
}

/**
 * Why a session was ended: its user logged it out, or logged all out; an operator; a refresh token came again; too
 * many others were begun.
 */
export type EndReason = 'sign-out' | 'sign-out-all' | 'operator' | 'reuse' | 'session-limit';

/** How the current token is replaced. */
export interface Rotation {
  /** The hash of the token that has to be current still. */
  readonly from: Buffer;
  readonly to: Buffer;
  /** Milliseconds since the epoch, by the store's clock where it has `time`. */
  readonly at: number;
  /** The same by the store's own clock, whole milliseconds: the grace begins. */
  readonly rotatedAt: number;
  /** `keepUntil` from now on. */
  readonly keepUntil: number;
  /**
   * The time by the store's own clock from which on it must not be done any more. A command that a server takes up when
   * it comes back would else use the token of a client that was told to try again.
   */
  readonly notAfter: number;
}

/** How a session is ended. */
export interface Ending {
  readonly reason: EndReason;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /**
   * The time by the store's own clock from which on it must not be done any more; default: never. Only an end that another
   * session's beginning asks for has one: that may have been used since. An end that was asked for is right however late.
   */
  readonly notAfter?: number | undefined;
}

/**
 * Keeps sessions, for one process or for many. Each step is atomic, whoever else takes one at the same time, and done
 * for good when its promise is fulfilled. A step may throw what it likes, and hang: `RefreshSessions` makes a
 * `StoreUnavailableError` of either.
 */
export interface SessionStore {
  /**
   * The time by the store's own clock, in milliseconds since the epoch: that of `readAt`. With it all times of sessions
   * are the store's, and the clocks of processes need not agree. A store without it is used by one process, or by several
   * whose clocks agree.
   *
   * @param handleHash whose session's times are meant, for a store whose sessions are on servers that each have a clock of
   *   their own; default: any server's
   */
  time?(handleHash?: Buffer): Promise<number>;
  /**
   * Adds a session, if it is before `notAfter`.
   *
   * @param notAfter the time, by the clock that `time` told for this session, at which the caller is refused; default: never. A command that a
   *   server takes up when it comes back would else begin a session that nobody has, and that counts for the cap
   * @returns false where it was too late, and nothing was added
   */
  insert(session: StoredSession, notAfter?: number): Promise<unknown>;
  /** The session of a handle, ended or not. */
  find(handleHash: Buffer): Promise<FoundSession | undefined>;
  /** The session of an ID, ended or not, if it is this subject's. */
  findOwn(subject: string, id: string): Promise<StoredSession | undefined>;
  /**
   * Replaces the current token, if it is `from`, the session was not ended and it is before `notAfter`.
   *
   * @returns whether it was replaced: of those who try at once, one is told true
   */
  rotate(handleHash: Buffer, rotation: Rotation): Promise<boolean>;
  /**
   * Ends a session that was not ended before, if it is before `notAfter`; answers whether there was one. It is kept for a day from `at`, and no
   * longer than it would have been: who signs in again and again fills nothing.
   */
  end(handleHash: Buffer, ending: Ending): Promise<boolean>;
  /** The sessions of a subject that were not ended, in any order. */
  list(subject: string): Promise<readonly ListedSession[]>;
  /**
   * Looks at some sessions, other ones each time, and forgets those whose `keepUntil` has passed, by the store's own clock
   * too, where it has one: done late, it forgets the same. A store whose rows go by themselves has none.
   *
   * @param most how many to look at
   * @returns how many were forgotten
   */
  purge?(now: number, most: number): Promise<number>;
}
