/** One policy for keys: what this package signs with, `@portcullis/core` must be willing to verify with. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { ConfigurationError, InvalidKeyError } from '@portcullis/core';
import { importKey, type VerificationKey } from '@portcullis/core/jwk';
import { signingSpec, type SigningAlgorithm } from './algorithms.js';

/**
 * The verifying half of a key, under core's policy: strength, curve, algorithm.
 *
 * @throws ConfigurationError when it is of another type than the algorithm's, or core refuses it
 */
export function asVerificationKey(
  key: KeyObject,
  alg: SigningAlgorithm,
  kid: string | undefined,
): VerificationKey {
  const type = key.type === 'secret' ? 'secret' : (key.asymmetricKeyType ?? '');
  if (type !== signingSpec(alg).keyType) {
    throw new ConfigurationError('key', `a key of type ${type}`, rightFor(alg));
  }
  try {
    const half = key.type === 'private' ? createPublicKey(key) : key;
    return importKey(half, kid === undefined ? { algorithm: alg } : { algorithm: alg, kid });
  } catch (error) {
    if (!(error instanceof InvalidKeyError)) throw error;
    throw new ConfigurationError('key', error.message, rightFor(alg), error);
  }
}

function rightFor(alg: SigningAlgorithm): string {
  if (alg === 'HS256') return 'at least 32 random bytes';
  if (alg === 'ES256') return 'a P-256 key for ES256';
  return alg === 'EdDSA'
    ? 'an Ed25519 key for EdDSA'
    : `an RSA key of 2048 to 8192 bits for ${alg}`;
}
