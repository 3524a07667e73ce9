/** A signing key, bound to one algorithm and one key ID. */
import type { JsonWebKey, KeyObject } from 'node:crypto';
import type { VerificationKey } from '@portcullis/core/jwk';
import { ConfigurationError } from '@portcullis/core';
import { assertKnownOptions, describeValue } from '@portcullis/core/internal';
import { MAX_KID_BYTES } from '@portcullis/core/internal';
import { signingSpec, type SigningAlgorithm } from './algorithms.js';
import { customaryAlgorithm, readKeyMaterial, type SigningKeyMaterial } from './key-material.js';
import { keyIdOf } from './key-id.js';
import { publicJwkOf, type PublicJwk } from './public-jwk.js';
import { bindSigning, isSlowToSign, type BoundSigning } from './signature.js';
import { asVerificationKey } from './key-policy.js';

/** Options of `SigningKey.import`. */
export interface ImportSigningKeyOptions {
  /**
   * The algorithm. Required for a secret (`'HS256'`). Default for PEM and JWK: the `alg` of the JWK, otherwise RS256, ES256
   * or EdDSA by the type of the key.
   */
  readonly algorithm?: SigningAlgorithm;
  /** Key ID, 1 to 256 bytes. Default: the `kid` of the JWK, otherwise derived as in `SigningKey.kid`. */
  readonly kid?: string;
}

/**
 * A private key or secret that signs. Printed and serialized, it shows only `alg` and `kid`. Only `exportPrivateJwk()`
 * returns the key.
 *
 * @example
 * const key = await SigningKey.import(process.env.SIGNING_KEY_PEM);
 */
export class SigningKey {
  /** The algorithm that this key signs with. */
  readonly alg: SigningAlgorithm;
  /**
   * Key ID. Default: the RFC 7638 thumbprint (SHA-256) of the public key; for a secret, an HMAC under it. (A thumbprint of
   * a secret would be a plain hash of it, RFC 7638 §7.) The HMAC is the same in every process that has the secret, and
   * reveals no more than a signature.
   */
  readonly kid: string;
  /** The public key as a JWK (RFC 7517). Undefined for a secret, which is never published. */
  readonly publicJwk: PublicJwk | undefined;
  /** The same key for verifiers in this process. */
  readonly verificationKey: VerificationKey;
  readonly #key: KeyObject;
  readonly #signing: BoundSigning;
  readonly #isSlow: boolean;

  private constructor(key: KeyObject, alg: SigningAlgorithm, kid: string) {
    this.#key = key;
    this.alg = alg;
    this.kid = kid;
    this.#signing = bindSigning(signingSpec(alg), key);
    this.#isSlow = isSlowToSign(key);
    this.verificationKey = asVerificationKey(key, alg, kid);
    this.publicJwk = key.type === 'secret' ? undefined : publicJwkOf(key, alg, kid);
    Object.freeze(this);
  }

  /**
   * Generates a key: RSA with 2048 bits for RS256 and PS256, P-256 for ES256, Ed25519 for EdDSA, 32 random bytes for HS256.
   *
   * @param alg the algorithm. Default RS256
   * @throws ConfigurationError for an unknown algorithm or an invalid `kid`
   */
  static async generate(
    alg: SigningAlgorithm = 'RS256',
    options: { readonly kid?: string } = {},
  ): Promise<SigningKey> {
    assertKnownOptions(options, { kid: 'value' });
    const key = await signingSpec(alg).generate();
    return SigningKey.#create(key, alg, options.kid);
  }

  /**
   * Imports an unencrypted private key (PEM or JWK) or an HMAC secret. PEM may be PKCS #8, PKCS #1 or SEC 1.
   *
   * @param material PEM text with one private key (other blocks are ignored), or a JWK, or for `algorithm: 'HS256'` the
   *   secret as bytes or text (UTF-8)
   * @throws ConfigurationError if the key cannot be read, does not fit the algorithm, is weak (RSA under 2048 bits, a secret
   *   under 32 bytes or well known), or its public part belongs to another key. The message contains no key material
   */
  static async import(
    material: SigningKeyMaterial,
    options: ImportSigningKeyOptions = {},
  ): Promise<SigningKey> {
    assertKnownOptions(options, { algorithm: 'value', kid: 'value' });
    if (options.algorithm !== undefined) signingSpec(options.algorithm);
    const read = readKeyMaterial(material, options.algorithm);
    const alg = options.algorithm ?? read.alg ?? customaryAlgorithm(read.key);
    const key = await SigningKey.#create(read.key, alg, options.kid ?? read.kid);
    await assertPairMatches(key);
    return key;
  }

  static async #create(
    key: KeyObject,
    alg: SigningAlgorithm,
    given: string | undefined,
  ): Promise<SigningKey> {
    if (given !== undefined) assertKeyId(given);
    asVerificationKey(key, alg, given); // first, so that nothing is derived from a rejected key
    return new SigningKey(key, alg, given ?? (await keyIdOf(key)));
  }

  /**
   * Signs a JWS signing input (RFC 7515 §5.1).
   *
   * @param inThreadPool whether to sign in the thread pool of Node.js instead of on the event loop. Default: only for RSA
   *   keys over 2048 bits, whose signatures take milliseconds
   * @returns base64url; a promise if the thread pool signs
   */
  sign(signingInput: string, inThreadPool: boolean = this.#isSlow): string | Promise<string> {
    return inThreadPool
      ? this.#signing.inThreadPool(signingInput)
      : this.#signing.inPlace(signingInput);
  }

  /** Returns whether the other key is the same, with the same key ID and algorithm. */
  equals(other: SigningKey): boolean {
    return this.kid === other.kid && this.alg === other.alg && this.#key.equals(other.#key);
  }

  /** Returns the private key or secret as a JWK, for a sealed backup. Anyone who can read it can sign tokens. */
  exportPrivateJwk(): JsonWebKey {
    return { ...this.#key.export({ format: 'jwk' }), kid: this.kid, alg: this.alg };
  }
}

const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

function assertKeyId(kid: unknown): void {
  if (typeof kid === 'string' && PRINTABLE_ASCII.test(kid) && kid.length <= MAX_KID_BYTES) {
    return;
  }
  throw new ConfigurationError(
    'kid',
    describeValue(kid),
    `1 to ${MAX_KID_BYTES} printable ASCII characters`,
  );
}

/**
 * Checks that the public part of a key belongs to its private part. A JWK contains both, and Node.js does not compare them.
 * A key with a different public part would sign tokens that nobody can verify.
 */
export async function assertPairMatches(key: SigningKey): Promise<void> {
  const probe = 'a probe without a dot, so that it is never a JWS signing input';
  const signature = await Promise.resolve(key.sign(probe, true)).catch(() => '');
  if (key.verificationKey.verify(probe, Buffer.from(signature, 'base64url'))) return;
  throw new ConfigurationError(
    'key',
    'a private key with the public key of another pair',
    'both parts of one key pair',
  );
}
