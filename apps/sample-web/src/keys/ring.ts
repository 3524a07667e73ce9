import { isSuccess, type Answer } from '../http/answer.js';

/** A signing key as the API lists it; times in ISO 8601. */
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
  /** For how long verifiers keep the JWKS, in seconds. */
  readonly jwks_max_age: number;
}

/** The ring in an answer; undefined where it has none. */
export function ringIn(answer: Answer | undefined): Ring | undefined {
  return answer && isSuccess(answer) ? (answer.body as Ring) : undefined;
}

/** What the state of a key means. */
export const STATES: Readonly<Record<RingKey['state'], string>> = {
  staged: 'Published, so that every verifier has it by the time it signs.',
  active: 'Signs every new token.',
  retired: 'Signs no more. It stays published until the last token that it signed has ended.',
};
