/**
 * Tracks the times that the processes of one issuer have promised: how long a JWKS may be cached, how fast a change
 * propagates, and by how much clocks differ. When a deployment changes one of them, the longer one applies until the last
 * cache that was filled before has expired. The ring therefore stores what was promised. Pure functions.
 */
import type { PromisedTime, PromisedTimes, StoredRing } from './key-store.js';
import type { RotationSettings } from './rotation-plan.js';

const NAMES = [
  'jwksMaxAgeMs',
  'propagationTimeMs',
  'toleranceMs',
] satisfies (keyof PromisedTimes)[];
/** How often a process renews its promise. */
export const RENEWED_EVERY_MS = 6 * 3_600_000;

/**
 * Returns the times that apply to a ring. They are this process's, or longer ones that were promised and have not
 * expired.
 */
export function keptSettings<S extends RotationSettings>(
  settings: S,
  { promised }: Pick<StoredRing, 'promised'>,
): S {
  if (promised === undefined) return settings;
  const longest = (name: keyof PromisedTimes): number =>
    Math.max(settings[name], promised[name].ms);
  return {
    ...settings,
    jwksMaxAgeMs: longest('jwksMaxAgeMs'),
    propagationTimeMs: longest('propagationTimeMs'),
    toleranceMs: longest('toleranceMs'),
  };
}

/**
 * Adds this process's promises to a ring. Longer times apply at once; shorter ones apply when every cache of the longer ones
 * has expired.
 *
 * @returns the same object if nothing changes
 */
export function promising(ring: StoredRing, settings: RotationSettings, now: number): StoredRing {
  const { promised } = ring;
  const next = NAMES.map((name) => {
    const kept = promised?.[name];
    const isOld = kept === undefined || isToChange(kept, settings[name], keptFor(promised, now));
    return [name, isOld ? { ms: settings[name], at: now } : kept] as const;
  });
  if (next.every(([name, time]) => time === promised?.[name])) return ring;
  return {
    ...ring,
    promised: Object.fromEntries(next) as Record<(typeof NAMES)[number], PromisedTime>,
  };
}

/** Joins the promises of two states: the longer times and the later dates. */
export function joinedPromises(
  one: PromisedTimes | undefined,
  other: PromisedTimes | undefined,
): PromisedTimes | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const longer = (a: PromisedTime, b: PromisedTime): PromisedTime => ({
    ms: Math.max(a.ms, b.ms),
    at: Math.max(a.at, b.at),
  });
  return {
    jwksMaxAgeMs: longer(one.jwksMaxAgeMs, other.jwksMaxAgeMs),
    propagationTimeMs: longer(one.propagationTimeMs, other.propagationTimeMs),
    toleranceMs: longer(one.toleranceMs, other.toleranceMs),
  };
}

interface Ages {
  readonly now: number;
  /** How long a promise that is not renewed stays valid. */
  readonly keptMs: number;
}

/** Includes one renewal and one cache: the last process may have been about to renew its promise. */
function keptFor(promised: PromisedTimes | undefined, now: number): Ages {
  const times = promised ? NAMES.map((name) => promised[name].ms) : [];
  return { now, keptMs: RENEWED_EVERY_MS + times.reduce((sum, ms) => sum + ms, 0) };
}

function isToChange({ ms, at }: PromisedTime, own: number, { now, keptMs }: Ages): boolean {
  if (own > ms) return true;
  return Math.abs(now - at) >= (own === ms ? RENEWED_EVERY_MS : keptMs);
}
