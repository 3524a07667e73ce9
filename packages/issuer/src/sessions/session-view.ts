/** The parts of a session that applications and users see. */

/** A session as its user sees it. */
export interface SessionView {
  /** The session's ID: `sid` in access tokens. Users end a session by this ID. */
  readonly id: string;
  /** The session's owner: `sub`. */
  readonly subject: string;
  /** A name for its user, such as a device. */
  readonly label: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** When it was last refreshed, in milliseconds since the epoch. */
  readonly lastUsedAt: number;
  /** When it ends unless it is refreshed, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** A session with its next refresh token. */
export interface GrantedSession {
  readonly session: SessionView;
  /** For the session's client only. It is returned once and not stored. */
  readonly refreshToken: string;
}

/** Prepares a response, such as an access token, before a session begins or a refresh token is used. */
export type PrepareSession = (session: SessionView) => Promise<void>;
