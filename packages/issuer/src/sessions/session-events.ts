/** What happens to sessions, on `node:diagnostics_channel`. */
import { channel } from 'node:diagnostics_channel';
import type { EndReason, StoredSession } from './session-store.js';

/** A refresh token that was used before came again, and its session was ended. */
export interface SessionReuse {
  /** The session's ID, as in `sid`. */
  readonly session: string;
  /** Whose it is: `sub`. */
  readonly subject: string;
  /** What its user knows it by. */
  readonly label: string | undefined;
}

/** A session that was ended, for good: no process grants it a token any more. */
export interface EndedSession {
  /** Its ID, as in the `sid` of its access tokens. */
  readonly id: string;
  /** Whose it was: `sub`. */
  readonly subject: string;
  /** What its user knew it by. */
  readonly label: string | undefined;
  /** Why it was ended. */
  readonly reason: EndReason;
  /** Milliseconds since the epoch. */
  readonly endedAt: number;
}

const REUSE = channel('portcullis:sessions:reuse');
const ENDED = channel('portcullis:sessions:ended');
const CAP_FAILED = channel('portcullis:sessions:limit-failed');
const PURGE_FAILED = channel('portcullis:sessions:purge-failed');

/** Publishes `portcullis:sessions:reuse` with a {@link SessionReuse}. */
export function reportReuse({ id, subject, label }: StoredSession): void {
  if (!REUSE.hasSubscribers) return;
  REUSE.publish(Object.freeze({ session: id, subject, label }) satisfies SessionReuse);
}

/** Publishes `portcullis:sessions:ended` with an {@link EndedSession}, once for each session that was ended. */
export function reportEnded(session: EndedSession): void {
  if (ENDED.hasSubscribers) ENDED.publish(session);
}

/** Publishes `portcullis:sessions:limit-failed` with the error: sessions over the cap may go on until the next begins. */
export function reportCapFailed(error: unknown): void {
  if (CAP_FAILED.hasSubscribers) CAP_FAILED.publish(error);
}

/** Publishes `portcullis:sessions:purge-failed` with the error: sessions that are over were not cleaned up this time. */
export function reportPurgeFailed(error: unknown): void {
  if (PURGE_FAILED.hasSubscribers) PURGE_FAILED.publish(error);
}
