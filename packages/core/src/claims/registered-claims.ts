/** Checks the registered claims (RFC 7519 §4.1, RFC 7800), with exact types. */
import { TokenError } from '../errors.js';
import type { JsonObject, JsonValue } from '../encoding/strict-json.js';
import { assertUnbound } from './bound-token.js';
import type { ClaimsPolicy } from './claims-policy.js';
import { assertIdTokenParties } from './id-token.js';

/**
 * @param now seconds since the epoch
 * @throws TokenError `ERR_CLAIM_MISSING`, `ERR_CLAIM_INVALID`, `ERR_TOKEN_EXPIRED`, `ERR_TOKEN_NOT_YET_VALID`,
 *   `ERR_TOKEN_TOO_OLD`, `ERR_TOKEN_LIFETIME`, `ERR_AUDIENCE_MISMATCH`, `ERR_TOKEN_BOUND`
 */
export function assertRegisteredClaims(
  claims: JsonObject,
  policy: ClaimsPolicy,
  now: number,
): void {
  assertUnbound(claims, policy);
  assertPresent(claims, policy.required);
  for (const [claim, accepted] of policy.values) {
    if (!accepted.has(claims[claim] as string)) {
      throw new TokenError('ERR_CLAIM_INVALID', `${claim} is not one that is accepted`, { claim });
    }
  }
  for (const claim of policy.forbidden) {
    if (claims[claim] !== undefined) {
      throw new TokenError('ERR_TOKEN_TYPE', `a token with ${claim} is of another kind`, { claim });
    }
  }
  assertText('sub', claims['sub']);
  assertText('jti', claims['jti']);
  assertTimes(claims, policy, now);
  assertAudience(claims, policy);
  if (policy.idToken !== undefined) assertIdTokenParties(claims, policy.idToken);
}

/** The customary claims are read by name: the engine is several times faster at that than at a name in a variable. */
function assertPresent(claims: JsonObject, required: readonly string[]): void {
  const hasCustomary =
    isPresent(claims['exp']) &&
    isPresent(claims['iss']) &&
    isPresent(claims['aud']) &&
    isPresent(claims['sub']);
  for (const claim of required) {
    if (hasCustomary && isCustomary(claim)) continue;
    if (!isPresent(claims[claim])) {
      throw new TokenError('ERR_CLAIM_MISSING', `${claim} is missing`, { claim });
    }
  }
}

function isCustomary(claim: string): boolean {
  return claim === 'exp' || claim === 'iss' || claim === 'aud' || claim === 'sub';
}

function isPresent(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null;
}

function assertTimes(claims: JsonObject, policy: ClaimsPolicy, now: number): void {
  const { clockTolerance, maxLifetime, maxTokenAge } = policy;
  const exp = readTime('exp', claims['exp']);
  const nbf = claims['nbf'] === 0 ? undefined : readTime('nbf', claims['nbf']); // "always valid", as some issuers say
  const iat = readTime('iat', claims['iat']);
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

/** Returns until when valid claims stay valid, in seconds. Infinity without an end. */
export function goodUntil({ exp, iat }: JsonObject, policy: ClaimsPolicy): number {
  const { clockTolerance, maxTokenAge } = policy;
  const byExpiry = typeof exp === 'number' ? exp : Infinity;
  const byAge = maxTokenAge !== undefined && typeof iat === 'number' ? iat + maxTokenAge : Infinity;
  return Math.min(byExpiry, byAge) + clockTolerance;
}

/** A NumericDate (RFC 7519 §2): a finite number above 0. */
function readTime(claim: string, value: JsonValue | undefined): number | undefined {
  if (value === undefined || (typeof value === 'number' && value > 0 && value < Infinity))
    return value;
  throw new TokenError('ERR_CLAIM_INVALID', `${claim} is not a time`, { claim });
}

function assertText(claim: string, value: JsonValue | undefined): void {
  if (value === undefined || isText(value)) return;
  throw new TokenError('ERR_CLAIM_INVALID', `${claim} is not a non-empty string`, { claim });
}

function assertAudience({ aud }: JsonObject, { audience }: ClaimsPolicy): void {
  if (aud === undefined) return; // where it is required, that was asked before
  if (audience === null ? !isTexts(aud) : !isAudience(aud)) {
    throw new TokenError('ERR_CLAIM_INVALID', 'aud is not a string or an array of strings', {
      claim: 'aud',
    });
  }
  if (audience !== null && !isFor(audience, aud as string | readonly string[])) {
    throw new TokenError(
      'ERR_AUDIENCE_MISMATCH',
      'the token is for another audience',
      { claim: 'aud' },
      { received: aud, trusted: audience },
    );
  }
}

/** Where the audience is skipped, what `aud` holds is not judged: only that it has the type which callers are promised. */
function isTexts(aud: JsonValue): boolean {
  return (Array.isArray(aud) ? aud : [aud]).every((name) => typeof name === 'string');
}

function isAudience(aud: JsonValue): boolean {
  return isText(aud) || (Array.isArray(aud) && aud.length > 0 && aud.every(isText));
}

function isFor(audience: ReadonlySet<string>, aud: string | readonly string[]): boolean {
  return typeof aud === 'string' ? audience.has(aud) : aud.some((name) => audience.has(name));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
