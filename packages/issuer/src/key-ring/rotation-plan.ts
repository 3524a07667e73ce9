/**
 * Plans when keys are published, sign, retire and are removed. Pure functions of the keys, the settings and the time, so
 * that tests can run thousands of histories. All times are milliseconds since the epoch.
 *
 *     staged (published, not signing) → active (signs) → retired (published, verifies) → removed
 *
 * One key is always staged in addition to the active one. A rotation then waits for nothing, and if the active key has to be
 * removed at once, every verifier already knows the next one.
 */

import type { SigningKeyState } from './key-store.js';

/** The part of a key that the plan reads. */
export interface PlannedKey {
  readonly kid: string;
  readonly state: SigningKeyState;
  /** When it was first published. */
  readonly publishedAt: number;
  /** When it started to sign. Undefined for a staged key. */
  readonly activatedAt?: number | undefined;
  /** When it stopped signing. Undefined until it is retired. */
  readonly retiredAt?: number | undefined;
  /** The longest lifetime of its tokens while it was active. */
  readonly longestTokenMs?: number | undefined;
}

/** The times of a rotation, in milliseconds. */
export interface RotationSettings {
  /** How long a key signs. */
  readonly rotateEveryMs: number;
  /** How long verifiers may cache the JWKS: its `max-age`. */
  readonly jwksMaxAgeMs: number;
  /** The time in which every process of the issuer loads a change. A process that has not does not sign. */
  readonly propagationTimeMs: number;
  /** By how much the clocks of verifiers and of the issuer's processes may differ. */
  readonly toleranceMs: number;
  /** The longest lifetime of a token. */
  readonly longestTokenMs: number;
}

/** One step of a plan. */
export type RotationStep =
  /** The first key of an issuer signs at once: no verifier has cached a JWKS without it. */
  | { readonly step: 'begin' }
  /** Publishes a new key. */
  | { readonly step: 'stage' }
  /** Makes this key the active one, and retires the previous one. */
  | { readonly step: 'activate'; readonly kid: string }
  /** Notes that tokens may live longer than when this key was activated. */
  | { readonly step: 'prolong'; readonly kid: string }
  /** Removes a key whose last token has expired from the JWKS. */
  | { readonly step: 'remove'; readonly kid: string };

/** When a plan is made, and for what. */
export interface RotationRequest {
  readonly now: number;
  /** Whether to rotate as soon as the staged key may sign. Default false: when the active key's time is over. */
  readonly force?: boolean;
  /** Whether this issuer never had a key. Default false: even a first key waits until verifiers know it. */
  readonly isNew?: boolean;
}

/** Returns when a staged key may sign: when every cache of every verifier contains it. */
export function mayActivateAt(key: PlannedKey, settings: RotationSettings): number {
  return (
    key.publishedAt + settings.jwksMaxAgeMs + settings.propagationTimeMs + settings.toleranceMs
  );
}

/** Returns when a retired key may be removed: when the last token signed with it has expired. */
export function mayRemoveAt(key: PlannedKey, settings: RotationSettings): number {
  if (key.retiredAt === undefined) return Number.POSITIVE_INFINITY;
  const longest = Math.max(key.longestTokenMs ?? 0, settings.longestTokenMs);
  return key.retiredAt + settings.propagationTimeMs + longest + settings.toleranceMs;
}

/** Returns the steps to take now, in order. Usually the list is empty. */
export function planRotation(
  keys: readonly PlannedKey[],
  settings: RotationSettings,
  { now, force = false, isNew = false }: RotationRequest,
): readonly RotationStep[] {
  if (isNew) return [{ step: 'begin' }, { step: 'stage' }];
  const active = keys.find(({ state }) => state === 'active');
  const steps: RotationStep[] = keys
    .filter((key) => now >= mayRemoveAt(key, settings))
    .map(({ kid }) => ({ step: 'remove', kid }));
  if (active && (active.longestTokenMs ?? 0) < settings.longestTokenMs) {
    steps.push({ step: 'prolong', kid: active.kid });
  }
  const isTime = force || active === undefined || now >= rotatesAt(active, settings);
  const next = firstStaged(keys);
  if (isTime && next && now >= mayActivateAt(next, settings)) {
    steps.push({ step: 'activate', kid: next.kid }, { step: 'stage' });
  } else if (next === undefined) {
    steps.push({ step: 'stage' });
  }
  return steps;
}

/** Returns the latest time of the next step, unless a rotation is forced. */
export function nextRotationAt(keys: readonly PlannedKey[], settings: RotationSettings): number {
  const active = keys.find(({ state }) => state === 'active');
  const next = firstStaged(keys);
  if (next === undefined) return Number.NEGATIVE_INFINITY;
  const rotates = active === undefined ? Number.NEGATIVE_INFINITY : rotatesAt(active, settings);
  return Math.min(
    Math.max(rotates, mayActivateAt(next, settings)),
    ...keys.map((key) => mayRemoveAt(key, settings)),
  );
}

/**
 * Returns the keys after one step.
 *
 * @param context `made`: the new key of the steps `begin` and `stage`
 */
export function afterStep<K extends PlannedKey>(
  keys: readonly K[],
  step: RotationStep,
  context: { readonly now: number; readonly settings: RotationSettings; readonly made?: K },
): readonly K[] {
  const { now, settings, made } = context;
  const { longestTokenMs } = settings;
  const begun = { state: 'active', activatedAt: now, longestTokenMs } as const;
  switch (step.step) {
    case 'begin':
      return [...keys, { ...(made as K), publishedAt: now, ...begun }];
    case 'stage':
      return [...keys, { ...(made as K), publishedAt: now, state: 'staged' }];
    case 'remove':
      return keys.filter(({ kid }) => kid !== step.kid);
    case 'prolong':
      return keys.map((key) => (key.kid === step.kid ? { ...key, longestTokenMs } : key));
    case 'activate':
      return keys.map((key) => {
        if (key.kid === step.kid) return { ...key, ...begun };
        return key.state === 'active' ? { ...key, state: 'retired', retiredAt: now } : key;
      });
  }
}

/** Returns when the active key's time is over. */
export function rotatesAt(active: PlannedKey, { rotateEveryMs }: RotationSettings): number {
  return (active.activatedAt ?? active.publishedAt) + rotateEveryMs;
}

/** Returns the staged key that was published first. */
function firstStaged(keys: readonly PlannedKey[]): PlannedKey | undefined {
  const staged = keys.filter(({ state }) => state === 'staged');
  return staged.toSorted((a, b) => a.publishedAt - b.publishedAt)[0];
}
