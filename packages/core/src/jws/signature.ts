/** Checks a signature with the one algorithm its key is bound to. */
import {
  createPublicKey,
  createVerify,
  verify as verifyOneShot,
  type KeyObject,
} from 'node:crypto';
import { signatureFormatOf, type AlgorithmSpec } from './algorithms.js';
import { hmacCheck } from './hmac.js';
import { pkcs1Check } from './rsa-pkcs1.js';

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
  if (length === undefined) return () => false;
  const holds = platformCheck(spec, key);
  return (signingInput, signature) => {
    if (signature.length !== length) return false;
    try {
      return holds(signingInput, signature);
    } catch {
      return false; // a signature that the platform can't even read does not hold
    }
  };
}

/** Creates the check of one kind of key. It may throw for bytes that are not a signature. */
function platformCheck(spec: AlgorithmSpec, key: KeyObject): SignatureCheck {
  const { kty, hash, saltLength } = spec;
  if (hash === null) {
    const options = { key };
    return (text, signature) =>
      verifyOneShot(null, Buffer.from(text, 'latin1'), options, signature);
  }
  if (kty === 'RSA' && saltLength === undefined) return pkcs1Check(hash, readFromDer(key));
  const options = { key: kty === 'RSA' ? readFromDer(key) : key, ...signatureFormatOf(spec) };
  return (text, signature) => createVerify(hash).update(text, 'latin1').verify(options, signature);
}

/** The same public key out of its DER, with which the platform verifies RSA a little faster than out of a JWK. */
function readFromDer(key: KeyObject): KeyObject {
  return createPublicKey({
    key: key.export({ format: 'der', type: 'spki' }),
    format: 'der',
    type: 'spki',
  });
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
