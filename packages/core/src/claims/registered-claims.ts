/** Checks the registered claims (RFC 7519 §4.1), with exact types. */
import { TokenError } from '../errors.js';
import type { JsonObject, JsonValue } from '../encoding/strict-json.js';
import type { ClaimsPolicy } from './claims-policy.js';

/**
 * @param now seconds since the epoch
 * @throws TokenError `ERR_CLAIM_MISSING`, `ERR_CLAIM_INVALID`, `ERR_TOKEN_EXPIRED`, `ERR_TOKEN_NOT_YET_VALID`,
 *   `ERR_TOKEN_TOO_OLD`, `ERR_TOKEN_LIFETIME`, `ERR_AUDIENCE_MISMATCH`
 */
export function assertRegisteredClaims(
  claims: JsonObject,
  policy: ClaimsPolicy,
  now: number,
): void {
  for (const claim of policy.required) {
    if (claims[claim] === undefined || claims[claim] === null) {
      throw new TokenError('ERR_CLAIM_MISSING', `${claim} is missing`, { claim });
    }
  }
  assertText(claims, 'sub');
  assertText(claims, 'jti');
  assertTimes(claims, policy, now);
  assertAudience(claims, policy);
}

function assertTimes(claims: JsonObject, policy: ClaimsPolicy, now: number): void {
  const { clockTolerance, maxLifetime, maxTokenAge } = policy;
  const exp = readTime(claims, 'exp');
  const nbf = claims['nbf'] === 0 ? undefined : readTime(claims, 'nbf'); // "always valid", as some issuers say
  const iat = readTime(claims, 'iat');
  // Said so that a clock which answers with no number at all accepts nothing.
  if (exp !== undefined && !(now < exp + clockTolerance)) {
    throw new TokenError('ERR_TOKEN_EXPIRED', 'the token has expired', { claim: 'exp' });
  }
  if (nbf !== undefined && !(nbf <= now + clockTolerance)) {
    throw new TokenError('ERR_TOKEN_NOT_YET_VALID', 'the token is not valid yet', { claim: 'nbf' });
  }
  if (iat !== undefined && !(iat <= now + clockTolerance)) {
    throw new TokenError('ERR_TOKEN_NOT_YET_VALID', 'the token was issued in the future', {
      claim: 'iat',
    });
  }
  if (exp !== undefined && iat !== undefined && iat > exp) {
    throw new TokenError('ERR_CLAIM_INVALID', 'the token expired before it was issued', {
      claim: 'iat',
    });
  }
  if (exp !== undefined && exp - (iat ?? now) > maxLifetime) {
    throw new TokenError('ERR_TOKEN_LIFETIME', 'the token lives longer than is accepted', {
      claim: 'exp',
    });
  }
  if (maxTokenAge === undefined) return;
  if (iat === undefined)
    throw new TokenError('ERR_CLAIM_MISSING', 'iat is missing', { claim: 'iat' });
  if (now >= iat + maxTokenAge + clockTolerance) {
    throw new TokenError('ERR_TOKEN_TOO_OLD', 'the token was issued too long ago', {
      claim: 'iat',
    });
  }
}

/** Until when claims that hold now go on holding, in seconds; Infinity when they never end. */
export function goodUntil({ exp, iat }: JsonObject, policy: ClaimsPolicy): number {
  const { clockTolerance, maxTokenAge } = policy;
  const byExpiry = typeof exp === 'number' ? exp : Infinity;
  const byAge = maxTokenAge !== undefined && typeof iat === 'number' ? iat + maxTokenAge : Infinity;
  return Math.min(byExpiry, byAge) + clockTolerance;
}

/** A NumericDate (RFC 7519 §2): a finite number above 0. */
function readTime(claims: JsonObject, claim: string): number | undefined {
  const value = claims[claim];
  if (value === undefined || (typeof value === 'number' && value > 0 && value < Infinity))
    return value;
  throw new TokenError('ERR_CLAIM_INVALID', `${claim} is not a time`, { claim });
}

function assertText(claims: JsonObject, claim: string): void {
  const value = claims[claim];
  if (value === undefined || isText(value)) return;
  throw new TokenError('ERR_CLAIM_INVALID', `${claim} is not a non-empty string`, { claim });
}

function assertAudience({ aud }: JsonObject, { audience }: ClaimsPolicy): void {
  if (aud === undefined) return; // where it is required, that was asked before
  const listed: JsonValue = typeof aud === 'string' ? [aud] : aud;
  if (!Array.isArray(listed) || listed.length === 0 || !listed.every(isText)) {
    throw new TokenError('ERR_CLAIM_INVALID', 'aud is not a string or an array of strings', {
      claim: 'aud',
    });
  }
  if (audience !== null && !listed.some((name) => audience.has(name))) {
    throw new TokenError('ERR_AUDIENCE_MISMATCH', 'the token is for another audience', {
      claim: 'aud',
    });
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
