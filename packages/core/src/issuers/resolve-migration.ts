/** Reads the secrets that an issuer is moving away from. */
import { ConfigurationError } from '../errors.js';
import { describeValue } from '../time/duration.js';
import type { Algorithm } from '../jws/algorithms.js';
import { MigratingKeys } from '../keys/migrating-keys.js';
import type { KeySource } from '../keys/key-source.js';
import { assertKnownOptions, type OptionTable } from '../options/known-options.js';
import type { MigrationOptions } from './issuer-options.js';
import { readAlgorithms, resolveKeySource, type KeyOptions } from './resolve-key-source.js';

const MIGRATION_OPTIONS: OptionTable<MigrationOptions> = {
  secret: 'value',
  secrets: 'value',
  algorithms: 'value',
  until: 'value',
};

/** Keys of an issuer, and what they can be for. */
export interface IssuerKeys {
  readonly keys: KeySource;
  readonly algorithms: readonly Algorithm[];
}

/**
 * An issuer's own keys, and the secrets of its migration if it has one.
 *
 * @throws ConfigurationError where a migration is not from secrets to public keys, or has no end
 */
export function withMigration(own: KeyOptions, keys: KeySource): IssuerKeys {
  const { options, path, clock, warn, algorithms } = own;
  const { migration } = options;
  if (migration === undefined) return { keys, algorithms };
  const from = `${path}migration`;
  assertKnownOptions(migration, MIGRATION_OPTIONS, `${from}.`);
  if (options.secret !== undefined || options.secrets !== undefined || options.keys !== undefined) {
    throw new ConfigurationError(from, 'a migration', 'none, or one beside public keys');
  }
  const { until, ...secrets } = migration;
  if (secrets.secret === undefined && secrets.secrets === undefined) {
    throw new ConfigurationError(`${from}.secret`, 'no secret', 'secret or secrets');
  }
  const old = { issuer: options.issuer, audience: options.audience, ...secrets };
  const oldKeys = {
    options: old,
    path: `${from}.`,
    clock,
    warn,
    algorithms: readAlgorithms(old, `${from}.`),
  };
  return {
    keys: new MigratingKeys(
      resolveKeySource(oldKeys),
      keys,
      readInstant(until, `${from}.until`),
      clock,
    ),
    algorithms: [...algorithms, ...oldKeys.algorithms],
  };
}

const INSTANT = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** A time in milliseconds. Text without a time zone would mean another time on another machine. */
function readInstant(value: unknown, option: string): number {
  const isText = typeof value === 'string' && isDate(INSTANT.exec(value)?.[1]);
  const time = isText || value instanceof Date ? new Date(value).getTime() : Number.NaN;
  if (Number.isFinite(time)) return time;
  throw new ConfigurationError(
    option,
    describeValue(value),
    "a Date, or text such as '2027-01-31T00:00:00Z'",
  );
}

/** `Date` takes the 31st of a month of 30 days for the 1st of the next. */
function isDate(text: string | undefined): boolean {
  if (text === undefined) return false;
  const date = new Date(text);
  return Number.isFinite(date.getTime()) && date.toISOString().startsWith(text);
}
