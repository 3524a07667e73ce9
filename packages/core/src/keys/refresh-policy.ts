/**
 * When to fetch a JWKS: a pure function of what is known and the time, so that it can be tested and simulated
 * as it ships. All times are milliseconds of a clock that never goes back.
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
  /** In this time the budget of fetches for key IDs that are not known gains one; it holds {@link BURST}. */
  readonly unknownKidMs: number;
  /** The first and the longest back-off after failures, for a token that waits for keys. */
  readonly backOffMs: number;
  readonly mostBackOffMs: number;
}

/**
 * Fetches for unknown key IDs that may follow one another at once. One stray token, of another system or of an old key,
 * must not make the first token of a really new key wait; a flood spends them in no time, and then gets one in each
 * interval.
 */
export const BURST = 5;

/** What is known about one issuer's JWKS. */
export interface RefreshState {
  /** How long the last good answer is fresh. */
  readonly freshMs: number;
  /** Until when the loaded keys are fresh; -Infinity without keys. */
  readonly freshUntil: number;
  /** From when a fetch is started that nobody waits for. */
  readonly refreshAt: number;
  /** Until when the loaded keys may be used while fetches fail. */
  readonly staleUntil: number;
  /** Failures since the last good answer. */
  readonly failures: number;
  /** No fetch before this, after a failure, even for a token that waits for keys. */
  readonly retryAt: number;
  /** No fetch for an unknown key ID before this: the budget is spent. The further it lies back, the more there is. */
  readonly unknownKidAt: number;
}

/** Nothing is known yet. */
export const COLD: RefreshState = Object.freeze({
  freshMs: 0,
  freshUntil: Number.NEGATIVE_INFINITY,
  refreshAt: Number.NEGATIVE_INFINITY,
  staleUntil: Number.NEGATIVE_INFINITY,
  failures: 0,
  retryAt: Number.NEGATIVE_INFINITY,
  unknownKidAt: Number.NEGATIVE_INFINITY,
});

/**
 * What to do for a token:
 * - `use`: use the loaded keys;
 * - `use-and-refresh`: the same, and start a fetch that nobody waits for;
 * - `refresh`: wait for a fetch; if it fails, the loaded keys are still usable until `staleUntil`;
 * - `refresh-later`: wait for the one fetch that unknown key IDs share, due at `unknownKidAt`;
 * - `unavailable`: a fetch is required, and none may start before `retryAt`.
 */
export type RefreshDecision =
  'use' | 'use-and-refresh' | 'refresh' | 'refresh-later' | 'unavailable';

/**
 * Decides what to do for one token.
 *
 * @param known whether the loaded keys include the token's key
 */
export function decide(state: RefreshState, now: number, known: boolean): RefreshDecision {
  const mayFetch = now >= state.retryAt;
  if (now >= state.staleUntil) return mayFetch ? 'refresh' : 'unavailable';
  if (!known) {
    if (!mayFetch) return 'unavailable';
    return now >= state.unknownKidAt ? 'refresh' : 'refresh-later';
  }
  if (now < state.refreshAt) return 'use';
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
    freshMs: fresh,
    freshUntil,
    refreshAt: at.now + ahead(fresh, at.random),
    staleUntil: freshUntil + settings.staleIfErrorMs,
    failures: 0,
    retryAt: Number.NEGATIVE_INFINITY,
  };
}

/**
 * The state after a failure. A token that waits for keys may fetch again after 1 s, doubling to 60 s, with jitter
 * over nine tenths of it: never at once, and never in step. A server's `Retry-After` is kept up to 60 s.
 *
 * While the loaded keys serve every token, no request waits, and retries are less frequent.
 */
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
  const retryAt = at.now + Math.max(ceiling * (0.1 + 0.9 * at.random), asked);
  return {
    ...state,
    failures: state.failures + 1,
    retryAt,
    refreshAt: Math.max(retryAt, at.now + ahead(patience(state, settings, at.now), at.random)),
  };
}

/**
 * Delay of the retry while the loaded keys are usable. A first failure may be a lost packet and is retried at once. A
 * second one may be a restart that ends within a minute. After that a process asks no more often than one that
 * is answered, so that an outage does not raise a fleet's rate and its end brings no wave; but as the last use of
 * the keys comes near, it asks more and more often.
 */
function patience(state: RefreshState, settings: RefreshSettings, now: number): number {
  if (state.failures === 0) return 0;
  if (state.failures === 1) return settings.mostBackOffMs;
  return Math.min(state.freshMs, state.staleUntil - now);
}

/** At 80 % of a time, ±10 %, so that a fleet that was started together does not stay in step. */
function ahead(milliseconds: number, random: number): number {
  return milliseconds * (0.8 + (random - 0.5) * 0.2);
}

/**
 * The state after the clock was set back: how long ago the keys came is not known any more, so they are asked for
 * soon; but no sooner than once in the time of an unknown key ID, however often the clock is set.
 */
export function afterClockJump(
  state: RefreshState,
  settings: RefreshSettings,
  now: number,
): RefreshState {
  return { ...state, refreshAt: Math.min(state.refreshAt, now + settings.unknownKidMs) };
}

/** The state once a fetch for an unknown key ID has begun: one less is left of the budget. */
export function afterUnknownKidFetch(
  state: RefreshState,
  { unknownKidMs }: RefreshSettings,
  now: number,
): RefreshState {
  const full = now - (BURST - 1) * unknownKidMs; // what lies further back is no more than a full budget
  return { ...state, unknownKidAt: Math.max(state.unknownKidAt, full) + unknownKidMs };
}
