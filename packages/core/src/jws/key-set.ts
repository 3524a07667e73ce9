/** Keys of one issuer, looked up by exact key ID. */
import { TokenError } from '../errors.js';
import type { Algorithm } from './algorithms.js';
import type { JoseHeader } from './header.js';

/** What can check a signature: a key bound to one algorithm. `VerificationKey` is the implementation. */
export interface SignatureKey {
  readonly alg: Algorithm;
  readonly kid: string | undefined;
  /** Whether the signature over the signing input (ASCII text) holds. Never throws. */
  verify(signingInput: string, signature: Buffer): boolean;
}

/**
 * An immutable set of keys. A token names its key by `kid`; without one it must be clear which key is meant.
 */
export class KeySet<K extends SignatureKey = SignatureKey> implements Iterable<K> {
  /** The keys, in the order given. */
  readonly keys: readonly K[];
  readonly #byKid = new Map<string, K>();
  readonly #ambiguous = new Set<string>();

  constructor(keys: Iterable<K>) {
    this.keys = Object.freeze([...keys]);
    for (const key of this.keys) {
      if (key.kid === undefined) continue;
      if (this.#byKid.has(key.kid)) this.#ambiguous.add(key.kid);
      this.#byKid.set(key.kid, key);
    }
  }

  /**
   * The key that a header means: the one with its `kid`; or the only key, when the header or that key has none.
   *
   * @returns undefined when there is no such key
   * @throws TokenError `ERR_KEY_AMBIGUOUS` when two keys share that `kid`, or there is no `kid` and several keys
   */
  find(header: Pick<JoseHeader, 'kid'>): K | undefined {
    const only = this.keys.length === 1 ? this.keys[0] : undefined;
    if (header.kid === undefined) {
      if (only || this.keys.length === 0) return only;
      throw new TokenError(
        'ERR_KEY_AMBIGUOUS',
        'the token has no kid and its issuer has several keys',
      );
    }
    if (this.#ambiguous.has(header.kid)) {
      throw new TokenError('ERR_KEY_AMBIGUOUS', 'several keys have the kid of the token');
    }
    return this.#byKid.get(header.kid) ?? (only?.kid === undefined ? only : undefined);
  }

  /** Whether this very key, by identity, is in the set. */
  has(key: K): boolean {
    return this.keys.includes(key);
  }

  [Symbol.iterator](): Iterator<K> {
    return this.keys[Symbol.iterator]();
  }
}
