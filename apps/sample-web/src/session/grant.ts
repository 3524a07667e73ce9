import type { Answer } from '../http/answer.js';
import { claimsOf } from '../token/decode.js';

/** A granted access token. */
export interface Grant {
  /** Identifies the grant, so that a tab ignores one that it already has. */
  readonly id: number;
  readonly accessToken: string;
  /** Time of receipt, in milliseconds of the local clock. */
  readonly receivedAt: number;
  /** Expiry in milliseconds of the local clock, which may differ from the server's. */
  readonly expiresAt: number;
}

/** Returns the grant of a token response (RFC 6749 §5.1); undefined for any other response. */
export function grantIn({ status, body }: Answer, now: number): Grant | undefined {
  if (status !== 200 || typeof body !== 'object' || body === null) return undefined;
  const { access_token: accessToken, expires_in: lifetime } = body as Readonly<
    Record<string, unknown>
  >;
  if (typeof accessToken !== 'string' || typeof lifetime !== 'number') return undefined;
  return { id: Math.random(), accessToken, receivedAt: now, expiresAt: now + lifetime * 1000 };
}

/** Whether two access tokens have the same subject and issuer. */
export function isSamePerson(one: Grant, other: Grant): boolean {
  const [a, b] = [one, other].map(({ accessToken }) => claimsOf(accessToken));
  return a?.['sub'] === b?.['sub'] && a?.['iss'] === b?.['iss'];
}

const MOST_AHEAD_MS = 60_000;

/** When to refresh: a minute before expiry, or after four fifths of a short lifetime. */
export function refreshAt({ receivedAt, expiresAt }: Grant): number {
  return expiresAt - Math.min(MOST_AHEAD_MS, (expiresAt - receivedAt) / 5);
}
