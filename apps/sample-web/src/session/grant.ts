import type { Answer } from '../http/answer.js';
import { claimsOf } from '../token/decode.js';

/** An access token as it was granted. */
export interface Grant {
  /** Tells it from others: tabs hand it on, and it comes back to who has it already. */
  readonly id: number;
  readonly accessToken: string;
  /** When it came, in milliseconds by the clock of this machine. */
  readonly receivedAt: number;
  /** When it ends, by the same clock: the server's need not agree with it. */
  readonly expiresAt: number;
}

/** The grant in the answer of a token endpoint (RFC 6749 §5.1); undefined where there is none. */
export function grantIn({ status, body }: Answer, now: number): Grant | undefined {
  if (status !== 200 || typeof body !== 'object' || body === null) return undefined;
  const { access_token: accessToken, expires_in: lifetime } = body as Readonly<
    Record<string, unknown>
  >;
  if (typeof accessToken !== 'string' || typeof lifetime !== 'number') return undefined;
  return { id: Math.random(), accessToken, receivedAt: now, expiresAt: now + lifetime * 1000 };
}

/** Whether two access tokens are of one subject of one issuer. */
export function isSamePerson(one: Grant, other: Grant): boolean {
  const [a, b] = [one, other].map(({ accessToken }) => claimsOf(accessToken));
  return a?.['sub'] === b?.['sub'] && a?.['iss'] === b?.['iss'];
}

const MOST_AHEAD_MS = 60_000;

/** When a grant is to be taken for the next one: a minute before its end, and for short ones a fifth of their life. */
export function refreshAt({ receivedAt, expiresAt }: Grant): number {
  return expiresAt - Math.min(MOST_AHEAD_MS, (expiresAt - receivedAt) / 5);
}
