/**
 * Processes of one issuer promise times to verifiers and to each other: for how long a JWKS may be kept, within how long a
 * change is seen, by how much clocks differ. While a deployment changes one of them, and until the last cache that was
 * filled before has expired, the longer one holds. So the ring says what was promised. Pure functions.
 */
import type { PromisedTime, PromisedTimes, StoredRing } from './key-store.js';
import type { RotationSettings } from './rotation-plan.js';

const NAMES = [
  'jwksMaxAgeMs',
  'propagationTimeMs',
  'toleranceMs',
] satisfies (keyof PromisedTimes)[];
/** How often a process that promises a time says so again. */
export const RENEWED_EVERY_MS = 6 * 3_600_000;

/** The times that a ring goes by: those of this process, or longer ones that were promised and may still be relied on. */
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
 * The ring with what this process promises: longer times at once, shorter ones when nobody has promised the longer ones
 * for so long that no cache is left.
 *
 * @returns the very ring where that changes nothing
 */
export function promising(ring: StoredRing, settings: RotationSettings, now: number): StoredRing {
  const { promised } = ring;
  const next = NAMES.map((name) => {
    const kept = promised?.[name];
    const isDue = kept === undefined || isToChange(kept, settings[name], keptFor(promised, now));
    return [name, isDue ? { ms: settings[name], at: now } : kept] as const;
  });
  if (next.every(([name, time]) => time === promised?.[name])) return ring;
  return {
    ...ring,
    promised: Object.fromEntries(next) as Record<(typeof NAMES)[number], PromisedTime>,
  };
}

/** Both at once, for two states of a ring that become one. */
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
  /** After so long without a word nobody relies on a promise. */
  readonly keptMs: number;
}

/** Whoever promised it last may have been about to say so again, and then have filled one more cache. */
function keptFor(promised: PromisedTimes | undefined, now: number): Ages {
  const times = promised ? NAMES.map((name) => promised[name].ms) : [];
  return { now, keptMs: RENEWED_EVERY_MS + times.reduce((sum, ms) => sum + ms, 0) };
}

function isToChange({ ms, at }: PromisedTime, own: number, { now, keptMs }: Ages): boolean {
  if (own > ms) return true;
  return Math.abs(now - at) >= (own === ms ? RENEWED_EVERY_MS : keptMs);
}
