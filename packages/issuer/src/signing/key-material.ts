/** Reads private keys and secrets as PEM, JWK, bytes or text. */
import { createPrivateKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { ConfigurationError, type InvalidKeyError } from '@portcullis/core';
import { describeValue, warnOfStrayWhitespace } from '@portcullis/core/internal';
import { readPem, type PemBlock } from '@portcullis/core/jwk';
import { signingSpec, type SigningAlgorithm } from './algorithms.js';

/** PEM text, a private or `oct` JWK, or an HMAC secret as bytes or text. */
export type SigningKeyMaterial = string | Uint8Array | JsonWebKey;

/** Key material as a `KeyObject`, with the `alg` and `kid` of a JWK. */
export interface ReadKeyMaterial {
  readonly key: KeyObject;
  readonly alg?: SigningAlgorithm | undefined;
  readonly kid?: string | undefined;
}

const OPTION = 'key';
const EXPECTED =
  "one unencrypted private key as PEM or JWK, or an HMAC secret of at least 32 bytes with alg 'HS256'";

/**
 * Reads key material.
 *
 * @param alg the requested algorithm. With `'HS256'`, text and bytes are a secret
 * @throws ConfigurationError. Its message never contains key material
 */
export function readKeyMaterial(
  material: SigningKeyMaterial,
  alg: SigningAlgorithm | undefined,
): ReadKeyMaterial {
  if (typeof material === 'string' || material instanceof Uint8Array) {
    if (alg !== 'HS256') return { key: readPrivatePem(material) };
    warnOfStrayWhitespace(material, OPTION);
    return { key: readSecret(Buffer.from(material)) };
  }
  if (typeof material === 'object' && material !== null) return readPrivateJwk(material, alg);
  throw new ConfigurationError(
    OPTION,
    material === null ? 'null' : `a ${typeof material}`,
    EXPECTED,
  );
}

/** Returns the default algorithm for a type of key. */
export function customaryAlgorithm(key: KeyObject): SigningAlgorithm {
  if (key.type === 'secret') return 'HS256';
  if (key.asymmetricKeyType === 'rsa') return 'RS256';
  return key.asymmetricKeyType === 'ec' ? 'ES256' : 'EdDSA';
}

function readSecret(secret: Buffer): KeyObject {
  if (secret.length === 0) throw new ConfigurationError(OPTION, 'an empty secret', EXPECTED);
  return createSecretKey(secret);
}

/** Reads the only private key of a PEM text. Ignores certificates and public keys, which hosting providers often add. */
function readPrivatePem(material: string | Uint8Array): KeyObject {
  const text = typeof material === 'string' ? material : Buffer.from(material).toString('latin1');
  const blocks = blocksOf(text);
  const [key, ...others] = blocks.filter(({ label }) => label.endsWith('PRIVATE KEY'));
  if (key === undefined || others.length > 0) {
    const labels = blocks.map(({ label }) => label.slice(0, 40)).join(', ');
    const received =
      key === undefined ? `PEM (${labels}) without a private key` : `PEM (${labels})`;
    throw new ConfigurationError(OPTION, received, EXPECTED);
  }
  if (/^ENCRYPTED|\nProc-Type:.*ENCRYPTED/.test(key.label + key.pem)) {
    throw new ConfigurationError(OPTION, `an encrypted private key (${key.label})`, EXPECTED);
  }
  try {
    return createPrivateKey(key.pem);
  } catch (cause) {
    throw new ConfigurationError(OPTION, `PEM (${key.label}) without a valid key`, EXPECTED, cause);
  }
}

function blocksOf(text: string): readonly PemBlock[] {
  let blocks: readonly PemBlock[];
  try {
    blocks = readPem(text);
  } catch (cause) {
    throw new ConfigurationError(OPTION, (cause as InvalidKeyError).message, EXPECTED, cause);
  }
  if (blocks.length > 0) return blocks;
  throw new ConfigurationError(OPTION, `${text.length} bytes that are not PEM`, EXPECTED);
}

function readPrivateJwk(jwk: JsonWebKey, wanted: SigningAlgorithm | undefined): ReadKeyMaterial {
  const alg = statedAlgorithm(jwk, wanted);
  assertMeantForSigning(jwk);
  const kid = stated(jwk['kid']);
  if (kid !== undefined && typeof kid !== 'string') {
    throw new ConfigurationError('key.kid', describeValue(kid), 'a string');
  }
  return { key: keyOfJwk(jwk), alg, kid };
}

/** Returns the bytes of an `oct` JWK (RFC 7518 §6.4); no bytes if `k` is not a string. */
function secretOf({ k }: { readonly k?: unknown }): Buffer {
  return typeof k === 'string' ? Buffer.from(k, 'base64url') : Buffer.alloc(0);
}

function keyOfJwk(jwk: JsonWebKey): KeyObject {
  if (jwk.kty === 'oct') return readSecret(secretOf(jwk));
  try {
    const key = createPrivateKey({ key: jwk, format: 'jwk' });
    // Node.js derives x from the d of an OKP key, and ignores the x of the JWK.
    if (jwk.kty === 'OKP' && key.export({ format: 'jwk' }).x !== jwk.x) {
      throw new Error('x does not belong to d');
    }
    return key;
  } catch (cause) {
    const kind = jwk.d === undefined ? 'a JWK without a private part' : 'a JWK that is not valid';
    throw new ConfigurationError(OPTION, kind, EXPECTED, cause);
  }
}

/** Returns the `alg` of a JWK (RFC 7517 §4.4), which must be the requested one. */
function statedAlgorithm(
  jwk: JsonWebKey,
  wanted: SigningAlgorithm | undefined,
): SigningAlgorithm | undefined {
  const alg = stated(jwk['alg']);
  if (alg === undefined) return wanted;
  if (wanted !== undefined && alg !== wanted) {
    throw new ConfigurationError(
      'algorithm',
      describeValue(wanted),
      `${describeValue(alg)}, the alg of the JWK`,
    );
  }
  signingSpec(alg);
  return alg as SigningAlgorithm;
}

/** Treats null as absent. */
function stated(member: unknown): unknown {
  return member ?? undefined;
}

const OPERATIONS: readonly unknown[] = ['sign', 'verify'];

/** Checks that `use` and `key_ops`, if present, allow signatures and nothing else (RFC 7517 §4.2, §4.3). */
function assertMeantForSigning(jwk: JsonWebKey): void {
  const use = stated(jwk['use']);
  if (use !== undefined && use !== '' && use !== 'sig') {
    throw new ConfigurationError('key.use', describeValue(use), "'sig', or no use");
  }
  const operations = stated(jwk['key_ops']);
  if (operations === undefined) return;
  const isFor = Array.isArray(operations) && operations.includes('sign');
  if (isFor && operations.every((operation) => OPERATIONS.includes(operation))) return;
  throw new ConfigurationError(
    'key.key_ops',
    describeValue(operations),
    "an array of 'sign' and optionally 'verify', or no key_ops",
  );
}
