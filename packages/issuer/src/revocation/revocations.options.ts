import {
  assertKnownOptions,
  ConfigurationError,
  describeValue,
  parseDurationWithin,
  type Clock,
  type Duration,
  type OptionTable,
} from '@portcullis/core';
import { readValue } from './revocation-entry.js';
import { OpenSteps } from '../store-access/step-limit.js';
import type { RevocationStore } from './revocation-store.js';

/** Options of `Revocations`. */
export interface RevocationsOptions {
  /** Whose tokens are held against the list: the `iss` of your own issuer, or several. Others' tokens pass. */
  readonly issuer: string | readonly string[];
  /** Where revocations are kept. */
  readonly store: RevocationStore;
  /**
   * How long the longest of these tokens lives; entries are kept as long. Tokens that live longer are refused
   * (`ERR_TOKEN_LIFETIME`): their revocation would be forgotten before their end. Default `'15m'`; 1 s to 366 d.
   */
  readonly longestToken?: Duration;
  /**
   * `clockTolerance` of the verifiers: they take a token that much longer. Where a verifier tolerates more, tokens of
   * yours are refused after this (`ERR_TOKEN_EXPIRED`). Default 5 s; at most 300 s.
   */
  readonly clockTolerance?: Duration;
  /**
   * How far the clocks of your issuing processes may differ. Revoking a subject stops what was issued up to so much
   * later than now. Default 1 s; at most 5 s.
   */
  readonly clockSkew?: Duration;
  /** How often the store is asked for what no push told. Default 5 s; 50 ms to 1 h, and at most half of `maxStaleness`. */
  readonly pollEvery?: Duration;
  /** How old what is known may be: an outage of the store is felt after that. Default 60 s; 100 ms to 24 h. */
  readonly maxStaleness?: Duration;
  /**
   * What happens to tokens when it is older: `reject` (the default) answers 503, `continue` by what was known last. Before
   * anything was known it is 503 anyway.
   */
  readonly onStale?: 'reject' | 'continue';
  /** The most entries. One more is refused with `RevocationsFullError`. Default 100,000; 1 to 10,000,000. */
  readonly maxEntries?: number;
  /** How long the store may take to answer. Default 3 s; 10 ms to 60 s. */
  readonly storeTimeout?: Duration;
  /** The time now in milliseconds. Default `Date.now`. */
  readonly clock?: Clock;
}

/** Options after validation; times in milliseconds. */
export interface RevocationSettings {
  readonly issuers: ReadonlySet<string>;
  readonly issuer: string;
  readonly store: RevocationStore;
  readonly longestTokenMs: number;
  readonly clockToleranceMs: number;
  readonly clockSkewMs: number;
  readonly pollEveryMs: number;
  readonly maxStalenessMs: number;
  readonly onStale: 'reject' | 'continue';
  readonly maxEntries: number;
  readonly storeTimeoutMs: number;
  readonly clock: Clock;
  /** What the store has not answered yet: bounded. */
  readonly open: OpenSteps;
}

const NAMES: OptionTable<RevocationsOptions> = {
  issuer: 'value',
  store: 'value',
  longestToken: 'value',
  clockTolerance: 'value',
  clockSkew: 'value',
  pollEvery: 'value',
  maxStaleness: 'value',
  onStale: 'value',
  maxEntries: 'value',
  storeTimeout: 'value',
  clock: 'value',
};

/** @throws ConfigurationError naming the option that is wrong */
export function readRevocationsOptions(options: RevocationsOptions): RevocationSettings {
  assertKnownOptions(options, NAMES);
  const issuers = readIssuers(options.issuer);
  const maxStalenessMs = readMs(options, 'maxStaleness', 60, [0.1, 86_400]);
  return {
    issuers: new Set(issuers),
    issuer: issuers[0] as string,
    store: readStore(options.store),
    longestTokenMs: readMs(options, 'longestToken', '15m', [1, 366 * 86_400]),
    clockToleranceMs: readMs(options, 'clockTolerance', 5, [0, 300]),
    clockSkewMs: readMs(options, 'clockSkew', 1, [0, 5]),
    pollEveryMs: readMs(options, 'pollEvery', Math.min(5, maxStalenessMs / 2000), [
      0.05,
      Math.min(3600, maxStalenessMs / 2000),
    ]),
    maxStalenessMs,
    onStale: readOnStale(options.onStale),
    maxEntries: readMaxEntries(options.maxEntries),
    storeTimeoutMs: readMs(options, 'storeTimeout', 3, [0.01, 60]),
    clock: readClock(options.clock),
    open: new OpenSteps(),
  };
}

type DurationName = {
  [N in keyof RevocationsOptions]-?: RevocationsOptions[N] extends Duration | undefined ? N : never;
}[Exclude<keyof RevocationsOptions, 'maxEntries' | 'onStale' | 'issuer'>];

function readMs(
  options: RevocationsOptions,
  name: DurationName,
  usual: Duration,
  [least, most]: readonly [number, number],
): number {
  return parseDurationWithin(options[name] ?? usual, name, { min: least, max: most }) * 1000;
}

function readIssuers(issuer: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(issuer) ? issuer : [issuer];
  if (list.length > 0) return list.map((each) => readValue(each, 'issuer'));
  throw new ConfigurationError('issuer', 'an empty array', 'the iss of at least one issuer');
}

function readStore(store: RevocationStore): RevocationStore {
  const methods = ['add', 'read', 'purge'] as const;
  const given: unknown = store;
  const isStore =
    typeof given === 'object' &&
    given !== null &&
    methods.every((name) => typeof store[name] === 'function');
  if (isStore) return store;
  throw new ConfigurationError('store', describeValue(given), 'a RevocationStore');
}

function readOnStale(choice: unknown = 'reject'): 'reject' | 'continue' {
  if (choice === 'reject' || choice === 'continue') return choice;
  throw new ConfigurationError('onStale', describeValue(choice), "'reject' or 'continue'");
}

function readMaxEntries(most: unknown = 100_000): number {
  if (typeof most === 'number' && Number.isInteger(most) && most >= 1 && most <= 10_000_000) {
    return most;
  }
  throw new ConfigurationError('maxEntries', describeValue(most), 'an integer from 1 to 10000000');
}

function readClock(clock: unknown = Date.now): Clock {
  if (typeof clock === 'function' && Number.isFinite((clock as Clock)())) return clock as Clock;
  throw new ConfigurationError('clock', describeValue(clock), 'a function that gives milliseconds');
}
