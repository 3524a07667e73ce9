/** Turns key material into a `VerificationKey`, or refuses it. */
import { createSecretKey, KeyObject, type AsymmetricKeyDetails } from 'node:crypto';
import {
  ALGORITHMS,
  isAlgorithm,
  specOf,
  type Algorithm,
  type AlgorithmSpec,
} from '../jws/algorithms.js';
import { signatureCheck } from '../jws/signature.js';
import { InvalidKeyError } from '../errors.js';
import { isAsymmetric, isRsa } from './key-object.js';
import { readPublicKeyText } from './key-text.js';
import { isPem } from './pem.js';
import { readJwk, type ReadKey } from './read-jwk.js';
import { assertRsaPolicy } from './rsa-policy.js';
import { assertSecretPolicy } from './secret-policy.js';
import { fittingAlgorithms, resolveAlgorithm, type AlgorithmClaims } from './resolve-algorithm.js';
import { VerificationKey } from './verification-key.js';
import { assertKnownOptions } from '../options/known-options.js';
import type { Jwk } from './jwk.js';

/**
 * Key material: a JWK; PEM of a public key or a certificate, as text or bytes; any other text or bytes as an HMAC
 * secret; or a `KeyObject` of type `public` or `secret`.
 */
export type KeyInput = Jwk | string | Uint8Array | KeyObject;

/** How a key is imported. */
export interface ImportKeyOptions {
  /** The algorithm, where the key does not say and the customary one is not meant. */
  readonly algorithm?: Algorithm;
  /** What is allowed; the key's one algorithm must be among these. Default: all. */
  readonly algorithms?: readonly Algorithm[];
  /** Key ID; overrides a JWK's own. */
  readonly kid?: string;
}

/**
 * Imports a key and binds it to one algorithm: what the options allow ∩ what the key's type can do ∩ the JWK's
 * own `alg`. A bare RSA key is RS256, a bare secret HS256, a bare Ed25519 key EdDSA.
 *
 * @throws InvalidKeyError for weak keys (RSA under 2048 bits, short or well-known secrets), private keys, keys
 *   that are not for verifying (`use`, `key_ops`), curves and types that fit no algorithm, and public keys given
 *   as secrets
 */
export function importKey(input: KeyInput, options: ImportKeyOptions = {}): VerificationKey {
  return bind(readKey(input), options);
}

/**
 * Like {@link importKey}, once for each algorithm of a configured list: a key without `alg` is bound to each of those that
 * it supports.
 */
export function importKeyForEach(
  input: KeyInput,
  options: ImportKeyOptions,
): readonly VerificationKey[] {
  return bindEach(readKey(input), options);
}

/**
 * Imports an HMAC secret: text is taken as its UTF-8 bytes and never as anything else.
 *
 * @throws InvalidKeyError for a secret that is short, well known, or a public key
 */
export function importSecret(
  secret: string | Uint8Array | KeyObject,
  options: ImportKeyOptions = {},
): VerificationKey {
  return bind({ key: readSecret(secret) }, options);
}

/** Like {@link importSecret}, once for each algorithm of a configured list. */
export function importSecretForEach(
  secret: string | Uint8Array | KeyObject,
  options: ImportKeyOptions,
): readonly VerificationKey[] {
  return bindEach({ key: readSecret(secret) }, options);
}

function readSecret(secret: string | Uint8Array | KeyObject): KeyObject {
  if (secret instanceof KeyObject) {
    if (secret.type !== 'secret')
      throw new InvalidKeyError(`received a ${secret.type} key, expected a secret`);
    return secret;
  }
  if (typeof secret !== 'string' && !(secret instanceof Uint8Array)) {
    throw new InvalidKeyError('a secret is a string, a Uint8Array or a secret KeyObject');
  }
  return secretKey(Buffer.from(secret));
}

function bind(read: ReadKey, options: ImportKeyOptions): VerificationKey {
  return bindTo(resolveAlgorithm(claimsOf(read, options)), read, options);
}

function bindEach(read: ReadKey, options: ImportKeyOptions): readonly VerificationKey[] {
  return fittingAlgorithms(claimsOf(read, options)).map((alg) => bindTo(alg, read, options));
}

function claimsOf({ key, stated }: ReadKey, options: ImportKeyOptions): AlgorithmClaims {
  return { possible: possibleAlgorithms(key), stated, allowed: allowedBy(options) };
}

