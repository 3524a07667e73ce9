/** Publishes events of sessions on `node:diagnostics_channel`. */
import { channel } from 'node:diagnostics_channel';
import type { EndReason, StoredSession } from './session-store.js';

/** A refresh token was used again, and its session was ended. */
export interface SessionReuse {
  /** The session's ID, as in `sid`. */
  readonly session: string;
  /** The session's owner: `sub`. */
  readonly subject: string;
  /** A name for its user, such as a device. */
  readonly label: string | undefined;
}

/** An ended session. No process issues tokens for it any more. */
export interface EndedSession {
  /** The session's ID, as in `sid` of its access tokens. */
  readonly id: string;
  /** The session's owner: `sub`. */
  readonly subject: string;
  /** A name for its user, such as a device. */
  readonly label: string | undefined;
  /** Why it was ended. */
  readonly reason: EndReason;
  /** Milliseconds since the epoch. */
  readonly endedAt: number;
}

const REUSE = channel('portcullis:sessions:reuse');
const ENDED = channel('portcullis:sessions:ended');
const LIMIT_FAILED = channel('portcullis:sessions:limit-failed');
const PURGE_FAILED = channel('portcullis:sessions:purge-failed');

/** Publishes `portcullis:sessions:reuse` with a {@link SessionReuse}. */
export function reportReuse({ id, subject, label }: StoredSession): void {
  if (!REUSE.hasSubscribers) return;
  REUSE.publish(Object.freeze({ session: id, subject, label }) satisfies SessionReuse);
}

/** Publishes `portcullis:sessions:ended` with an {@link EndedSession}, once for each ended session. */
export function reportEnded(session: EndedSession): void {
  if (ENDED.hasSubscribers) ENDED.publish(session);
}

/** Publishes `portcullis:sessions:limit-failed` with the error. Extra sessions stay until the next sign-in. */
export function reportLimitFailed(error: unknown): void {
  if (LIMIT_FAILED.hasSubscribers) LIMIT_FAILED.publish(error);
}

/** Publishes `portcullis:sessions:purge-failed` with the error. Expired sessions were not removed this time. */
export function reportPurgeFailed(error: unknown): void {
  if (PURGE_FAILED.hasSubscribers) PURGE_FAILED.publish(error);
}
