import type { KeyObject } from 'node:crypto';
import type { Algorithm } from '../jws/algorithms.js';
import type { SignatureCheck } from '../jws/signature.js';
import type { SignatureKey } from '../jws/key-set.js';

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
  readonly #material: KeyObject | undefined;
  #uses = 0;

  /** @internal Callers have applied the key policy. Without its material a key is the same as itself alone. */
  constructor(
    alg: Algorithm,
    kid: string | undefined,
    check: SignatureCheck,
    material?: KeyObject,
  ) {
    this.alg = alg;
    this.kid = kid;
    this.#check = check;
    this.#material = material;
    Object.freeze(this);
  }

  /** Whether the signature over the signing input (ASCII text) holds. Never throws. */
  verify(signingInput: string, signature: Buffer): boolean {
    const holds = this.#check(signingInput, signature);
    if (holds) this.#uses++;
    return holds;
  }

  /** Whether the other is the same key, bound to the same algorithm; key IDs don't count. */
  isSameAs(other: SignatureKey): boolean {
    if (!(other instanceof VerificationKey) || other.alg !== this.alg) return false;
    const [own, others] = [this.#material, other.#material];
    return own !== undefined && others !== undefined && own.equals(others);
  }

  /** How many signatures held so far. A token that the verifier's cache answers is not counted again. */
  get uses(): number {
    return this.#uses;
  }
}
