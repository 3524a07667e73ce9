/** RSA keys that are too weak to trust: short, with a bad exponent, or made by a broken generator. */
import { InvalidKeyError } from '../errors.js';
import type { RsaKeyObject } from './key-object.js';

const LEAST_MODULUS_BITS = 2048; // RFC 7518 §3.3
const MOST_MODULUS_BITS = 8192; // more only makes verification slow
const LEAST_EXPONENT = 65537n;
const MOST_EXPONENT = 2n ** 32n; // a huge exponent is a way to burn our time, not a kind of key

/**
 * @throws InvalidKeyError when the modulus or the exponent of an RSA public key is not acceptable
 */
export function assertRsaPolicy(key: RsaKeyObject): void {
  const { modulusLength, publicExponent } = key.asymmetricKeyDetails;
  if (modulusLength < LEAST_MODULUS_BITS || modulusLength > MOST_MODULUS_BITS) {
    throw new InvalidKeyError(
      `received an RSA modulus of ${modulusLength} bits, expected ${LEAST_MODULUS_BITS} to ${MOST_MODULUS_BITS}`,
    );
  }
  if (
    publicExponent < LEAST_EXPONENT ||
    publicExponent > MOST_EXPONENT ||
    publicExponent % 2n === 0n
  ) {
    throw new InvalidKeyError('an RSA public exponent that is even, below 65537 or above 2^32');
  }
  if (hasRocaFingerprint(modulusOf(key, modulusLength, publicExponent))) {
    throw new InvalidKeyError(
      'an RSA modulus with the ROCA fingerprint (CVE-2017-15361), which can be factored',
    );
  }
}

/**
 * An RSA SubjectPublicKeyInfo ends with the INTEGERs n and e (RFC 8017 A.1.1). A key for RSASSA-PSS alone has no
 * JWK form that n could be read from.
 */
function modulusOf(key: RsaKeyObject, modulusBits: number, exponent: bigint): bigint {
  const der = key.export({ type: 'spki', format: 'der' });
  const end = der.length - 2 - (Math.floor(exponent.toString(2).length / 8) + 1);
  return BigInt(`0x${der.subarray(end - Math.ceil(modulusBits / 8), end).toString('hex')}`);
}

/**
 * Primes of the broken generator are k·M + (65537^a mod M), so their product is a power of 65537 modulo every
 * small prime that divides M (Nemec et al., 2017). A random modulus is one for all of these with a
 * probability of about 2^-28.
 */
const FINGERPRINT_PRIMES = [
  11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157,
];

/** Whether a modulus is, modulo all of the fingerprint primes, a power of 65537. */
export function hasRocaFingerprint(modulus: bigint): boolean {
  return FINGERPRINT_PRIMES.every((prime) =>
    powersOf65537(prime).has(Number(modulus % BigInt(prime))),
  );
}

function powersOf65537(prime: number): Set<number> {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * 65537) % prime) powers.add(power);
  return powers;
}
