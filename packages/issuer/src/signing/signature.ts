/** Binds a key to a function that signs, so that nothing is parsed or created for each token. */
import { createHmac, sign, type KeyObject } from 'node:crypto';
import type { SigningAlgorithmSpec } from './algorithms.js';

/** Signs a JWS signing input (RFC 7515 §5.1). Returns base64url, or a promise if the thread pool signs. */
export type Sign = (signingInput: string) => string | Promise<string>;

/** The two ways in which a key can sign. */
export interface BoundSigning {
  /** On the event loop. */
  readonly inPlace: Sign;
  /** In the thread pool of Node.js. Secrets sign on the event loop, because an HMAC takes microseconds. */
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

const MAX_BITS_IN_PLACE = 2048;

/**
 * Returns whether a signature would delay other requests on the event loop. RSA with 3072 bits or more takes several
 * milliseconds. RSA with 2048 bits takes about half a millisecond, and the other algorithms a tenth of that. The thread
 * pool can cost more: password hashes run there too, so a flood of sign-ins would delay every signature.
 */
export function isSlowToSign(key: KeyObject): boolean {
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) > MAX_BITS_IN_PLACE;
}
