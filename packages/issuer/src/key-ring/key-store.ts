/** The store of a key ring: one document, which is replaced as a whole by compare-and-swap. */
import type { SigningAlgorithm } from '../signing/algorithms.js';

/**
 * The state of a signing key: `staged` (published, does not sign yet), `active` (signs), `retired` (does not sign any more,
 * stays published so that its tokens can be verified).
 */
export type SigningKeyState = 'staged' | 'active' | 'retired';

/** A stored key: plain JSON data. Times are milliseconds since the epoch. */
export interface StoredKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly state: SigningKeyState;
  /** When it was first published. */
  readonly publishedAt: number;
  /** When it started to sign. Undefined for a staged key. */
  readonly activatedAt?: number | undefined;
  /** When it stopped signing. Undefined until it is retired. */
  readonly retiredAt?: number | undefined;
  /** The longest lifetime of its tokens, in milliseconds. */
  readonly longestTokenMs?: number | undefined;
  /** The private key or secret. Sealed, unless the store is in this process. */
  readonly sealed: string;
}

/** The tombstone of a killed key. While a process or the store has it, the key does not come back. */
export interface KilledKey {
  readonly kid: string;
  /** Milliseconds since the epoch. */
  readonly killedAt: number;
  /** When it may be removed, in milliseconds since the epoch: later than any token of the key. */
  readonly keptUntil: number;
}

/** A duration that processes have promised. */
export interface PromisedTime {
  /** The duration in milliseconds. */
  readonly ms: number;
  /** When a process renewed the promise last, in milliseconds since the epoch. */
  readonly at: number;
}

/** The longest durations that processes have promised. Shorter ones in the options apply after they have expired. */
export interface PromisedTimes {
  /** How long verifiers may cache a JWKS. */
  readonly jwksMaxAgeMs: PromisedTime;
  /** The time in which each process loads a change, or stops signing. */
  readonly propagationTimeMs: PromisedTime;
  /** By how much clocks may differ. */
  readonly toleranceMs: PromisedTime;
}

/** A stored ring: everything that the processes of one issuer share. */
export interface StoredRing {
  /** The number of changes so far, starting with 1. */
  readonly version: number;
  /** The format of this document. Missing in documents of versions before lineages. */
  readonly format?: number | undefined;
  /** A random ID of the ring, created with it. Versions are counted within one generation. */
  readonly generation?: string | undefined;
  /** Random IDs of this state and its ancestors, the latest first, at most 64. */
  readonly lineage?: readonly string[] | undefined;
  /** Missing in documents of versions before promises. */
  readonly promised?: PromisedTimes | undefined;
  readonly keys: readonly StoredKey[];
  readonly killed: readonly KilledKey[];
  /** Whether a rotation was requested and waits until the staged key may sign. */
  readonly rotatesSoon: boolean;
}

/** A ring as a store returns it. */
export interface LoadedRing extends StoredRing {
  /**
   * By how many milliseconds the ring may be behind the primary, if a replica returned it. The reading process counts as not
   * having loaded the ring for that long. Undefined for the primary.
   */
  readonly behindMs?: number | undefined;
}

/**
 * Stores the key ring of one issuer, for one process or for several. Implemented by the memory, PostgreSQL and Redis stores.
 * Every error counts as an outage of the store.
 */
export interface KeyStore {
  /** Whether the keys never leave this process. Other stores receive only sealed keys. */
  readonly isInProcess?: boolean;
  /** Returns the ring; undefined if it was never written. */
  load(): Promise<LoadedRing | undefined>;
  /**
   * Returns the time by the store's clock, in milliseconds since the epoch. All times in the ring are then by this clock, so
   * that a process with a wrong clock does no harm. Without it, times are by the clock of the process that writes.
   */
  time?(): Promise<number>;
  /**
   * Replaces the ring in one atomic step if it still has the expected version.
   *
   * @param expectedVersion 0 if there must be no ring yet
   * @param notAfter a deadline by the store's clock (`time`), in milliseconds. From then on nothing is replaced: after an
   *   outage, the times in the ring would be too old, and the writing process may have ended
   * @returns whether the ring was replaced. If not, another process was faster
   */
  replace(expectedVersion: number, next: StoredRing, notAfter?: number): Promise<boolean>;
  /**
   * Calls `onChange` soon after a change by any process. A notification may be lost, because rings load at intervals too.
   * Calls `onLost` when no more notifications will arrive. The caller then subscribes again.
   *
   * @returns a function that ends the subscription
   */
  subscribe?(onChange: () => void, onLost: () => void): Promise<() => void | Promise<void>>;
}
