/** What a key ring asks of a store: one document, which is replaced as a whole by compare-and-swap. */
import type { SigningAlgorithm } from '../signing/algorithms.js';

/**
 * Where a key is in its life: `staged` (published, not signing yet), `active` (signing), `retired` (published, so
 * that what it signed can be verified, not signing any more).
 */
export type SigningKeyState = 'staged' | 'active' | 'retired';

/** A key at rest: plain data that survives `JSON.stringify`. Times are milliseconds since the epoch. */
export interface StoredKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly state: SigningKeyState;
  /** When it was first published. */
  readonly publishedAt: number;
  /** From when it signs, once it is active. */
  readonly activatedAt?: number | undefined;
  /** Since when it does not sign any more, once it is retired. */
  readonly retiredAt?: number | undefined;
  /** How long a token of it may live at most, in milliseconds. */
  readonly longestTokenMs?: number | undefined;
  /** The private key or secret: sealed, unless the store keeps it in this process. */
  readonly sealed: string;
}

/** A key that was killed: while a process or the store has this, nothing brings the key back. */
export interface KilledKey {
  readonly kid: string;
  /** Milliseconds since the epoch. */
  readonly killedAt: number;
  /** Until when it is kept, in milliseconds since the epoch: no token of the key lives so long. */
  readonly keptUntil: number;
}

/** A time that processes have promised. */
export interface PromisedTime {
  /** Milliseconds. */
  readonly ms: number;
  /** When a process said so last, in milliseconds since the epoch. */
  readonly at: number;
}

/** The longest times that a process promised lately: a shorter one in the options holds when they have expired. */
export interface PromisedTimes {
  /** For how long verifiers may keep a JWKS. */
  readonly jwksMaxAgeMs: PromisedTime;
  /** Within how long each process has seen a change, or does not sign. */
  readonly propagationTimeMs: PromisedTime;
  /** By how much clocks may differ. */
  readonly toleranceMs: PromisedTime;
}

/** A ring at rest: everything that the processes of one issuer share. */
export interface StoredRing {
  /** Counts the changes: 1 for the first, one more for each. */
  readonly version: number;
  /** The form of this document. Absent in one that a version before lineages wrote. */
  readonly format?: number | undefined;
  /** A random ID that the ring was given when it was begun: versions count within it. */
  readonly generation?: string | undefined;
  /** Random IDs of this state and of those it was made from, the latest first, at most 64. */
  readonly lineage?: readonly string[] | undefined;
  /** Absent in a ring that a version before promises wrote. */
  readonly promised?: PromisedTimes | undefined;
  readonly keys: readonly StoredKey[];
  readonly killed: readonly KilledKey[];
  /** Whether somebody has asked for a rotation that waits until the staged key may sign. */
  readonly rotatesSoon: boolean;
}

/** A ring as a store has it. */
export interface LoadedRing extends StoredRing {
  /**
   * By how many milliseconds it may be behind what was written last, where a replica has told it. A process that reads it
   * counts as not having seen the store for so long. Absent: not at all.
   */
  readonly behindMs?: number | undefined;
}

/** Keeps the ring of one issuer, for one process or for many. An error of any kind means: out of reach. */
export interface KeyStore {
  /** Whether the keys never leave this process. A store that does not say so is given sealed keys only. */
  readonly isInProcess?: boolean;
  /** The ring; undefined where there is none yet. */
  load(): Promise<LoadedRing | undefined>;
  /**
   * The store's own clock, in milliseconds since the epoch. Where there is one, every time in the ring is by it, and a
   * process whose clock is wrong spoils nothing. Without it they are by the clock of whichever process writes.
   */
  time?(): Promise<number>;
  /**
   * Replaces the ring in one atomic step, if its version still is the expected one.
   *
   * @param expectedVersion 0 where there is to be none yet
   * @param notAfter by the store's clock (`time`), in milliseconds: from then on nothing is replaced. The process that
   *   wrote may have ended meanwhile, and the times in the ring be too old by as long as the store hung
   * @returns whether it was replaced; where not, another process was faster
   */
  replace(expectedVersion: number, next: StoredRing, notAfter?: number): Promise<boolean>;
  /**
   * Calls `onChange` soon after a change, of whichever process. A signal may be lost: rings load at intervals too. Calls
   * `onLost` when there will be none any more, until it is asked for again.
   *
   * @returns what ends it
   */
  subscribe?(onChange: () => void, onLost: () => void): Promise<() => void | Promise<void>>;
}
