/**
 * When keys are published, sign, rest and go: a pure function of the keys, the settings and the time, so that what
 * ships is what the tests let live through thousands of histories. All times are milliseconds since the epoch.
 *
 *     staged (published, not signing) → active (signs) → retired (published, verifies) → gone
 *
 * One key is always staged beside the active one: a rotation waits for nothing, and when the active key has to go
 * at once, there is one that every verifier knows already.
 */

import type { SigningKeyState } from './key-store.js';

/** What the plan needs to know of a key. */
export interface PlannedKey {
  readonly kid: string;
  readonly state: SigningKeyState;
  /** When it was first published. */
  readonly publishedAt: number;
  /** From when it signs, once it is active. */
  readonly activatedAt?: number | undefined;
  /** Since when it does not sign any more, once it is retired. */
  readonly retiredAt?: number | undefined;
  /** How long a token of it may live at most; what it was at its longest while the key was active. */
  readonly longestTokenMs?: number | undefined;
}

/** The times of a rotation, in milliseconds. */
export interface RotationSettings {
  /** How long a key signs. */
  readonly rotateEveryMs: number;
  /** How long verifiers may keep the JWKS: its `max-age`. */
  readonly jwksMaxAgeMs: number;
  /** Within how long every process of the issuer has seen a change. One that has not does not sign. */
  readonly propagationTimeMs: number;
  /** By how much clocks may differ, those of verifiers and of the issuer's own processes. */
  readonly toleranceMs: number;
  /** How long a token may live at most. */
  readonly longestTokenMs: number;
}

/** One step of a plan. */
export type RotationStep =
  /** There never was a key, so no verifier can have a JWKS without this one: it signs at once. */
  | { readonly step: 'begin' }
  /** A new key is published. */
  | { readonly step: 'stage' }
  /** This key signs from now on; the one that did is retired. */
  | { readonly step: 'activate'; readonly kid: string }
  /** Tokens may live longer than when this key was activated. */
  | { readonly step: 'prolong'; readonly kid: string }
  /** The last token of this key has expired: it leaves the JWKS. */
  | { readonly step: 'remove'; readonly kid: string };

/** When a plan is made, and what for. */
export interface RotationRequest {
  readonly now: number;
  /** Whether to rotate as soon as the staged key may sign, however long the active one has. Default false. */
  readonly force?: boolean;
  /** Whether this issuer never had a key. Default false: then even a first key waits until verifiers have it. */
  readonly isNew?: boolean;
}

/** From when a staged key may sign: every cache of every verifier has it, whichever process it asked. */
export function mayActivateAt(key: PlannedKey, settings: RotationSettings): number {
  return (
    key.publishedAt + settings.jwksMaxAgeMs + settings.propagationTimeMs + settings.toleranceMs
  );
}

/** From when a retired key may go: the last token of the last process that signed with it has expired. */
export function mayRemoveAt(key: PlannedKey, settings: RotationSettings): number {
  if (key.retiredAt === undefined) return Number.POSITIVE_INFINITY;
  const longest = Math.max(key.longestTokenMs ?? 0, settings.longestTokenMs);
  return key.retiredAt + settings.propagationTimeMs + longest + settings.toleranceMs;
}

/** What is due now, in the order in which to do it. Nothing, most of the time. */
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
  const isDue = force || active === undefined || now >= rotatesAt(active, settings);
  const next = firstStaged(keys);
  if (isDue && next && now >= mayActivateAt(next, settings)) {
    steps.push({ step: 'activate', kid: next.kid }, { step: 'stage' });
  } else if (next === undefined) {
    steps.push({ step: 'stage' });
  }
  return steps;
}

/** When there will be something to do, if nobody forces it: never later than this. */
export function nextRotationAt(keys: readonly PlannedKey[], settings: RotationSettings): number {
  const active = keys.find(({ state }) => state === 'active');
  const next = firstStaged(keys);
  if (next === undefined) return Number.NEGATIVE_INFINITY;
  const due = active === undefined ? Number.NEGATIVE_INFINITY : rotatesAt(active, settings);
  return Math.min(
    Math.max(due, mayActivateAt(next, settings)),
    ...keys.map((key) => mayRemoveAt(key, settings)),
  );
}

/**
 * The keys after one step.
 *
 * @param newKid the key ID of the key that a step makes
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

/** When the active key has signed for long enough. */
export function rotatesAt(active: PlannedKey, { rotateEveryMs }: RotationSettings): number {
  return (active.activatedAt ?? active.publishedAt) + rotateEveryMs;
}

/** The staged key that has been published for longest. */
function firstStaged(keys: readonly PlannedKey[]): PlannedKey | undefined {
  const staged = keys.filter(({ state }) => state === 'staged');
  return staged.toSorted((a, b) => a.publishedAt - b.publishedAt)[0];
}
