import { readDecimal } from '../encoding/ascii.js';
import { ConfigurationError } from '../errors.js';

/** A span of time: seconds as a number, or text such as `'90s'`, `'15m'`, `'12h'`, `'30d'`, `'10y'`. */
export type Duration = number | string;

/** The time now in milliseconds since the epoch. Injected in tests; `Date.now` otherwise. */
export type Clock = () => number;

const SECONDS_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['y', 365.25 * 86_400], // as the package `ms` has it
]);

/**
 * Reads a duration.
 *
 * @param value seconds (finite, not negative), or digits followed by `s`, `m`, `h`, `d` or `y` (365.25 days)
 * @param option the option's name, for the error
 * @returns seconds
 * @throws ConfigurationError for anything else: `NaN`, `Infinity`, `'60'` without a unit, negative
 */
export function parseDuration(value: Duration, option: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  if (typeof value === 'string') {
    const count = readDecimal(value.slice(0, -1));
    const unit = SECONDS_PER_UNIT.get(value.slice(-1));
    if (count !== undefined && unit !== undefined) return count * unit;
  }
  throw new ConfigurationError(
    option,
    describeValue(value),
    "seconds as a finite number of at least 0, or text such as '90s', '15m', '12h', '30d', '10y'",
  );
}

/** Reads a duration and holds it to bounds, in seconds. */
export function parseDurationWithin(
  value: Duration,
  option: string,
  bounds: { readonly min: number; readonly max: number },
): number {
  const seconds = parseDuration(value, option);
  if (seconds >= bounds.min && seconds <= bounds.max) return seconds;
  throw new ConfigurationError(
    option,
    describeValue(value),
    `a duration from ${bounds.min} to ${bounds.max} seconds`,
  );
}

/** Describes a value in a configuration error. Never pass a secret. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  return typeof value === 'object'
    ? `an object (${value.constructor?.name ?? 'no class'})`
    : `a ${typeof value}`;
}
