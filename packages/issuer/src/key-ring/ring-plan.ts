/** What is due in a ring at rest, over what the rotation plan says of its keys. Pure functions. */
import type { SigningAlgorithm } from '../signing/algorithms.js';
import type { KilledKey, StoredKey, StoredRing } from './key-store.js';
import { keptSettings } from './ring-promises.js';
import {
  mayActivateAt,
  planRotation,
  type RotationSettings,
  type RotationStep,
} from './rotation-plan.js';

/** For how long a killed key is remembered at least. */
export const LEAST_TOMBSTONE_MS = 30 * 86_400_000;

/** A ring before there is one. */
export const NO_RING: StoredRing = Object.freeze({
  version: 0,
  keys: [],
  killed: [],
  rotatesSoon: false,
});

/** What a process knows that the ring may not say. */
export interface Knowledge {
  readonly now: number;
  /** Keys that it has seen killed. */
  readonly killed: readonly KilledKey[];
  /** Times at which it wrote without hearing whether, or soon enough that, it was written. */
  readonly unsureTimes: ReadonlySet<number>;
  /** Later times are of a clock that was wrong, as far as anybody can tell. */
  readonly latest: number;
  /** Whether it was asked for a rotation. */
  readonly rotate: boolean;
}

/**
 * The ring with that knowledge in it: what was killed is gone, whatever a store that was set back says; and what may
 * have been written later than it says, or cannot have been written when it says, counts from now on.
 *
 * @returns the very ring where that changes nothing
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

/** For how long a killed key is remembered: longer than its tokens live, and than a backup is likely old. */
export function tombstone(key: StoredKey, settings: RotationSettings, now: number): KilledKey {
  const { propagationTimeMs, toleranceMs, longestTokenMs } = settings;
  const tokensMs =
    Math.max(key.longestTokenMs ?? 0, longestTokenMs) + propagationTimeMs + toleranceMs;
  return { kid: key.kid, killedAt: now, keptUntil: now + Math.max(tokensMs, LEAST_TOMBSTONE_MS) };
}

/** The steps that are due, in their order. */
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
  // Nothing signs, and no key of the right algorithm may: one of another is better than none.
  const signs = isNew || active !== undefined || steps.some(({ step }) => step === 'activate');
  return signs ? steps : planRotation(ring.keys, kept, { now });
}

/** What a ring signs with, unless an algorithm is asked for. */
export function algorithmOf(ring: StoredRing): SigningAlgorithm | undefined {
  return (activeOf(ring) ?? ring.keys.find(({ state }) => state === 'staged'))?.alg;
}

/** Staged keys of another algorithm have no use once one of the right one signs. They never signed a token. */
export function withoutUseless(
  keys: readonly StoredKey[],
  alg: SigningAlgorithm,
): readonly StoredKey[] {
  const isRight = keys.some((key) => key.state === 'active' && key.alg === alg);
  return isRight ? keys.filter((key) => key.state !== 'staged' || key.alg === alg) : keys;
}

/** The key that signs. */
export function activeOf({ keys }: StoredRing): StoredKey | undefined {
  return keys.find(({ state }) => state === 'active');
}

/** The key that signs next, and from when it may. */
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
