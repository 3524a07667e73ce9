/** The checks of what a token claims (RFC 7519 §4.1), once it is known to be its issuer's. */
import { countdown } from '../words/time.js';
import type { JsonObject } from './json.js';
import { failed, passed, type Verdict } from './step.js';
import { CLOCK_TOLERANCE, type Trust } from './trust.js';

/** @param now seconds since the epoch */
export function checkExpiry({ exp }: JsonObject, now: number): Verdict {
  if (exp === undefined || exp === null) return failed('It never ends (no exp).');
  if (!isTime(exp)) return failed('exp is not a time.');
  if (now >= exp + CLOCK_TOLERANCE) return failed(`It ended ${countdown(exp, now)}.`);
  return passed('It has not ended yet.');
}

/** @param now seconds since the epoch */
export function checkNotBefore({ nbf, iat, exp }: JsonObject, now: number): Verdict {
  for (const [name, time] of Object.entries({ nbf: nbf === 0 ? undefined : nbf, iat })) {
    if (time === undefined) continue;
    if (!isTime(time)) return failed(`${name} is not a time.`);
    if (time > now + CLOCK_TOLERANCE) return failed(`It begins ${countdown(time, now)} (${name}).`);
  }
  if (isTime(iat) && isTime(exp) && iat > exp) return failed('It ended before it was issued.');
  if (isTime(exp) && exp - (isTime(iat) ? iat : now) > LONGEST_LIFE) {
    return failed('It lives longer than this API accepts: 30 days.');
  }
  return passed('Its time has begun, and is not too long.');
}

const LONGEST_LIFE = 30 * 86_400;

/** The issuer is the one that is trusted, to the letter. */
export function checkIssuer({ iss }: JsonObject, { issuer }: Trust): Verdict {
  if (iss === issuer) return passed(`It is from ${issuer}, which this API trusts.`);
  return failed(`It says that it is from ${show(iss)}; this page checks tokens of ${issuer}.`);
}

/** The token is for this API, and not for another one of the same issuer. */
export function checkAudience({ aud, sub }: JsonObject, { audience }: Trust): Verdict {
  if (typeof sub !== 'string' || sub === '')
    return failed('It does not say whom it is about (sub).');
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const isForUs = audiences.every(isText) && audiences.includes(audience);
  return isForUs
    ? passed(`It is for ${audience}, which is this API.`)
    : failed(`It is for ${show(aud)}, and this API is ${audience}.`);
}

const TYPES: readonly unknown[] = [undefined, 'jwt', 'at+jwt'];
/** Claims that only ID tokens, logout tokens, events and DPoP proofs have. */
const FOREIGN = ['at_hash', 'c_hash', 's_hash', 'events', 'htm', 'htu'];
const KIND_CLAIMS = ['token_use', 'typ', 'token_type', 'tokenType', 'type'];
const FOREIGN_KIND = /^(?:refresh|refresh[_-]token|offline|logout|id|id[_-]token)$/i;
const ACCESS_KINDS: readonly unknown[] = ['Bearer', 'access'];

/** An access token opens an API; one of another kind, such as an ID token, must not (RFC 8725 §3.12). */
export function checkKind({ typ }: JsonObject, payload: JsonObject): Verdict {
  const type = isText(typ) ? typ.toLowerCase().replace(/^application\//, '') : typ;
  if (!TYPES.includes(type))
    return failed(`Its header says ${show(typ)}, which is no access token.`);
  const saysAccess =
    type === 'at+jwt' ||
    [payload['token_use'], payload['typ']].some((kind) => ACCESS_KINDS.includes(kind));
  const foreign = (saysAccess ? FOREIGN : [...FOREIGN, 'nonce']).find(
    (claim) => payload[claim] !== undefined,
  );
  if (foreign !== undefined) return failed(`No access token has the claim ${foreign}.`);
  const named = KIND_CLAIMS.find((claim) => FOREIGN_KIND.test(textOr(payload[claim])));
  if (named !== undefined) return failed(`It says itself that it is of another kind (${named}).`);
  return passed('It is an access token, and nothing in it says otherwise.');
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
  return value === undefined ? 'nobody' : typeof value === 'string' ? value : JSON.stringify(value);
}
