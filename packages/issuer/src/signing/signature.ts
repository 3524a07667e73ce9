/** Binds a key to a function that signs, so that nothing is parsed or built per token. */
import { createHmac, sign, type KeyObject } from 'node:crypto';
import type { SigningAlgorithmSpec } from './algorithms.js';

/** Signs a JWS signing input (RFC 7515 §5.1) to base64url; a promise where the thread pool does the work. */
export type Sign = (signingInput: string) => string | Promise<string>;

/** A key's two ways to sign. */
export interface BoundSigning {
  /** On the event loop. */
  readonly inPlace: Sign;
  /** In Node's thread pool; for secrets in place, since an HMAC takes microseconds. */
  readonly inThreadPool: Sign;
}

/** Binds a key for signing. */
export function bindSigning({ hash, format }: SigningAlgorithmSpec, key: KeyObject): BoundSigning {
  if (key.type === 'secret') {
    const inPlace: Sign = (input) =>
      createHmac(hash ?? '', key)
        .update(input)
        .digest('base64url');
    return { inPlace, inThreadPool: inPlace };
  }
  const options = Object.freeze({ key, ...format });
  return {
    inPlace: (input) => sign(hash, Buffer.from(input), options).toString('base64url'),
    inThreadPool: (input) =>
      new Promise((resolve, reject) => {
        sign(hash, Buffer.from(input), options, (error, signature) => {
          if (error) reject(error);
          else resolve(signature.toString('base64url'));
        });
      }),
  };
}

const MOST_BITS_IN_PLACE = 2048;

/**
 * Whether a key's signature takes so long (RSA of 3072 bits and more: several milliseconds) that every other request
 * would feel it on the event loop. RSA of 2048 bits takes about half a millisecond, the others a tenth of that. That
 * is less than the thread pool can cost: there a signature waits behind the password hashes of whoever tries to sign
 * in, so a flood of sign-ins would hold up everybody's refresh.
 */
export function isSlowToSign(key: KeyObject): boolean {
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) > MOST_BITS_IN_PLACE;
}
