/** Turns the one place an issuer's keys come from into a `KeySource`. */
import { ConfigurationError, KeyRefusedError } from '../errors.js';
import { describeValue, type Clock } from '../duration.js';
import { ALGORITHMS, isAlgorithm, isSymmetric, type Algorithm } from '../jws/algorithms.js';
import { hasMlDsa, ML_DSA_NODE } from '../jws/platform.js';
import { importKey, importSecret, type KeyInput } from '../jwk/import-key.js';
import { importJwks } from '../jwk/import-jwks.js';
import { assertNotPublishedSecret } from '../jwk/published-secrets.js';
import type { VerificationKey } from '../jwk/verification-key.js';
import type { KeySource } from '../keys/key-source.js';
import { RemoteJwks } from '../keys/remote-jwks.js';
import { StaticKeys } from '../keys/static-keys.js';
import type { IssuerOptions, SecretInput } from './issuer-options.js';

/** What a key source is made from. */
export interface KeyOptions {
  readonly options: IssuerOptions;
  readonly path: string;
  readonly clock: Clock;
  readonly algorithms: readonly Algorithm[];
}

const KEY_OPTIONS = ['secret', 'secrets', 'publicKey', 'jwks', 'jwksUri', 'keys'] as const;
const ASYMMETRIC: readonly Algorithm[] = [...ALGORITHMS.values()]
  .map((spec) => spec.alg)
  .filter((alg) => !isSymmetric(alg));

/**
 * The algorithms that an issuer's keys may be for.
 *
 * @throws ConfigurationError for an empty list, an unknown name, `none`, or HMAC mixed with the others
 */
export function readAlgorithms(options: IssuerOptions, path: string): readonly Algorithm[] {
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
  const [first, ...others] = given.map((name: unknown) =>
    readAlgorithm(name, `${path}algorithms`, right),
  );
  const kind = options.keys === undefined ? symmetric : first !== undefined && isSymmetric(first);
  if (![first, ...others].every((alg) => alg !== undefined && isSymmetric(alg) === kind)) {
    throw new ConfigurationError(`${path}algorithms`, given.map(String).join(', '), right);
  }
  return Object.freeze([...algorithms]);
}

function readAlgorithm(name: unknown, option: string, right: string): Algorithm {
  if (isAlgorithm(name) && ALGORITHMS.get(name)?.kty === 'AKP' && !hasMlDsa()) {
    throw new ConfigurationError(
      option,
      `${name} on Node ${process.versions.node}`,
      `another algorithm, or ${ML_DSA_NODE}`,
    );
  }
  if (isAlgorithm(name)) return name;
  throw new ConfigurationError(option, describeValue(name), right);
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
  if (options.remote !== undefined && name !== 'jwksUri') {
    throw new ConfigurationError(
      `${path}remote`,
      `settings beside ${name}`,
      'settings of jwksUri only',
    );
  }
  return SOURCES[name](from);
}

const SOURCES: Readonly<Record<(typeof KEY_OPTIONS)[number], (from: KeyOptions) => KeySource>> = {
  secret: (from) => new StaticKeys([secretOf(from.options.secret, `${from.path}secret`, from)]),
  secrets: (from) => {
    const entries = Object.entries(from.options.secrets ?? {});
    if (entries.length === 0) {
      throw new ConfigurationError(
        `${from.path}secrets`,
        'no secret',
        'an object of secrets by key ID',
      );
    }
    return new StaticKeys(
      entries.map(([kid, secret]) =>
        secretOf(secret, `${from.path}secrets[${JSON.stringify(kid)}]`, from, kid),
      ),
    );
  },
  publicKey: (from) => new StaticKeys([publicKeyOf(from)]),
  jwks: (from) => new StaticKeys(jwksOf(from)),
  jwksUri: ({ options, path, clock, algorithms }) =>
    remoteJwks(options, path, { algorithms, clock }),
  keys: ({ options, path }) => {
    const source: unknown = options.keys;
    if (typeof (source as KeySource | null)?.find === 'function') return source as KeySource;
    throw new ConfigurationError(
      `${path}keys`,
      describeValue(source),
      'a KeySource, an object with find(header)',
    );
  },
};

function remoteJwks(
  { jwksUri = '', remote }: IssuerOptions,
  path: string,
  { algorithms, clock }: Pick<KeyOptions, 'algorithms' | 'clock'>,
): RemoteJwks {
  try {
    return new RemoteJwks(jwksUri, { ...remote, algorithms }, { clock });
  } catch (error) {
    throw error instanceof ConfigurationError ? error.under(path) : error;
  }
}

function secretOf(
  secret: SecretInput | undefined,
  option: string,
  { algorithms }: KeyOptions,
  kid?: string,
): VerificationKey {
  return named(option, () => {
    assertNotPublishedSecret(secret);
    const alg = algorithms.length === 1 ? algorithms[0] : undefined;
    return importSecret(secret as SecretInput, {
      algorithms,
      ...(alg === undefined ? {} : { alg }),
      ...(kid === undefined ? {} : { kid }),
    });
  });
}

function publicKeyOf({ options, path, algorithms }: KeyOptions): VerificationKey {
  return named(`${path}publicKey`, () => {
    const input = options.publicKey as KeyInput;
    if (typeof input === 'string' && !input.includes('-----BEGIN ')) {
      throw new KeyRefusedError('the text is not PEM');
    }
    return importKey(input, { algorithms });
  });
}

function jwksOf({ options, path, algorithms }: KeyOptions): Iterable<VerificationKey> {
  return named(`${path}jwks`, () => {
    const imported = importJwks(options.jwks, { algorithms });
    const [skipped] = imported.skipped;
    // A key of one's own that is no good is a mistake to hear of at boot, not one to pass over.
    if (skipped) throw new KeyRefusedError(`keys[${skipped.index}]: ${skipped.reason}`);
    if (imported.keys.length === 0) throw new KeyRefusedError('a JWK Set without keys');
    return imported;
  });
}

/** Gives a refused key the name of the option that it came from. */
function named<T>(option: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof KeyRefusedError) {
      throw new ConfigurationError(option, error.message, 'a key that this policy accepts', error);
    }
    throw error;
  }
}
