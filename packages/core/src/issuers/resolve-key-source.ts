/** Turns the one place an issuer's keys come from into a `KeySource`. */
import { ConfigurationError, InvalidKeyError } from '../errors.js';
import { describeValue, type Clock } from '../time/duration.js';
import { ALGORITHMS, isAlgorithm, isSymmetric, type Algorithm } from '../jws/algorithms.js';
import { hasMlDsa, ML_DSA_NODE } from '../jws/platform.js';
import { importKey, importKeyForEach, importSecretForEach } from '../jwk/import-key.js';
import { readPublicKeyText } from '../jwk/key-text.js';
import { importJwks } from '../jwk/import-jwks.js';
import { assertNotPublishedSecret } from '../jwk/published-secrets.js';
import type { VerificationKey } from '../jwk/verification-key.js';
import type { KeySource } from '../keys/key-source.js';
import type { KeysFrom } from '../keys/open-download.js';
import { RemoteJwks } from '../keys/remote-jwks.js';
import { readSettings } from '../keys/remote-jwks.options.js';
import { anyOf } from '../keys/any-of.js';
import { StaticKeys } from '../keys/static-keys.js';
import { assertNoStrayWhitespace } from '../stray-whitespace.js';
import type { IssuerOptions, PublicKeyInput, SecretInput } from './issuer-options.js';

/** What a key source is made from. */
export interface KeyOptions {
  readonly options: IssuerOptions;
  readonly path: string;
  readonly clock: Clock;
  readonly warn: (secret: unknown, option: string) => void;
  readonly algorithms: readonly Algorithm[];
}

const KEY_OPTIONS = [
  'secret',
  'secrets',
  'publicKey',
  'jwks',
  'jwksUri',
  'discover',
  'keys',
] as const;
const ASYMMETRIC: readonly Algorithm[] = [...ALGORITHMS.values()]
  .map((spec) => spec.alg)
  .filter((alg) => !isSymmetric(alg));

/**
 * The algorithms that an issuer's keys may be for.
 *
 * @param mlDsa whether the platform verifies ML-DSA
 * @throws ConfigurationError for an empty list, an unknown name, `none`, or HMAC mixed with the others
 */
export function readAlgorithms(
  options: IssuerOptions,
  path: string,
  mlDsa: boolean = hasMlDsa(),
): readonly Algorithm[] {
  const symmetric = options.secret !== undefined || options.secrets !== undefined;
  const right = symmetric
    ? 'a non-empty array of HS256, HS384, HS512'
    : `a non-empty array of ${ASYMMETRIC.join(', ')}`;
  const { algorithms } = options;
  if (algorithms === undefined) {
    if (options.keys !== undefined) return [...ALGORITHMS.values()].map((spec) => spec.alg);
    return symmetric ? ['HS256'] : ASYMMETRIC;
  }
  const given: unknown = algorithms;
  if (!Array.isArray(given) || given.length === 0) {
    throw new ConfigurationError(`${path}algorithms`, describeValue(given), right);
  }
  // Not `map`, which passes over a hole.
  const names = Array.from(given as readonly unknown[], (name) =>
    readAlgorithm(name, { option: `${path}algorithms`, right, mlDsa }),
  );
  const kind = options.keys === undefined ? symmetric : names.some(isSymmetric);
  if (!names.every((alg) => isSymmetric(alg) === kind)) {
    throw new ConfigurationError(`${path}algorithms`, names.join(', '), right);
  }
  return Object.freeze(names);
}

function readAlgorithm(
  name: unknown,
  { option, right, mlDsa }: Readonly<{ option: string; right: string; mlDsa: boolean }>,
): Algorithm {
  if (!isAlgorithm(name)) throw new ConfigurationError(option, describeValue(name), right);
  if (ALGORITHMS.get(name)?.kty === 'AKP' && !mlDsa) {
    throw new ConfigurationError(
      option,
      `${name} on Node ${process.versions.node}`,
      `another algorithm, or ${ML_DSA_NODE}`,
    );
  }
  return name;
}

/** @throws ConfigurationError when no key option is given, or several, or a key is refused */
export function resolveKeySource(from: KeyOptions): KeySource {
  const { options, path } = from;
  const given = KEY_OPTIONS.filter((name) => options[name] !== undefined);
  const [name] = given;
  if (given.length !== 1 || name === undefined) {
    throw new ConfigurationError(
      `${path}${name ?? 'secret'}`,
      given.length === 0 ? 'no keys at all' : given.join(' and '),
      `exactly one of ${KEY_OPTIONS.join(', ')}`,
    );
  }
  if (options.remote !== undefined && name !== 'jwksUri' && name !== 'discover') {
    throw new ConfigurationError(
      `${path}remote`,
      `settings beside ${name}`,
      'settings of jwksUri or discover only',
    );
  }
  return makeSource(name, options[name], from);
}

type KeyOption = (typeof KEY_OPTIONS)[number];
type Given<Name extends KeyOption> = NonNullable<IssuerOptions[Name]>;

/** An untyped caller may have written null, or anything: what reads it refuses it. */
function makeSource<Name extends KeyOption>(
  name: Name,
  given: IssuerOptions[Name],
  from: KeyOptions,
): KeySource {
  return SOURCES[name](given as Given<Name>, from);
}

