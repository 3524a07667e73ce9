/** Checks claims. A payload is signed but not encrypted: anyone with the token can read it. */
import { ConfigurationError } from '@portcullis/core';
import { describeValue } from '@portcullis/core/internal';

/** Claims of the application, plain JSON. */
export type CustomClaims = Readonly<Record<string, unknown>>;

/** Claims that the signer sets (RFC 7519 §4.1), and what callers use instead. */
const REGISTERED: ReadonlyMap<string, string> = new Map([
  ['iss', "the signer's option issuer"],
  ['sub', 'subject'],
  ['aud', 'audience'],
  ['exp', 'expiresIn'],
  ['nbf', 'notBefore'],
  ['iat', "no iat: the signer's clock sets it"],
  ['jti', 'no jti: the signer generates it'],
]);

/** Hashes that OpenID Connect adds to ID tokens (Core §3.1.3.6, FAPI §5.2.2.1). They are not secret. */
const HARMLESS = new Set(['at_hash', 'c_hash', 's_hash']);

/** Words that make a name look like a secret, after `passwordHash` is converted to `_password_hash_`. */
const SECRET_WORDS = new RegExp(
  '_(passwords?|passwd|pwd|pass_(phrase|code|word)|secrets?|hash(es|ed)?|salt|credentials?|pin|otp|totp' +
    '|(api|private|secret|signing)_?keys?|(access|refresh|id|session)_?tokens?)_|password|passwd|passphrase|clientsecret',
);

/** Values that are secret under any name: password hashes (crypt and PHC formats) and private keys. */
const SECRET_VALUE =
  /^\$(argon2(id|i|d)?|2[abxy]?|scrypt|pbkdf2[a-z0-9-]*|[156y]|7)\$|^\{S?(SHA|MD5|CRYPT)|-- ?BEGIN [A-Z0-9 ]*PRIVATE KEY/;

const MAX_NESTING = 30; // verifiers allow 32, including the payload itself

/**
 * Checks custom claims.
 *
 * @param allowed names that only look like a secret
 * @throws ConfigurationError for a registered claim, a name or value that looks like a secret, and values that JSON cannot
 *   represent. The message names the claim and never contains its value
 */
export function assertClaims(claims: CustomClaims, allowed: ReadonlySet<string>): void {
  if (!isPlainObject(claims)) throw invalidClaim('claims', claims, 'a plain object');
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
      throw new ConfigurationError(place, 'a name that verifiers reject', 'another name');
    }
    if (canHoldSecret(value) && looksSecret(name) && !allowed.has(name)) throw secretLike(place);
    assertValue(value, place, allowed, depth);
  }
}

const PLAIN_JSON = 'plain JSON: strings, numbers, booleans, null, arrays, plain objects';

function assertValue(
  value: unknown,
  place: string,
  allowed: ReadonlySet<string>,
  depth: number,
): void {
  if (value === undefined || value === null || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (typeof value === 'string') return assertText(value, place);
  if (depth >= MAX_NESTING) {
    throw new ConfigurationError(place, 'too many levels', `at most ${MAX_NESTING} levels`);
  }
  if (Array.isArray(value)) {
    for (const item of value) assertValue(item, `${place}[]`, allowed, depth + 1);
  } else if (isPlainObject(value)) assertMembers(value, place, allowed, depth + 1);
  else throw invalidClaim(place, value, PLAIN_JSON);
}

function assertText(value: string, place: string): void {
  if (SECRET_VALUE.test(value)) throw secretLike(place);
  if (!isWellFormed(value)) {
    throw new ConfigurationError(place, 'a string with a lone surrogate', 'well-formed Unicode');
  }
}

/** `mfa_secret: true` only says that a secret exists. */
function canHoldSecret(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== 'boolean';
}

/** Caches results, because an application uses the same few names. Bounded, in case names come from user input. */
const found = new Map<string, boolean>();
const MAX_NAMES = 512;
const MAX_NAME_LENGTH = 64;

function looksSecret(name: string): boolean {
  const known = found.get(name);
  if (known !== undefined) return known;
  const isSecret = !HARMLESS.has(name) && hasSecretWords(name);
  if (found.size < MAX_NAMES && name.length <= MAX_NAME_LENGTH) found.set(name, isSecret);
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
    'a claim that looks like a secret',
    'no secrets, because anyone with the token can read them; list a harmless name in allowClaims',
  );
}

/** Rejects class instances: their `toJSON` may return members that were not checked. */
function isPlainObject(value: unknown): value is CustomClaims {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Never shows the beginning of a string: it is the value of a claim. */
function invalidClaim(place: string, value: unknown, expected: string): ConfigurationError {
  const received = typeof value === 'string' ? 'a string' : describeValue(value);
  return new ConfigurationError(place, received, expected);
}

/** TypeScript declares it in es2024. Every supported Node.js has it. */
interface WellFormedText {
  isWellFormed(): boolean;
}

function isWellFormed(text: string): boolean {
  return (text as unknown as WellFormedText).isWellFormed();
}
