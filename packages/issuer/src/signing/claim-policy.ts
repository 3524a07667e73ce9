/** What a token may say. A payload is signed, not encrypted: whoever holds the token reads it. */
import { ConfigurationError, describeValue } from '@portcullis/core';

/** Claims of the application's own, plain JSON. */
export type CustomClaims = Readonly<Record<string, unknown>>;

/** The claims the signer sets itself (RFC 7519 §4.1), and how a caller sets them. */
const REGISTERED: ReadonlyMap<string, string> = new Map([
  ['iss', "the signer's option issuer"],
  ['sub', 'subject'],
  ['aud', 'audience'],
  ['exp', 'expiresIn'],
  ['nbf', 'notBefore'],
  ['iat', "nothing, the signer's clock says it"],
  ['jti', 'nothing, the signer makes it'],
]);

/** Hashes that OpenID Connect puts into an ID token (Core §3.1.3.6, FAPI §5.2.2.1); they are no secrets. */
const HARMLESS = new Set(['at_hash', 'c_hash', 's_hash']);

/** Words that make a name one of a secret's, after `passwordHash` is read as `_password_hash_`. */
const SECRET_WORDS = new RegExp(
  '_(passwords?|passwd|pwd|pass_(phrase|code|word)|secrets?|hash(es|ed)?|salt|credentials?|pin|otp|totp' +
    '|(api|private|secret|signing)_?keys?|(access|refresh|id|session)_?tokens?)_|password|passwd|passphrase|clientsecret',
);

/** Values that are secrets under any name: password hashes (crypt and PHC formats) and private keys. */
const SECRET_VALUE =
  /^\$(argon2(id|i|d)?|2[abxy]?|scrypt|pbkdf2[a-z0-9-]*|[156y]|7)\$|^\{S?(SHA|MD5|CRYPT)|-- ?BEGIN [A-Z0-9 ]*PRIVATE KEY/;

const MOST_NESTING = 30; // verifiers stop at 32, the payload itself being one

/**
 * Holds custom claims to policy.
 *
 * @param allowed names that look like a secret's and are not
 * @throws ConfigurationError naming the claim, never its value: a registered claim, a name or value that looks
 *   like a secret, something JSON can't hold
 */
export function assertClaims(claims: CustomClaims, allowed: ReadonlySet<string>): void {
  if (!isPlainObject(claims)) throw refused('claims', claims, 'a plain object');
  for (const name of Object.keys(claims)) {
    const right = REGISTERED.get(name);
    if (right !== undefined) {
      throw new ConfigurationError(`claims.${name}`, 'a registered claim', right);
    }
  }
  assertMembers(claims, 'claims', allowed, 0);
}

function assertMembers(
  members: CustomClaims,
  path: string,
  allowed: ReadonlySet<string>,
  depth: number,
): void {
  for (const [name, value] of Object.entries(members)) {
    const place = `${path}.${name.slice(0, 80)}`;
    if (name === '__proto__' || !isWellFormed(name)) {
      throw new ConfigurationError(place, 'a name that verifiers refuse', 'another name');
    }
    if (canHoldSecret(value) && looksSecret(name) && !allowed.has(name)) throw secretLike(place);
    assertValue(value, place, allowed, depth);
  }
}

function assertValue(
  value: unknown,
  place: string,
  allowed: ReadonlySet<string>,
  depth: number,
): void {
  if (value === undefined || value === null || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (typeof value === 'string') return assertText(value, place);
  if (depth >= MOST_NESTING)
    throw new ConfigurationError(place, 'too many levels', `${MOST_NESTING}`);
  if (Array.isArray(value)) {
    for (const item of value) assertValue(item, `${place}[]`, allowed, depth + 1);
  } else if (isPlainObject(value)) assertMembers(value, place, allowed, depth + 1);
  else
    throw refused(place, value, 'plain JSON: text, numbers, booleans, null, arrays, plain objects');
}

function assertText(value: string, place: string): void {
  if (SECRET_VALUE.test(value)) throw secretLike(place);
  if (!isWellFormed(value)) {
    throw new ConfigurationError(place, 'text with a lone surrogate', 'well-formed Unicode');
  }
}

/** `mfa_secret: true` says that there is one, not which. */
function canHoldSecret(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== 'boolean';
}

/** What was found of names: an application uses the same few. Bounded, in case it makes names of what users write. */
const found = new Map<string, boolean>();
const MOST_NAMES = 512;
const MOST_NAME = 64;

function looksSecret(name: string): boolean {
  const known = found.get(name);
  if (known !== undefined) return known;
  const isSecret = !HARMLESS.has(name) && hasSecretWords(name);
  if (found.size < MOST_NAMES && name.length <= MOST_NAME) found.set(name, isSecret);
  return isSecret;
}

function hasSecretWords(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
  return SECRET_WORDS.test(`_${words}_`);
}

function secretLike(place: string): ConfigurationError {
  return new ConfigurationError(
    place,
    'what looks like a secret',
    'to leave it out, since anyone who has the token can read it; a harmless name can be listed in allowClaims',
  );
}

/** An instance of a class may carry, or turn itself into (`toJSON`), what nobody looked at. */
function isPlainObject(value: unknown): value is CustomClaims {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function refused(place: string, value: unknown, right: string): ConfigurationError {
  // Text is a value of someone's claim here, so not even its beginning is shown.
  const given = typeof value === 'string' ? 'text' : describeValue(value);
  return new ConfigurationError(place, given, right);
}

/** TypeScript lists it under es2024; every Node.js that this runs on has it. */
interface WellFormedText {
  isWellFormed(): boolean;
}

function isWellFormed(text: string): boolean {
  return (text as unknown as WellFormedText).isWellFormed();
}