const SOURCES: {
  readonly [Name in KeyOption]: (given: Given<Name>, from: KeyOptions) => KeySource;
} = {
  secret: (secret, from) => new StaticKeys(secretOf(secret, `${from.path}secret`, from)),
  secrets: (secrets, from) => secretKeys(secrets, from),
  publicKey: (key, from) => new StaticKeys(publicKeyOf(key, from)),
  jwks: (document, from) => new StaticKeys(jwksOf(document, from)),
  jwksUri: (address, from) => remoteJwks(address, from),
  discover: (discover, from) => remoteJwks({ issuer: from.options.issuer, discover }, from),
  keys: (source, { path }) => {
    if (typeof (source as KeySource | null)?.find === 'function') return source;
    throw new ConfigurationError(
      `${path}keys`,
      describeValue(source),
      'a KeySource, an object with find(header)',
    );
  },
};

function remoteJwks(from: KeysFrom, { options, path, algorithms, clock }: KeyOptions): RemoteJwks {
  const { remote = {}, issuer, tokenType } = options;
  // What is written out always wins; else metadata may narrow what ID tokens are signed with.
  const listed = options.algorithms === undefined ? undefined : algorithms;
  assertNoStrayWhitespace(options.jwksUri, `${path}jwksUri`);
  assertNoStrayWhitespace(options.discover, `${path}discover`);
  try {
    readSettings(remote); // before what is not the user's to set is laid beside it
    return new RemoteJwks(from, { ...remote, algorithms: listed, issuer, tokenType }, { clock });
  } catch (error) {
    throw error instanceof ConfigurationError ? error.under(path) : error;
  }
}

/** With so many at once it is not a rotation any more, and each costs every bad token a digest. */
const MOST_SECRETS_IN_TURN = 4;

function secretKeys(secrets: unknown, from: KeyOptions): StaticKeys {
  if (!Array.isArray(secrets)) return new StaticKeys(secretsOf(secrets, from));
  const option = `${from.path}secrets`;
  const given: readonly SecretInput[] = secrets;
  const keys = Array.from(given, (secret, i) => secretOf(secret, `${option}[${i}]`, from)).flat();
  if (keys.length === 0 || given.length > MOST_SECRETS_IN_TURN) {
    const right = `a list of 1 to ${MOST_SECRETS_IN_TURN} secrets, or an object of secrets by key ID`;
    throw new ConfigurationError(option, `a list of ${given.length}`, right);
  }
  const inTurn = [...new Set(from.algorithms)].map((alg) =>
    anyOf(
      alg,
      keys.filter((key) => key.alg === alg),
    ),
  );
  return new StaticKeys(inTurn, keys);
}

function secretsOf(secrets: unknown, from: KeyOptions): readonly VerificationKey[] {
  const option = `${from.path}secrets`;
  const entries = Object.entries(secrets as Readonly<Record<string, SecretInput>>);
  if (entries.length === 0) {
    throw new ConfigurationError(option, 'no secret', 'an object of secrets by key ID');
  }
  return entries.flatMap(([kid, secret]) =>
    secretOf(secret, `${option}[${JSON.stringify(kid)}]`, from, kid),
  );
}

/** The secret for each of the algorithms: HS256, or those that are listed. */
function secretOf(
  secret: SecretInput,
  option: string,
  { algorithms, warn }: KeyOptions,
  kid?: string,
): readonly VerificationKey[] {
  return named(option, () => {
    assertNotPublishedSecret(secret);
    warn(secret, option);
    return importSecretForEach(secret, { algorithms, ...(kid === undefined ? {} : { kid }) });
  });
}

function publicKeyOf(
  key: PublicKeyInput,
  { path, algorithms, options }: KeyOptions,
): readonly VerificationKey[] {
  return named(`${path}publicKey`, () => {
    // Here text is never a secret; what reads it says what is wrong with it.
    const text = key instanceof Uint8Array ? Buffer.from(key).toString('latin1') : key;
    const material = typeof text === 'string' ? readPublicKeyText(text) : text;
    return options.algorithms === undefined
      ? [importKey(material, { algorithms })]
      : importKeyForEach(material, { algorithms });
  });
}

function jwksOf(
  document: unknown,
  { path, algorithms, options }: KeyOptions,
): Iterable<VerificationKey> {
  return named(`${path}jwks`, () => {
    const bindEach = options.algorithms !== undefined;
    const imported = importJwks(document, { algorithms, bindEach });
    const [skipped] = imported.skipped;
    // An invalid key in the configuration is an error at start. It is not skipped like a key of a fetched JWKS.
    if (skipped) throw new InvalidKeyError(`keys[${skipped.index}]: ${skipped.reason}`);
    if (imported.keys.length === 0) throw new InvalidKeyError('a JWK Set without keys');
    return imported;
  });
}

/** Gives a refused key the name of the option that it came from. */
function named<T>(option: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof InvalidKeyError) {
      throw new ConfigurationError(option, error.message, 'a key that this policy accepts', error);
    }
    throw error;
  }
}
