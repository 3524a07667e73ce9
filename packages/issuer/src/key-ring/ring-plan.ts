/** Plans the next steps of a stored ring. Pure functions. */
import type { SigningAlgorithm } from '../signing/algorithms.js';
import type { KilledKey, StoredKey, StoredRing } from './key-store.js';
import { keptSettings } from './ring-promises.js';
import {
  mayActivateAt,
  planRotation,
  type RotationSettings,
  type RotationStep,
} from './rotation-plan.js';

/** The shortest time that a killed key is remembered. */
export const MIN_TOMBSTONE_MS = 30 * 86_400_000;

/** The state of a ring that was never written. */
export const NO_RING: StoredRing = Object.freeze({
  version: 0,
  keys: [],
  killed: [],
  rotatesSoon: false,
});

/** What a process knows that may be missing from the stored ring. */
export interface Knowledge {
  readonly now: number;
  /** Killed keys that this process has seen. */
  readonly killed: readonly KilledKey[];
  /** Times of writes that were not confirmed, or were confirmed too late. */
  readonly unsureTimes: ReadonlySet<number>;
  /** Times after this one were written by a wrong clock. */
  readonly latest: number;
  /** Whether a rotation was requested. */
  readonly rotate: boolean;
}

/**
 * Applies a process's knowledge to a ring. Killed keys are removed, even if the store was restored from a backup. Times that
 * are uncertain or in the future are replaced by now.
 *
 * @returns the same object if nothing changes
 */
export function settled(ring: StoredRing, knowledge: Knowledge): StoredRing {
  const { rotate } = knowledge;
  const killed = mergedTombstones(ring, knowledge);
  const dead = new Set(killed.map(({ kid }) => kid));
  const alive = ring.keys.filter(({ kid }) => !dead.has(kid));
  const keys = alive.map((key) => inTime(key, knowledge));
  const isSame =
    killed.length === ring.killed.length &&
    killed.every(({ kid }) => ring.killed.some((known) => known.kid === kid)) &&
    keys.length === ring.keys.length &&
    keys.every((key, i) => key === ring.keys[i]) &&
    (ring.rotatesSoon || !rotate);
  return isSame ? ring : { ...ring, keys, killed, rotatesSoon: ring.rotatesSoon || rotate };
}

function inTime(key: StoredKey, { now, latest, unsureTimes }: Knowledge): StoredKey {
  const isAhead = (time: number | undefined): boolean => time !== undefined && time > latest;
  const isWrong = (time: number | undefined): boolean =>
    isAhead(time) || (time !== undefined && unsureTimes.has(time));
  const { state } = key;
  if (state === 'staged' && isWrong(key.publishedAt)) return { ...key, publishedAt: now };
  if (state === 'active' && isAhead(key.activatedAt)) return { ...key, activatedAt: now };
  return isWrong(key.retiredAt) ? { ...key, retiredAt: now } : key;
}

/** Creates the tombstone of a killed key. It outlives the key's tokens, and most backups. */
export function tombstone(key: StoredKey, settings: RotationSettings, now: number): KilledKey {
  const { propagationTimeMs, toleranceMs, longestTokenMs } = settings;
  const tokensMs =
    Math.max(key.longestTokenMs ?? 0, longestTokenMs) + propagationTimeMs + toleranceMs;
  return { kid: key.kid, killedAt: now, keptUntil: now + Math.max(tokensMs, MIN_TOMBSTONE_MS) };
}

/** Returns the steps to take now, in order. */
export function planRing(
  ring: StoredRing,
  settings: RotationSettings,
  { now, alg }: { readonly now: number; readonly alg: SigningAlgorithm },
): readonly RotationStep[] {
  const kept = keptSettings(settings, ring);
  const active = activeOf(ring);
  const isNew = ring.version === 0;
  const force = ring.rotatesSoon || (active !== undefined && active.alg !== alg);
  const fitting = ring.keys.filter((key) => key.state !== 'staged' || key.alg === alg);
  const steps = planRotation(fitting, kept, { now, force, isNew });
  // If no key of the right algorithm may sign, a key of another algorithm signs.
  const signs = isNew || active !== undefined || steps.some(({ step }) => step === 'activate');
  return signs ? steps : planRotation(ring.keys, kept, { now });
}

/** Returns the algorithm that a ring signs with by default. */
export function algorithmOf(ring: StoredRing): SigningAlgorithm | undefined {
  return (activeOf(ring) ?? ring.keys.find(({ state }) => state === 'staged'))?.alg;
}

/** Removes staged keys of another algorithm once a key of the right one signs. They have never signed a token. */
export function withoutUseless(
  keys: readonly StoredKey[],
  alg: SigningAlgorithm,
): readonly StoredKey[] {
  const isRight = keys.some((key) => key.state === 'active' && key.alg === alg);
  return isRight ? keys.filter((key) => key.state !== 'staged' || key.alg === alg) : keys;
}

/** Returns the active key. */
export function activeOf({ keys }: StoredRing): StoredKey | undefined {
  return keys.find(({ state }) => state === 'active');
}

/** Returns the key that signs next, and the earliest time. */
export function nextOf(
  ring: StoredRing,
  settings: RotationSettings,
): { readonly kid: string; readonly mayActivateAt: number } | undefined {
  const kept = keptSettings(settings, ring);
  const [next] = ring.keys
    .filter(({ state }) => state === 'staged')
    .map((key) => ({ kid: key.kid, mayActivateAt: mayActivateAt(key, kept) }))
    .toSorted((a, b) => a.mayActivateAt - b.mayActivateAt);
  return next;
}

function mergedTombstones(ring: StoredRing, { now, killed }: Knowledge): readonly KilledKey[] {
  const byKid = new Map([...killed, ...ring.killed].map((each) => [each.kid, each]));
  return [...byKid.values()].filter(({ keptUntil }) => now < keptUntil);
}
