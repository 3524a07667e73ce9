/**
 * When to fetch a JWKS: a pure function of what is known and the time, so that it can be tested and simulated
 * as it ships. All times are milliseconds since the epoch.
 */

/** The figures of the policy, in milliseconds. */
export interface RefreshSettings {
  /** How long an answer is fresh when the server does not say. */
  readonly freshMs: number;
  /** Bounds on what the server may say by `Cache-Control: max-age`. */
  readonly leastFreshMs: number;
  readonly mostFreshMs: number;
  /** How long past freshness the last good answer is used while fetches fail. */
  readonly staleIfErrorMs: number;
  /** At most one fetch in this time for key IDs that are not known. */
  readonly unknownKidMs: number;
  /** The first and the longest back-off after failures. */
  readonly backOffMs: number;
  readonly mostBackOffMs: number;
}

/** What is known about one issuer's JWKS. */
export interface RefreshState {
  /** Until when the keys at hand are fresh; -Infinity when there are none. */
  readonly freshUntil: number;
  /** From when a fetch is started ahead. */
  readonly refreshAt: number;
  /** Until when the keys at hand may be used while fetches fail. */
  readonly staleUntil: number;
  /** Failures since the last good answer. */
  readonly failures: number;
  /** No fetch before this, after a failure. */
  readonly retryAt: number;
  /** No fetch for an unknown key ID before this. */
  readonly unknownKidAt: number;
}

/** Nothing is known yet. */
export const COLD: RefreshState = Object.freeze({
  freshUntil: Number.NEGATIVE_INFINITY,
  refreshAt: Number.NEGATIVE_INFINITY,
  staleUntil: Number.NEGATIVE_INFINITY,
  failures: 0,
  retryAt: Number.NEGATIVE_INFINITY,
  unknownKidAt: Number.NEGATIVE_INFINITY,
});

/**
 * What to do for a token:
 * - `use`: answer from the keys at hand;
 * - `use-and-refresh`: the same, and start a fetch that nobody waits for;
 * - `refresh`: wait for a fetch; if it fails, the keys at hand are still usable until `staleUntil`;
 * - `refresh-later`: wait for the one fetch that unknown key IDs share, due at `unknownKidAt`;
 * - `out-of-reach`: nothing usable and no fetch may start before `retryAt`.
 */
export type RefreshDecision =
  'use' | 'use-and-refresh' | 'refresh' | 'refresh-later' | 'out-of-reach';

/**
 * Decides what to do for one token.
 *
 * @param known whether the keys at hand have the token's key
 */
export function decide(state: RefreshState, now: number, known: boolean): RefreshDecision {
  const mayFetch = now >= state.retryAt;
  if (now >= state.staleUntil) return mayFetch ? 'refresh' : 'out-of-reach';
  if (!known) {
    if (!mayFetch) return 'out-of-reach';
    return now >= state.unknownKidAt ? 'refresh' : 'refresh-later';
  }
  if (now < state.refreshAt || !mayFetch) return 'use';
  // Past freshness without a failure the server has not been asked: a key may have been withdrawn.
  return now < state.freshUntil || state.failures > 0 ? 'use-and-refresh' : 'refresh';
}

/** The state after a good answer. */
export function afterSuccess(
  state: RefreshState,
  settings: RefreshSettings,
  at: { readonly now: number; readonly maxAgeMs: number | undefined; readonly random: number },
): RefreshState {
  const fresh = Math.min(
    Math.max(at.maxAgeMs ?? settings.freshMs, settings.leastFreshMs),
    settings.mostFreshMs,
  );
  const freshUntil = at.now + fresh;
  return {
    ...state,
    freshUntil,
    // At 80 % of freshness, ±10 %, so that a fleet started together does not stay in step.
    refreshAt: at.now + fresh * (0.8 + (at.random - 0.5) * 0.2),
    staleUntil: freshUntil + settings.staleIfErrorMs,
    failures: 0,
    retryAt: Number.NEGATIVE_INFINITY,
  };
}

/** The state after a failure: back off with full jitter, or as long as the server asked, within bounds. */
export function afterFailure(
  state: RefreshState,
  settings: RefreshSettings,
  at: { readonly now: number; readonly retryAfterMs: number | undefined; readonly random: number },
): RefreshState {
  const ceiling = Math.min(
    settings.backOffMs * 2 ** Math.min(state.failures, 20),
    settings.mostBackOffMs,
  );
  const asked = Math.min(at.retryAfterMs ?? 0, settings.mostBackOffMs);
  return {
    ...state,
    failures: state.failures + 1,
    retryAt: at.now + Math.max(ceiling * at.random, asked),
  };
}

/**
 * The state after the clock has jumped back: every time that was written down is too far ahead, so everything is
 * due now. Keys at hand stay usable for as long as an outage would let them.
 */
export function afterClockJump(
  state: RefreshState,
  settings: RefreshSettings,
  now: number,
): RefreshState {
  const isUsable = state.staleUntil > Number.NEGATIVE_INFINITY;
  return {
    ...COLD,
    freshUntil: now,
    refreshAt: now,
    staleUntil: isUsable ? now + settings.staleIfErrorMs : Number.NEGATIVE_INFINITY,
  };
}

/** The state once a fetch for an unknown key ID has begun. */
export function afterUnknownKidFetch(
  state: RefreshState,
  settings: RefreshSettings,
  now: number,
): RefreshState {
  return { ...state, unknownKidAt: now + settings.unknownKidMs };
}
