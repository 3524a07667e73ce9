/** Checks a signature with the one algorithm its key is bound to. */
import {
  createHmac,
  timingSafeEqual,
  verify as verifyAsymmetric,
  type KeyObject,
} from 'node:crypto';
import type { AlgorithmSpec } from './algorithms.js';

/** Whether a signature over ASCII text holds. Never throws. */
export type SignatureCheck = (signingInput: string, signature: Buffer) => boolean;

/** Builds the check for a key and its algorithm, so that nothing is resolved or parsed per token. */
export function signatureCheck(spec: AlgorithmSpec, key: KeyObject): SignatureCheck {
  return spec.hash !== null && spec.kty === 'oct'
    ? hmacCheck(spec.hash, key)
    : asymmetricCheck(spec, key);
}

function hmacCheck(hash: string, key: KeyObject): SignatureCheck {
  return (signingInput, signature) => {
    const expected = createHmac(hash, key).update(signingInput, 'latin1').digest();
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  };
}

function asymmetricCheck(spec: AlgorithmSpec, key: KeyObject): SignatureCheck {
  const length = signatureLength(key);
  const options = {
    key,
    ...(spec.padding === undefined ? {} : { padding: spec.padding }),
    ...(spec.saltLength === undefined ? {} : { saltLength: spec.saltLength }),
    // JWS concatenates r and s (RFC 7518 §3.4); the platform's default is DER.
    ...(spec.kty === 'EC' ? { dsaEncoding: 'ieee-p1363' as const } : {}),
  };
  return (signingInput, signature) => {
    if (signature.length !== length) return false;
    try {
      return verifyAsymmetric(spec.hash, Buffer.from(signingInput, 'latin1'), options, signature);
    } catch {
      return false; // a signature that the platform can't even read does not hold
    }
  };
}

/** The only length a signature by this key can have, in bytes. */
function signatureLength(key: KeyObject): number {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) return Math.ceil(modulusLength / 8);
  const known: Readonly<Record<string, number>> = {
    prime256v1: 64,
    secp384r1: 96,
    secp521r1: 132,
    ed25519: 64,
    ed448: 114,
    'ml-dsa-44': 2420,
    'ml-dsa-65': 3309,
    'ml-dsa-87': 4627,
  };
  return known[namedCurve ?? key.asymmetricKeyType ?? ''] ?? 0;
}
