import type { KeyObject } from 'node:crypto';
import { ALGORITHMS, type Algorithm } from '../jws/algorithms.js';
import { signatureCheck, type SignatureCheck } from '../jws/signature.js';
import type { SignatureKey } from '../jws/key-set.js';
import { KeyRefusedError } from '../errors.js';

/**
 * A key that verifies, bound to one algorithm for good. Opaque: a secret can't be read back from it, and it
 * prints as its algorithm and key ID alone. Made by `importKey` and `importJwks`.
 */
export class VerificationKey implements SignatureKey {
  /** The one algorithm this key verifies. */
  readonly alg: Algorithm;
  /** Key ID (RFC 7517 §4.5), if it has one. */
  readonly kid: string | undefined;
  readonly #check: SignatureCheck;

  /** @internal Callers have applied the key policy. */
  constructor(key: KeyObject, alg: Algorithm, kid: string | undefined) {
    const spec = ALGORITHMS.get(alg);
    if (!spec) throw new KeyRefusedError(`${alg} is not an algorithm`);
    this.alg = alg;
    this.kid = kid;
    this.#check = signatureCheck(spec, key);
    Object.freeze(this);
  }

  /** Whether the signature over the signing input (ASCII text) holds. Never throws. */
  verify(signingInput: string, signature: Buffer): boolean {
    return this.#check(signingInput, signature);
  }
}