/** Binds read key material to one algorithm, under the key policy. */
function bindTo(alg: Algorithm, { key, kid }: ReadKey, options: ImportKeyOptions): VerificationKey {
  const hmac = HMAC.find((spec) => spec.alg === alg);
  if (hmac) assertSecretPolicy(key.export(), hmac.hashLength);
  else if (isRsa(key)) assertRsaPolicy(key);
  return new VerificationKey(alg, options.kid ?? kid, signatureCheck(specOf(alg), key), key);
}

function readKey(input: KeyInput): ReadKey {
  if (input instanceof KeyObject) return { key: assertVerifies(input) };
  if (typeof input === 'string') return { key: readText(input) };
  if (input instanceof Uint8Array) return { key: readBytes(Buffer.from(input)) };
  if (typeof input === 'object' && input !== null) return readJwk(input);
  throw new InvalidKeyError('a key is a JWK, a PEM text, a secret or a KeyObject');
}

function assertVerifies(key: KeyObject): KeyObject {
  if (key.type === 'private') {
    throw new InvalidKeyError(
      'received a private key, expected a public key: a verifier must not have a private key',
    );
  }
  return key;
}

function secretKey(secret: Buffer): KeyObject {
  if (secret.length === 0) throw new InvalidKeyError('an empty secret');
  return createSecretKey(secret);
}

/** A file that was read without an encoding: PEM is never a secret, so its bytes can only be meant as a key. */
function readBytes(bytes: Buffer): KeyObject {
  const text = bytes.toString('latin1');
  return isPem(text) ? readPublicKeyText(text) : secretKey(bytes);
}

function readText(text: string): KeyObject {
  return isPem(text) ? readPublicKeyText(text) : secretKey(Buffer.from(text));
}

function allowedBy(options: ImportKeyOptions): readonly Algorithm[] | undefined {
  assertKnownOptions(options, { algorithm: 'value', algorithms: 'value', kid: 'value' });
  const { algorithm: alg, algorithms } = options;
  for (const name of [...(algorithms ?? []), ...(alg === undefined ? [] : [alg])]) {
    if (!isAlgorithm(name))
      throw new InvalidKeyError(`${JSON.stringify(name)} is not an algorithm`);
  }
  if (alg === undefined) return algorithms;
  return algorithms === undefined || algorithms.includes(alg) ? [alg] : [];
}

/** The algorithms of secrets: their digest's length is the least that a secret may have. */
interface HmacSpec extends AlgorithmSpec {
  readonly hashLength: number;
}
const HMAC = [...ALGORITHMS.values()].filter(
  (spec): spec is HmacSpec => spec.hashLength !== undefined,
);

/** The algorithms of RSASSA-PSS. */
interface PssSpec extends AlgorithmSpec {
  readonly saltLength: number;
}
const PSS = [...ALGORITHMS.values()].filter(
  (spec): spec is PssSpec => spec.saltLength !== undefined,
);

/** The algorithms of public keys by type and curve, the customary one first. */
const ALGORITHMS_BY_KEY: ReadonlyMap<string, readonly Algorithm[]> = new Map<
  string,
  readonly Algorithm[]
>([
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
  if (!isAsymmetric(key)) return HMAC.map(({ alg }) => alg);
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const curve = details.namedCurve === undefined ? '' : ` ${details.namedCurve}`;
  const found =
    type === 'rsa-pss' ? rsaPssAlgorithms(details) : ALGORITHMS_BY_KEY.get(type + curve);
  if (!found) throw new InvalidKeyError(`no algorithm is for keys of type ${type}${curve}`);
  return found;
}

/** An RSASSA-PSS key (RFC 4055 §3.1) may name its hash and its least salt length, and does nothing else. */
function rsaPssAlgorithms({
  hashAlgorithm,
  mgf1HashAlgorithm,
  saltLength: leastSalt = 0,
}: AsymmetricKeyDetails): readonly Algorithm[] {
  return PSS.filter(
    ({ hash, saltLength }) =>
      (hashAlgorithm === undefined || hashAlgorithm === hash) &&
      // RFC 7518 §3.5: the hash of the mask generation is the hash of the signature.
      (mgf1HashAlgorithm === undefined || mgf1HashAlgorithm === hash) &&
      leastSalt <= saltLength,
  ).map(({ alg }) => alg);
}
