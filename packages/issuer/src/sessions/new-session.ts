import { randomUUID } from 'node:crypto';
import { handleHashOf, hashOf, type RefreshToken } from './refresh-token.js';
import { labelOf } from './session-label.js';
import { keepUntil } from './session-rules.js';
import type { ResolvedSessionOptions } from './session-settings.js';
import type { StoredSession } from './session-store.js';

interface Begun {
  readonly subject: string;
  readonly label: string | undefined;
  readonly token: RefreshToken;
}

/** A session that begins now with its first token. */
export function newSession(
  { subject, label, token }: Begun,
  { clock, rules, issuer }: ResolvedSessionOptions,
): StoredSession {
  const now = clock();
  const times = { createdAt: now, lastUsedAt: now, endsAt: now + rules.absoluteMs };
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
