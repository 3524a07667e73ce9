/** Checks of the claims (RFC 7519 §4.1), after the signature. */
import { countdown } from '../words/time.js';
import type { JsonObject } from './json.js';
import { failed, passed, type Verdict } from './step.js';
import { CLOCK_TOLERANCE, type Trust } from './trust.js';

/** @param now seconds since the epoch */
export function checkExpiry({ exp }: JsonObject, now: number): Verdict {
  if (exp === undefined || exp === null) return failed('It has no expiry (exp).');
  if (!isTime(exp)) return failed('exp is not a time.');
  if (now >= exp + CLOCK_TOLERANCE) return failed(`It expired ${countdown(exp, now)}.`);
  return passed('It has not expired.');
}

/** @param now seconds since the epoch */
export function checkNotBefore({ nbf, iat, exp }: JsonObject, now: number): Verdict {
  for (const [name, time] of Object.entries({ nbf: nbf === 0 ? undefined : nbf, iat })) {
    if (time === undefined) continue;
    if (!isTime(time)) return failed(`${name} is not a time.`);
    if (time > now + CLOCK_TOLERANCE) {
      return failed(`It becomes valid ${countdown(time, now)} (${name}).`);
    }
  }
  if (isTime(iat) && isTime(exp) && iat > exp) return failed('It expired before it was issued.');
  if (isTime(exp) && exp - (isTime(iat) ? iat : now) > LONGEST_LIFE) {
    return failed('Its lifetime exceeds the limit of this API: 30 days.');
  }
  return passed('It is already valid, and its lifetime is within the limit.');
}

const LONGEST_LIFE = 30 * 86_400;

/** Compares the issuer exactly. */
export function checkIssuer({ iss }: JsonObject, { issuer }: Trust): Verdict {
  if (iss === issuer) return passed(`The issuer is ${issuer}, which this API trusts.`);
  if (iss === undefined) return failed('It has no issuer (iss).');
  return failed(`The issuer is ${show(iss)}. This page can only check tokens of ${issuer}.`);
}

/** Requires a subject, and this API as audience: the same issuer may sign tokens for other APIs. */
export function checkAudience({ aud, sub }: JsonObject, { audience }: Trust): Verdict {
  if (typeof sub !== 'string' || sub === '') return failed('It has no subject (sub).');
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const isForUs = audiences.every(isText) && audiences.includes(audience);
  return isForUs
    ? passed(`The audience is ${audience}, which is this API.`)
    : failed(
        aud === undefined
          ? 'It has no audience (aud).'
          : `The audience is ${show(aud)}, but this API is ${audience}.`,
      );
}

const TYPES: readonly unknown[] = [undefined, 'jwt', 'at+jwt'];
/** Claims of ID tokens, logout tokens, events and DPoP proofs. */
const FOREIGN = ['at_hash', 'c_hash', 's_hash', 'events', 'htm', 'htu'];
const KIND_CLAIMS = ['token_use', 'typ', 'token_type', 'tokenType', 'type'];
const FOREIGN_KIND = /^(?:refresh|refresh[_-]token|offline|logout|id|id[_-]token)$/i;
const ACCESS_KINDS: readonly unknown[] = ['Bearer', 'access'];

/** Requires an access token: an API must reject other types, such as ID tokens (RFC 8725 §3.12). */
export function checkTokenType({ typ }: JsonObject, payload: JsonObject): Verdict {
  const type = isText(typ) ? typ.toLowerCase().replace(/^application\//, '') : typ;
  if (!TYPES.includes(type))
    return failed(`The header has typ ${show(typ)}, which is not an access token.`);
  const saysAccess =
    type === 'at+jwt' ||
    [payload['token_use'], payload['typ']].some((kind) => ACCESS_KINDS.includes(kind));
  const foreign = (saysAccess ? FOREIGN : [...FOREIGN, 'nonce']).find(
    (claim) => payload[claim] !== undefined,
  );
  if (foreign !== undefined)
    return failed(`It has the claim ${foreign}, as access tokens never do.`);
  const named = KIND_CLAIMS.find((claim) => FOREIGN_KIND.test(textOr(payload[claim])));
  if (named !== undefined) return failed(`Its claim ${named} names another token type.`);
  return passed('It is an access token.');
}

/** A NumericDate (RFC 7519 §2). */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function textOr(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function show(value: unknown): string {
  return value === undefined
    ? 'missing'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}
