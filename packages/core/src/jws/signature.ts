/** Checks a signature with the one algorithm its key is bound to. */
import { createVerify, verify as verifyOneShot, type KeyObject } from 'node:crypto';
import type { AlgorithmSpec } from './algorithms.js';
import { hmacCheck } from './hmac.js';

/** Whether a signature over ASCII text holds. Never throws. */
export type SignatureCheck = (signingInput: string, signature: Buffer) => boolean;

/** Builds the check for a key and its algorithm, so that nothing is resolved or parsed per token. */
export function signatureCheck(spec: AlgorithmSpec, key: KeyObject): SignatureCheck {
  return spec.hash !== null && spec.hashLength !== undefined
    ? hmacCheck(spec.hash, spec.hashLength, key)
    : asymmetricCheck(spec, key);
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
  const { hash } = spec;
  const holds: SignatureCheck =
    hash === null
      ? (text, signature) => verifyOneShot(null, Buffer.from(text, 'latin1'), options, signature)
      : (text, signature) => createVerify(hash).update(text, 'latin1').verify(options, signature);
  return (signingInput, signature) => {
    if (signature.length !== length) return false;
    try {
      return holds(signingInput, signature);
    } catch {
      return false; // a signature that the platform can't even read does not hold
    }
  };
}

/** Lengths of signatures by curve or type of key, in bytes. */
const LENGTHS: ReadonlyMap<string | undefined, number> = new Map([
  ['prime256v1', 64],
  ['secp384r1', 96],
  ['secp521r1', 132],
  ['ed25519', 64],
  ['ed448', 114],
  ['ml-dsa-44', 2420],
  ['ml-dsa-65', 3309],
  ['ml-dsa-87', 4627],
]);

/** The only length a signature by this key can have, in bytes; undefined where no signature holds. */
function signatureLength({
  asymmetricKeyType,
  asymmetricKeyDetails: details,
}: KeyObject): number | undefined {
  if (details?.modulusLength !== undefined) return Math.ceil(details.modulusLength / 8);
  return LENGTHS.get(details?.namedCurve ?? asymmetricKeyType);
}
