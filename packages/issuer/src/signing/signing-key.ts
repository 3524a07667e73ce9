/** A key that signs, bound to one algorithm and one key ID for good. */
import type { JsonWebKey, KeyObject } from 'node:crypto';
import type { VerificationKey } from '@portcullis/core/jwk';
import { assertKnownOptions, ConfigurationError, describeValue } from '@portcullis/core';
import { signingSpec, type SigningAlgorithm } from './algorithms.js';
import { customaryAlgorithm, readKeyMaterial, type SigningKeyMaterial } from './key-material.js';
import { keyIdOf } from './key-id.js';
import { publicJwkOf, type PublicJwk } from './public-jwk.js';
import { bindSigning, isSlowToSign, type BoundSigning } from './signature.js';
import { asVerificationKey } from './key-policy.js';

/** How a key is imported. */
export interface ImportSigningKeyOptions {
  /**
   * The algorithm. Required for a secret (`'HS256'`); for PEM and JWK the default is what the key says or its
   * type is customarily for: RS256, ES256, EdDSA.
   */
  readonly algorithm?: SigningAlgorithm;
  /** Key ID, 1 to 256 bytes. Default: the JWK's own `kid`, else as `SigningKey.kid` says. */
  readonly kid?: string;
}

/**
 * A private key or secret that signs. Opaque: it prints and serializes as its `alg` and `kid` alone; only
 * `exportPrivateJwk()` gives the key away.
 */
export class SigningKey {
  /** The one algorithm this key signs with. */
  readonly alg: SigningAlgorithm;
  /**
   * Key ID. Unless given, the RFC 7638 thumbprint (SHA-256) of the public key. A secret has no public part, and
   * its thumbprint would be a bare hash of it (RFC 7638 §7), so a secret's key ID is an HMAC under it: the same
   * in each process that has the secret, and telling no more than any token it signs.
   */
  readonly kid: string;
  /** The public half as a JWK (RFC 7517); `undefined` for a secret, which is never published. */
  readonly publicJwk: PublicJwk | undefined;
  /** The same key for verifying in this process; opaque as well. */
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
   * Makes a new key: RSA of 2048 bits for RS256 and PS256, P-256 for ES256, Ed25519 for EdDSA, 32 random bytes
   * for HS256.
   *
   * @param alg default RS256
   * @throws ConfigurationError for an unknown algorithm or an unusable `kid`
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
   * Imports an unencrypted private key as PEM (PKCS #8, PKCS #1, SEC 1) or private JWK, or an HMAC secret.
   *
   * @param material PEM text with one private key, other blocks being passed over; or a JWK; for `alg: 'HS256'` also the secret, as bytes or text (taken as UTF-8)
   * @throws ConfigurationError when it can't be read, does not fit the algorithm, is weak (RSA under 2048 bits,
   *   a secret under 32 bytes or well known) or its public part belongs to another key; never with key material
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
    asVerificationKey(key, alg, given); // policy first: nothing is derived from a key that is refused
    return new SigningKey(key, alg, given ?? (await keyIdOf(key)));
  }

  /**
   * Signs a JWS signing input (RFC 7515 §5.1).
   *
   * @param inThreadPool whether to sign in Node's thread pool rather than on the event loop. Default: only where a
   *   signature takes milliseconds, which is RSA over 2048 bits
   * @returns base64url; a promise where the thread pool does the work
   */
  sign(signingInput: string, inThreadPool: boolean = this.#isSlow): string | Promise<string> {
    return inThreadPool
      ? this.#signing.inThreadPool(signingInput)
      : this.#signing.inPlace(signingInput);
  }

  /** Whether the other is the same key under the same key ID and algorithm. */
  equals(other: SigningKey): boolean {
    return this.kid === other.kid && this.alg === other.alg && this.#key.equals(other.#key);
  }

  /**
   * The private key or secret itself as a JWK, for a `KeyStore` or a sealed backup. Whoever reads it can sign.
   */
  exportPrivateJwk(): JsonWebKey {
    return { ...this.#key.export({ format: 'jwk' }), kid: this.kid, alg: this.alg };
  }
}

const MOST_KEY_ID_BYTES = 256; // verifiers refuse more
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

function assertKeyId(kid: unknown): void {
  if (typeof kid === 'string' && PRINTABLE_ASCII.test(kid) && kid.length <= MOST_KEY_ID_BYTES)
    return;
  throw new ConfigurationError(
    'kid',
    describeValue(kid),
    `1 to ${MOST_KEY_ID_BYTES} printable ASCII characters`,
  );
}

/**
 * A JWK holds its public part beside the private one, and the platform does not compare them: a mismatched one
 * would sign tokens that nobody can verify.
 */
export async function assertPairMatches(key: SigningKey): Promise<void> {
  const probe = 'a probe without a dot, which is no JWS signing input';
  const signature = await Promise.resolve(key.sign(probe, true)).catch(() => '');
  if (key.verificationKey.verify(probe, Buffer.from(signature, 'base64url'))) return;
  throw new ConfigurationError(
    'key',
    'a private part and a public part that are not one pair',
    'the JWK as it was generated',
  );
}
