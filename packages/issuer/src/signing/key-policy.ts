/** Applies the key policy of `@portcullis/core` to signing keys: it must accept the key for verification. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { ConfigurationError, InvalidKeyError } from '@portcullis/core';
import { importKey, type VerificationKey } from '@portcullis/core/jwk';
import { signingSpec, type SigningAlgorithm } from './algorithms.js';

/**
 * Returns the verification key of a signing key, after checks of its strength, curve and algorithm.
 *
 * @throws ConfigurationError for a key of another type than the algorithm's, and for one that core rejects
 */
export function asVerificationKey(
  key: KeyObject,
  alg: SigningAlgorithm,
  kid: string | undefined,
): VerificationKey {
  const type = key.type === 'secret' ? 'secret' : (key.asymmetricKeyType ?? '');
  if (type !== signingSpec(alg).keyType) {
    throw new ConfigurationError('key', `a key of type ${type}`, expectedFor(alg));
  }
  try {
    const verifying = key.type === 'private' ? createPublicKey(key) : key;
    return importKey(verifying, kid === undefined ? { algorithm: alg } : { algorithm: alg, kid });
  } catch (error) {
    if (!(error instanceof InvalidKeyError)) throw error;
    throw new ConfigurationError('key', error.message, expectedFor(alg), error);
  }
}

function expectedFor(alg: SigningAlgorithm): string {
  if (alg === 'HS256') return 'at least 32 random bytes';
  if (alg === 'ES256') return 'a P-256 key for ES256';
  return alg === 'EdDSA'
    ? 'an Ed25519 key for EdDSA'
    : `an RSA key of 2048 to 8192 bits for ${alg}`;
}
