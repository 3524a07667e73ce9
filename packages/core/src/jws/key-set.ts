/** Keys of one issuer, looked up by exact key ID and algorithm. */
import { TokenError } from '../errors.js';
import type { Algorithm } from './algorithms.js';
import type { JoseHeader } from './header.js';

/** What can check a signature: a key bound to one algorithm. `VerificationKey` is the implementation. */
export interface SignatureKey {
  readonly alg: Algorithm;
  readonly kid: string | undefined;
  /** Whether the signature over the signing input (ASCII text) holds. Never throws. */
  verify(signingInput: string, signature: Buffer): boolean;
  /** Whether the other is the same key, bound to the same algorithm; key IDs don't count. Default: by identity. */
  isSameAs?(other: SignatureKey): boolean;
}

/**
 * An immutable set of keys. A token names its key by `kid`; where that is not enough, its `alg` picks among the keys of
 * the set. Each key is bound to one algorithm (RFC 7517 §4.5). The same key twice is one key.
 */
export class KeySet<K extends SignatureKey = SignatureKey> implements Iterable<K> {
  /** The keys, in the order given, without repetitions. */
  readonly keys: readonly K[];
  /** The key of each ID that only one key has: the usual case, which takes one look. */
  readonly #byKid = new Map<string, K>();
  readonly #sharing = new Map<string, readonly K[]>();
  /** The keys for each algorithm. Found once: each token without a key ID would have all keys compared with each other. */
  readonly #byAlgorithm = new Map<Algorithm, readonly K[]>();
  readonly #only: K | undefined;
  readonly #hasKeyIds: boolean;

  constructor(keys: Iterable<K>) {
    const byKid = new Map<string | undefined, K[]>();
    const kept: K[] = [];
    for (const key of keys) {
      const ofSameKid = byKid.get(key.kid) ?? [];
      if (ofSameKid.some((other) => isSame(key, other))) continue;
      byKid.set(key.kid, [...ofSameKid, key]);
      kept.push(key);
    }
    this.keys = Object.freeze(kept);
    for (const [kid, [first, ...others]] of byKid) {
      if (kid === undefined || first === undefined) continue;
      if (others.length === 0) this.#byKid.set(kid, first);
      else this.#sharing.set(kid, [first, ...others]);
    }
    for (const { alg } of kept) {
      if (!this.#byAlgorithm.has(alg)) this.#byAlgorithm.set(alg, boundTo(alg, kept));
    }
    this.#only = kept.length === 1 ? kept[0] : undefined;
    this.#hasKeyIds = kept.some(({ kid }) => kid !== undefined);
  }

  /**
   * The key that a header means: the one with its `kid`, or the only key where the header or all keys have none; of
   * several, the only one that is bound to its `alg`.
   *
   * @returns undefined when there is no such key
   * @throws TokenError `ERR_KEY_AMBIGUOUS` when several keys of that `kid` are bound to that `alg`; and when there is no
   *   `kid`, and not exactly one of several keys is
   */
  find({ kid, alg }: Pick<JoseHeader, 'kid' | 'alg'>): K | undefined {
    const found = kid === undefined ? this.#only : this.#byKid.get(kid);
    return found ?? this.#choose(kid, alg);
  }

  /** Whether this very key, by identity, is in the set. */
  has(key: K): boolean {
    return this.keys.includes(key);
  }

  [Symbol.iterator](): Iterator<K> {
    return this.keys[Symbol.iterator]();
  }

  #choose(kid: string | undefined, alg: Algorithm): K | undefined {
    const sharing = kid === undefined ? this.keys : this.#sharing.get(kid);
    if (sharing === undefined) return this.#hasKeyIds ? undefined : this.#nameless(alg);
    const [first, ...others] = kid === undefined ? this.#boundTo(alg) : boundTo(alg, sharing);
    if (first !== undefined && others.length === 0) return first;
    // None of them: the first says so, by its algorithm.
    if (first === undefined && kid !== undefined) return sharing[0];
    if (sharing.length === 0) return undefined;
    throw new TokenError(
      'ERR_KEY_AMBIGUOUS',
      kid === undefined
        ? 'the token has no kid, and not exactly one key of its issuer is for its alg'
        : 'several keys have the kid and the alg of the token',
    );
  }

  /** Where no key has an ID, that of a token can't be compared with any. */
  #nameless(alg: Algorithm): K | undefined {
    const [first, ...others] = this.#boundTo(alg);
    return others.length === 0 ? (first ?? this.#only) : undefined;
  }

  #boundTo(alg: Algorithm): readonly K[] {
    return this.#byAlgorithm.get(alg) ?? [];
  }
}

/** The keys for an algorithm. The same key under two IDs is one. */
function boundTo<K extends SignatureKey>(alg: Algorithm, keys: readonly K[]): readonly K[] {
  const bound = keys.filter((key) => key.alg === alg);
  return bound.filter((key, i) => !bound.slice(0, i).some((other) => isSame(key, other)));
}

function isSame(key: SignatureKey, other: SignatureKey): boolean {
  return key === other || key.isSameAs?.(other) === true;
}
