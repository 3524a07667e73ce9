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
}

/**
 * Why a session was ended: its user logged it out, or logged all out; an operator; a refresh token came again; too
 * many others were begun.
 */
export type EndReason = 'logout' | 'logout-all' | 'operator' | 'reuse' | 'cap';

/** How the current token is replaced. */
export interface Rotation {
  /** The hash of the token that has to be current still. */
  readonly from: Buffer;
  readonly to: Buffer;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Keeps sessions, for one process or for many. Each step is atomic, whoever else takes one at the same time. */
export interface SessionStore {
  /** Adds a session. */
  insert(session: StoredSession): Promise<void>;
  /** The session of a handle, ended or not. */
  find(handleHash: Buffer): Promise<StoredSession | undefined>;
  /**
   * Replaces the current token, if it is `from` and the session was not ended.
   *
   * @returns whether it was replaced: of those who try at once, one is told true
   */
  rotate(id: string, rotation: Rotation): Promise<boolean>;
  /** Ends a session that was not ended before; answers whether there was one. */
  end(id: string, reason: EndReason, at: number): Promise<boolean>;
  /** The sessions of a subject that were not ended, the one that was used last first. */
  list(subject: string): Promise<readonly StoredSession[]>;
}
