/** What a history of rings is given, who takes part in it, and what it comes to. */
import type { KeyRing } from '@portcullis/issuer';
import type { Line } from './line.js';

/** What does not keep to what the rings are told, to see that the histories notice it. */
export interface Spoilt {
  /** For how many seconds verifiers keep a JWKS, whatever its `max-age`. */
  readonly verifiersKeep?: number;
  /** How many times as long as `longestToken` tokens live. */
  readonly tokensLive?: number;
  /** Whether losses of the store count as over at once. */
  readonly feelsNoLoss?: boolean;
}

/** What a history came to. */
export interface RingOutcome {
  /** Good tokens that were refused, and tokens of killed keys that were accepted: what must not be. */
  readonly faults: readonly string[];
  readonly signed: number;
  readonly verified: number;
  readonly rotations: number;
  readonly killed: number;
  /** Processes that did not sign because they did not see the store. */
  readonly closed: number;
  /** How often the store was emptied or set back to an older state. */
  readonly losses: number;
  /** Good tokens that were refused while that was felt, for no longer than documented. */
  readonly refusedAfterLoss: number;
}

/** A process of the issuer. */
export interface Process {
  readonly skew: number;
  readonly line: Line;
  ring: KeyRing;
  /** Killed keys that it was seen to refuse. */
  readonly refused: Set<string>;
}

/** A verifier elsewhere, with a cache. */
export interface Verifier {
  readonly skew: number;
  kids: ReadonlySet<string>;
  until: number;
}

/** The times of the rings, in seconds. */
export interface Times {
  readonly rotateEvery: number;
  readonly jwksMaxAge: number;
  readonly propagationTime: number;
  readonly clockTolerance: number;
}
