/** What a key ring asks of a store. */
import type { JsonWebKey } from 'node:crypto';
import type { SigningAlgorithm } from '../signing/algorithms.js';

/**
 * Where a key is in its life: `staged` (published, not signing yet), `active` (signing), `retired` (published, so
 * that what it signed can be verified, not signing any more).
 */
export type KeyState = 'staged' | 'active' | 'retired';

/** A key at rest: plain data that survives `JSON.stringify`. */
export interface StoredKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly state: KeyState;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The private key or secret. A store that leaves the process must seal it. */
  readonly privateJwk: JsonWebKey;
}

/** Keeps keys, for one process or for many. */
export interface KeyStore {
  /** All keys, the private ones too, in any order. */
  load(): Promise<readonly StoredKey[]>;
  /**
   * Adds an active key unless the store has an active key already, in one atomic step: of processes that call it
   * at once, one is told true and the others find that one's key with `load()`.
   *
   * @returns whether the key was added
   */
  insertIfNoActive(key: StoredKey & { readonly state: 'active' }): Promise<boolean>;
}
