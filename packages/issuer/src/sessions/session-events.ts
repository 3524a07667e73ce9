/** What happens to sessions, on `node:diagnostics_channel`. */
import { channel } from 'node:diagnostics_channel';
import type { StoredSession } from './session-store.js';

/** A refresh token that was used before came again, and its session was ended. */
export interface SessionReuse {
  /** The session's ID, as in `sid`. */
  readonly session: string;
  readonly subject: string;
  readonly label: string | undefined;
}

const REUSE = channel('portcullis:sessions:reuse');

/** Publishes `portcullis:sessions:reuse` with a {@link SessionReuse}. */
export function reportReuse({ id, subject, label }: StoredSession): void {
  if (!REUSE.hasSubscribers) return;
  REUSE.publish(Object.freeze({ session: id, subject, label }) satisfies SessionReuse);
}
