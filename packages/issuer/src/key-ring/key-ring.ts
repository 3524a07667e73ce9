/** The keys of one issuer: the one that signs, and those that are published beside it. */
import type { VerificationKey } from '@portcullis/core/jwk';
import { ConfigurationError, type Clock } from '@portcullis/core';
import type { SigningAlgorithm } from '../signing/algorithms.js';
import { SigningKey } from '../signing/signing-key.js';
import { publicJwks, type PublicJwks } from './jwks.js';
import type { KeyStore, StoredKey } from './key-store.js';

/** How a ring is opened. */
export interface KeyRingOptions {
  /** Where the keys are kept. */
  readonly store: KeyStore;
  /** The algorithm to sign with. Default: that of `initialKey`, of the store's active key, else RS256. */
  readonly alg?: SigningAlgorithm;
  /** The key to begin with where the store has no active one. Default: a new one. */
  readonly initialKey?: SigningKey;
  /** The time in milliseconds. Default `Date.now`. */
  readonly clock?: Clock;
}

/** A snapshot of a store's keys, with exactly one that signs. */
export class KeyRing {
  /** The key that signs. */
  readonly active: SigningKey;
  /** Every key that verifies tokens of this issuer, the active one first. For verifiers in this process. */
  readonly verificationKeys: readonly VerificationKey[];
  readonly #jwks: PublicJwks;

  private constructor(active: SigningKey, others: readonly SigningKey[]) {
    const keys = [active, ...others];
    this.active = active;
    this.verificationKeys = Object.freeze(keys.map((key) => key.verificationKey));
    this.#jwks = publicJwks(keys);
    Object.freeze(this);
  }

  /**
   * Opens the ring of a store; an empty store is given its first key. Processes that open one store at once end up
   * with the same key.
   *
   * @throws ConfigurationError when the store's active key is not of the algorithm that is asked for, is another
   *   than `initialKey`, or can't be used; an Error when the store has several active keys,
   *   or two with one `kid`
   */
  static async open(options: KeyRingOptions): Promise<KeyRing> {
    const { store, initialKey } = options;
    if (initialKey !== undefined) assertAlgorithm(initialKey, options.alg, 'initialKey');
    let stored = await store.load();
    if (!stored.some(isActive)) {
      const first = initialKey ?? (await SigningKey.generate(options.alg));
      await store.insertIfNoActive(asStored(first, options.clock ?? Date.now));
      stored = await store.load(); // ours, or that of a process which was faster
    }
    assertDistinct(stored);
    const active = await importStored(theActive(stored));
    assertAlgorithm(active, options.alg, 'the active key in the store');
    assertIsInitial(active, initialKey);
    const others = stored.filter((key) => !isActive(key));
    return new KeyRing(active, await Promise.all(others.map(importStored)));
  }

  /**
   * The public JWK Set (RFC 7517 §5) to serve at `/.well-known/jwks.json`: every key of the ring with `kid`, `alg`
   * and `use`. Never a private member, never a secret: of HS256 keys there is nothing to publish.
   */
  jwks(): PublicJwks {
    return this.#jwks;
  }
}

function isActive({ state }: StoredKey): boolean {
  return state === 'active';
}

function theActive(stored: readonly StoredKey[]): StoredKey {
  const [active, ...more] = stored.filter(isActive);
  if (active && more.length === 0) return active;
  throw new Error(
    `a key store must have one active key, this one has ${active ? more.length + 1 : 0}`,
  );
}

/** Two keys under one `kid` would make each token of either ambiguous, and verifiers refuse it. */
function assertDistinct(stored: readonly StoredKey[]): void {
  const kids = stored.map(({ kid }) => kid);
  const twice = kids.find((kid, index) => kids.indexOf(kid) !== index);
  if (twice !== undefined)
    throw new Error(`a key store must not have two keys with the kid '${twice}'`);
}

function importStored({ kid, alg, privateJwk }: StoredKey): Promise<SigningKey> {
  return SigningKey.import(privateJwk, { kid, alg });
}

function asStored(key: SigningKey, clock: Clock): StoredKey & { readonly state: 'active' } {
  const { kid, alg } = key;
  return { kid, alg, state: 'active', createdAt: clock(), privateJwk: key.exportPrivateJwk() };
}

function assertAlgorithm(key: SigningKey, alg: SigningAlgorithm | undefined, what: string): void {
  if (alg === undefined || alg === key.alg) return;
  throw new ConfigurationError('alg', `'${alg}'`, `'${key.alg}', which ${what} is for`);
}

/** A configured key that is silently not used would be found out too late. */
function assertIsInitial(active: SigningKey, initialKey: SigningKey | undefined): void {
  if (initialKey === undefined || active.equals(initialKey)) return;
  throw new ConfigurationError(
    'initialKey',
    `the key '${initialKey.kid}'`,
    `the key that the store has as active already, '${active.kid}', or none`,
  );
}
