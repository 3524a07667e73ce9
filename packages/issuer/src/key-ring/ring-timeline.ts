/** Computes the times of a ring's keys, for administrators. Pure functions. */
import type { SigningAlgorithm } from '../signing/algorithms.js';
import type { SigningKeyState, StoredKey, StoredRing } from './key-store.js';
import { activeOf } from './ring-plan.js';
import { keptSettings } from './ring-promises.js';
import { mayActivateAt, mayRemoveAt, rotatesAt, type RotationSettings } from './rotation-plan.js';

/** A key with its times, in milliseconds since the epoch. Contains no secret. */
export interface KeyTimes {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly state: SigningKeyState;
  /** When it was created and first published. */
  readonly publishedAt: number;
  /** When it started to sign; for a staged key, when it will, unless a rotation is forced. */
  readonly signsFrom: number;
  /** When it stops or stopped signing. Undefined for a staged key. */
  readonly signsUntil: number | undefined;
  /** When its last token expires and it leaves the JWKS. Undefined until the key is retired. */
  readonly leavesAt: number | undefined;
}

/** Returns the staged, active and retired keys, in this order, the oldest of each state first. */
export function timelineOf(ring: StoredRing, settings: RotationSettings): readonly KeyTimes[] {
  const kept = keptSettings(settings, ring);
  const times = new Map(ring.keys.map((key) => [key, timesOf(key, ring, kept)]));
  const order: readonly SigningKeyState[] = ['staged', 'active', 'retired'];
  return [...times.values()].toSorted(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.publishedAt - b.publishedAt,
  );
}

function timesOf(key: StoredKey, ring: StoredRing, settings: RotationSettings): KeyTimes {
  const { kid, alg, state, publishedAt, activatedAt = publishedAt, retiredAt } = key;
  const known = { kid, alg, state, publishedAt, signsUntil: undefined, leavesAt: undefined };
  switch (state) {
    case 'staged':
      return { ...known, signsFrom: takesOverAt(key, ring, settings) };
    case 'active': {
      const takeovers = ring.keys
        .filter((other) => other.state === 'staged')
        .map((other) => takesOverAt(other, ring, settings));
      const signsUntil = takeovers.length > 0 ? Math.min(...takeovers) : rotatesAt(key, settings);
      return { ...known, signsFrom: activatedAt, signsUntil };
    }
    case 'retired': {
      const leavesAt = mayRemoveAt(key, settings);
      return { ...known, signsFrom: activatedAt, signsUntil: retiredAt, leavesAt };
    }
  }
}

function takesOverAt(staged: StoredKey, ring: StoredRing, settings: RotationSettings): number {
  return Math.max(mayActivateAt(staged, settings), freeAt(ring, settings, staged.alg));
}

/** Returns when the active key stops signing: at once after a forced rotation or for another algorithm. */
function freeAt(ring: StoredRing, settings: RotationSettings, alg: SigningAlgorithm): number {
  const active = activeOf(ring);
  const isFree = active === undefined || ring.rotatesSoon || active.alg !== alg;
  return isFree ? Number.NEGATIVE_INFINITY : rotatesAt(active, settings);
}
