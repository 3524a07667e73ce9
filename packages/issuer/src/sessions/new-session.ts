import { randomUUID } from 'node:crypto';
import type { Duration } from '@portcullis/core';
import { parseDurationWithin } from '@portcullis/core/internal';
import { handleHashOf, hashOf, type RefreshToken } from './refresh-token.js';
import { labelOf } from './session-label.js';
import { keepUntil, type SessionSettings } from './session-rules.js';
import type { ResolvedSessionOptions } from './session-settings.js';
import type { StoredSession } from './session-store.js';

interface Begun extends NewSessionDetails {
  readonly subject: string;
  readonly token: RefreshToken;
  /** In milliseconds since the epoch. */
  readonly now: number;
}

/** Details of a new session. */
export interface NewSessionDetails {
  /** A name for its user, such as a device. Cut to 128 characters. */
  readonly label?: string | undefined;
  /** The session's absolute timeout, 1 second up to the option `absoluteTimeout`, which is the default. */
  readonly absoluteTimeout?: Duration | undefined;
}

/** Creates a session with its first token. */
export function newSession(
  { subject, label, absoluteTimeout, token, now }: Begun,
  { rules, issuer }: ResolvedSessionOptions,
): StoredSession {
  const times = {
    createdAt: now,
    lastUsedAt: now,
    endsAt: now + lifetimeMs(absoluteTimeout, rules),
  };
  return {
    id: randomUUID(),
    handleHash: handleHashOf(token, issuer),
    subject,
    label: labelOf(label),
    currentHash: hashOf(token),
    ...times,
    keepUntil: keepUntil(times, rules),
  };
}

function lifetimeMs(own: Duration | undefined, { absoluteMs }: SessionSettings): number {
  if (own === undefined) return absoluteMs;
  const bounds = { min: 1, max: absoluteMs / 1000 };
  return Math.round(1000 * parseDurationWithin(own, 'absoluteTimeout', bounds));
}
