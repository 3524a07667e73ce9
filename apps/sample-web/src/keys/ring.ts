import { bodyOf, type Answer } from '../http/answer.js';

/** A signing key, as the API lists it. Times are in ISO 8601. */
export interface RingKey {
  readonly kid: string;
  readonly alg: string;
  readonly state: 'staged' | 'active' | 'retired';
  readonly created_at: string;
  readonly signs_from: string;
  readonly signs_until: string | null;
  readonly leaves_at: string | null;
}

/** The signing keys (`GET /admin/keys`). */
export interface Ring {
  readonly now: string;
  readonly keys: readonly RingKey[];
  /** How long verifiers may cache the JWKS, in seconds. */
  readonly jwks_max_age: number;
}

/** Returns the keys of a response; undefined after an error. */
export function ringIn(answer: Answer | undefined): Ring | undefined {
  return bodyOf(answer) as Ring | undefined;
}

/** Explanations of the states. */
export const STATES: Readonly<Record<RingKey['state'], string>> = {
  staged: 'Published, so that every verifier knows it before it signs.',
  active: 'Signs every new token.',
  retired: 'No longer signs. It stays published until its last token has expired.',
};
