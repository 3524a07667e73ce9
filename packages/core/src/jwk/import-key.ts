/** Turns key material into a `VerificationKey`, or refuses it. */
import { createPublicKey, createSecretKey, KeyObject } from 'node:crypto';
import { ALGORITHMS, isAlgorithm, type Algorithm } from '../jws/algorithms.js';
import { KeyRefusedError } from '../errors.js';
import { readJwk, type ReadKey } from './read-jwk.js';
import { assertRsaPolicy } from './rsa-policy.js';
import { assertSecretPolicy } from './secret-policy.js';
import { resolveAlgorithm } from './resolve-algorithm.js';
import { VerificationKey } from './verification-key.js';
import type { Jwk } from './jwk.js';

/**
 * Key material: a JWK; text that is a PEM public key or certificate, else an HMAC secret; the bytes of an
 * HMAC secret; or a `KeyObject` of type `public` or `secret`.
 */
export type KeyInput = Jwk | string | Uint8Array | KeyObject;

/** How a key is imported. */
export interface ImportKeyOptions {
  /** The algorithm, where the key does not say and the customary one is not meant. */
  readonly alg?: Algorithm;
  /** What is allowed; the key's one algorithm must be among these. Default: all. */
  readonly algorithms?: readonly Algorithm[];
  /** Key ID; overrides a JWK's own. */
  readonly kid?: string;
}

/**
 * Imports a key and binds it to one algorithm: what the options allow ∩ what the key's type can do ∩ the JWK's
 * own `alg`. A bare RSA key is RS256, a bare secret HS256, a bare Ed25519 key EdDSA.
 *
 * @throws KeyRefusedError for weak keys (RSA under 2048 bits, short or well-known secrets), private keys, keys
 *   that are not for verifying (`use`, `key_ops`), curves and types that fit no algorithm, and public keys given
 *   as secrets
 */
export function importKey(input: KeyInput, options: ImportKeyOptions = {}): VerificationKey {
  return bind(readKey(input), options);
}

/**
 * Imports an HMAC secret: text is taken as its UTF-8 bytes and never as anything else.
 *
 * @throws KeyRefusedError for a secret that is short, well known, or a public key
 */
export function importSecret(
  secret: string | Uint8Array | KeyObject,
  options: ImportKeyOptions = {},
): VerificationKey {
  if (secret instanceof KeyObject) {
    if (secret.type !== 'secret')
      throw new KeyRefusedError(`a ${secret.type} key where a secret is due`);
    return bind({ key: secret }, options);
  }
  if (typeof secret !== 'string' && !(secret instanceof Uint8Array)) {
    throw new KeyRefusedError('a secret is a string, a Uint8Array or a secret KeyObject');
  }
  return bind({ key: secretKey(Buffer.from(secret)) }, options);
}

/** Binds read key material to its one algorithm, under the key policy. */
function bind({ key, stated, kid }: ReadKey, options: ImportKeyOptions): VerificationKey {
  const alg = resolveAlgorithm({
    possible: possibleAlgorithms(key),
    stated,
    allowed: allowedBy(options),
  });
  if (key.type === 'secret')
    assertSecretPolicy(key.export(), ALGORITHMS.get(alg)?.hashLength ?? Infinity);
  else if (key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'rsa-pss')
    assertRsaPolicy(key);
  return new VerificationKey(key, alg, options.kid ?? kid);
}

function readKey(input: KeyInput): ReadKey {
  if (input instanceof KeyObject) return { key: assertVerifies(input) };
  if (typeof input === 'string')
    return { key: isPem(input) ? readPem(input) : secretKey(Buffer.from(input)) };
  if (input instanceof Uint8Array) return { key: secretKey(Buffer.from(input)) };
  if (typeof input === 'object' && input !== null) return readJwk(input);
  throw new KeyRefusedError('a key is a JWK, a PEM text, a secret or a KeyObject');
}

function assertVerifies(key: KeyObject): KeyObject {
  if (key.type === 'private') {
    throw new KeyRefusedError(
      'a private key where a public key is due; a verifier must not hold one',
    );
  }
  return key;
}

function secretKey(secret: Buffer): KeyObject {
  if (secret.length === 0) throw new KeyRefusedError('an empty secret');
  return createSecretKey(secret);
}

const PEM_LABEL = /^\s*-----BEGIN ([A-Z0-9 ]+)-----/;

function isPem(text: string): boolean {
  return PEM_LABEL.test(text);
}

function readPem(text: string): KeyObject {
  const label = PEM_LABEL.exec(text)?.[1] ?? '';
  if (label.includes('PRIVATE')) {
    throw new KeyRefusedError(
      'a private key where a public key is due; a verifier must not hold one',
    );
  }
  try {
    return createPublicKey(text);
  } catch (cause) {
    throw new KeyRefusedError(`the PEM text (${label}) is not a public key or certificate`, cause);
  }
}

function allowedBy({ alg, algorithms }: ImportKeyOptions): readonly Algorithm[] | undefined {
  for (const name of [...(algorithms ?? []), ...(alg === undefined ? [] : [alg])]) {
    if (!isAlgorithm(name))
      throw new KeyRefusedError(`${JSON.stringify(name)} is not an algorithm`);
  }
  if (alg === undefined) return algorithms;
  return algorithms === undefined || algorithms.includes(alg) ? [alg] : [];
}

const ALGORITHMS_BY_KEY: ReadonlyMap<string, readonly Algorithm[]> = new Map<
  string,
  readonly Algorithm[]
>([
  ['secret', ['HS256', 'HS384', 'HS512']],
  ['rsa', ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
  ['ec prime256v1', ['ES256']],
  ['ec secp384r1', ['ES384']],
  ['ec secp521r1', ['ES512']],
  ['ed25519', ['EdDSA', 'Ed25519']],
  ['ed448', ['EdDSA', 'Ed448']],
  ['ml-dsa-44', ['ML-DSA-44']],
  ['ml-dsa-65', ['ML-DSA-65']],
  ['ml-dsa-87', ['ML-DSA-87']],
]);

function possibleAlgorithms(key: KeyObject): readonly Algorithm[] {
  if (key.type === 'secret') return ALGORITHMS_BY_KEY.get('secret') ?? [];
  const { asymmetricKeyType: type = '', asymmetricKeyDetails: details = {} } = key;
  const curve = details.namedCurve === undefined ? '' : ` ${details.namedCurve}`;
  const found =
    type === 'rsa-pss' ? rsaPssAlgorithms(details) : ALGORITHMS_BY_KEY.get(type + curve);
  if (!found) throw new KeyRefusedError(`no algorithm is for keys of type ${type}${curve}`);
  return found;
}

/** An RSASSA-PSS key (RFC 4055 §3.1) may name its hash and its least salt length, and does nothing else. */
function rsaPssAlgorithms(details: {
  hashAlgorithm?: string;
  mgf1HashAlgorithm?: string;
  saltLength?: number;
}): readonly Algorithm[] {
  const all: readonly Algorithm[] = ['PS256', 'PS384', 'PS512'];
  return all.filter((alg) => {
    const spec = ALGORITHMS.get(alg);
    return (
      (details.hashAlgorithm === undefined || details.hashAlgorithm === spec?.hash) &&
      // RFC 7518 §3.5: the hash of the mask generation is the hash of the signature.
      (details.mgf1HashAlgorithm === undefined || details.mgf1HashAlgorithm === spec?.hash) &&
      (details.saltLength ?? 0) <= (spec?.saltLength ?? 0)
    );
  });
}
