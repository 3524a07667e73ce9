/** Reads options by a table that holds the name, the default and the check of each. */
import { ConfigurationError } from '../errors.js';
import { describeValue, parseDurationWithin, type Duration } from '../time/duration.js';
import { assertKnownNames } from './known-options.js';

/** Checks one option. Receives `undefined` if the option is missing, and then returns its default. */
export type OptionReader<Value> = (value: unknown, option: string) => Value;

/** Holds a reader for every option of an interface. A missing or superfluous reader does not compile. */
export type OptionReaders<Options> = Readonly<
  Record<keyof Options & string, OptionReader<unknown>>
>;

/** The values that readers return, by the names of the options. */
export type ReadOptions<Readers extends Readonly<Record<string, OptionReader<unknown>>>> = {
  readonly [Name in keyof Readers]: ReturnType<Readers[Name]>;
};

/**
 * Reads options: rejects unknown ones and `null`, then calls the reader of each option.
 *
 * @param path the path of the options in an error, such as `tenants.`. Default: none
 * @throws ConfigurationError for an unknown option, for `null`, and what a reader throws
 *
 * @example
 * const TENANT_READERS = {
 *   maxTenants: integerOption({ byDefault: 1000, min: 1, max: 100_000 }),
 *   freshness: durationOption({ byDefault: '10m', min: 1, max: 86_400 }),
 * } satisfies OptionReaders<TenantOptions>;
 * const { maxTenants, freshness } = readOptions(tenants, TENANT_READERS, 'tenants.');
 */
export function readOptions<Readers extends Readonly<Record<string, OptionReader<unknown>>>>(
  options: unknown,
  readers: Readers,
  path = '',
): ReadOptions<Readers> {
  const names = Object.keys(readers);
  assertKnownNames(options, Object.fromEntries(names.map((name) => [name, 'value'])), path);
  const values = options as Readonly<Record<string, unknown>>;
  const read = Object.entries(readers).map(([name, reader]) => [
    name,
    reader(values[name], path + name),
  ]);
  return Object.freeze(Object.fromEntries(read) as ReadOptions<Readers>);
}

/** The smallest and the largest accepted value. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Reads an integer within bounds. */
export function readInteger(value: unknown, option: string, { min, max }: Bounds): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) {
    return value;
  }
  throw new ConfigurationError(option, describeValue(value), `an integer from ${min} to ${max}`);
}

/** Reads `true` or `false`. The text `'false'` of an environment variable is neither. */
export function readFlag(value: unknown, option: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new ConfigurationError(option, describeValue(value), 'true or false');
}

/**
 * Reads a clock: a function that returns milliseconds since the epoch. Calls it once.
 *
 * @param value default `Date.now`
 */
export function readClock(value: unknown = Date.now, option = 'clock'): () => number {
  if (typeof value === 'function' && Number.isFinite((value as () => unknown)())) {
    return value as () => number;
  }
  throw new ConfigurationError(
    option,
    describeValue(value),
    'a function that returns milliseconds, a finite number',
  );
}

/** Creates the reader of an integer option. */
export function integerOption(rule: Bounds & { readonly byDefault: number }): OptionReader<number> {
  return (value = rule.byDefault, option) => readInteger(value, option, rule);
}

/** Creates the reader of a duration option, which returns seconds. `min` and `max` are seconds. */
export function durationOption(
  rule: Bounds & { readonly byDefault: Duration },
): OptionReader<number> {
  return (value = rule.byDefault, option) => parseDurationWithin(value as Duration, option, rule);
}

/** Creates the reader of a function option, which has no default. */
export function functionOption<Value>(expected: string): OptionReader<Value | undefined> {
  return (value, option) => {
    if (value === undefined || typeof value === 'function') return value as Value | undefined;
    throw new ConfigurationError(option, describeValue(value), expected);
  };
}
