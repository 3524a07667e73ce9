/** What of a session is shown to who begins or carries it on. */

/** A session as its user sees it. */
export interface SessionView {
  /** For `sid` in access tokens, and for its user to end it by. */
  readonly id: string;
  /** Whose it is: `sub`. */
  readonly subject: string;
  /** What its user knows it by. */
  readonly label: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** When it was last refreshed, in milliseconds since the epoch. */
  readonly lastUsedAt: number;
  /** When it ends unless it is refreshed before, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** A session and the token that carries it on. */
export interface GrantedSession {
  readonly session: SessionView;
  /** For its client alone. It is shown once and stored nowhere. */
  readonly refreshToken: string;
}

/** What has to be ready before a session begins or a token is used up, such as the access token that goes with it. */
export type PrepareSession = (session: SessionView) => Promise<void>;
