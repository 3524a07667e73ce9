import { ConfigurationError, type Clock, type Duration } from '@portcullis/core';
import {
  assertKnownOptions,
  describeValue,
  parseDurationWithin,
  type OptionTable,
} from '@portcullis/core/internal';
import { readValue } from './revocation-entry.js';
import { OpenSteps } from '../store-access/step-limit.js';
import type { RevocationStore } from './revocation-store.js';

/**
 * Options of `Revocations`.
 *
 * @example
 * Revocations.open({ issuer, store: store.revocations, maxStaleness: '5m' })
 */
export interface RevocationsOptions {
  /** The `iss` of the tokens to check: your own issuer, or several. Tokens of other issuers are not checked. */
  readonly issuer: string | readonly string[];
  /** Where revocations are stored. */
  readonly store: RevocationStore;
  /**
   * The longest lifetime of these tokens, 1 second to 366 days. Entries are kept for as long. Tokens that live longer are
   * rejected (`ERR_TOKEN_LIFETIME`), because their revocation would be removed before they expire. Default `'15m'`.
   */
  readonly longestToken?: Duration;
  /**
   * `clockTolerance` of the verifiers, at most 300 seconds. A token that expired longer ago is rejected
   * (`ERR_TOKEN_EXPIRED`), even if a verifier tolerates more. Default 5 seconds.
   */
  readonly clockTolerance?: Duration;
  /**
   * By how much the clocks of your issuing processes may differ, at most 5 seconds. The revocation of a subject covers tokens
   * that are dated up to this much after it. Default 1 second.
   */
  readonly clockSkew?: Duration;
  /** How often to poll the store, 50 ms to 1 hour, at most half of `maxStaleness`. Default 5 seconds. */
  readonly pollEvery?: Duration;
  /** How old the list may become in an outage of the store, 100 ms to 24 hours. Default 60 seconds. */
  readonly maxStaleness?: Duration;
  /**
   * What happens to tokens when the list is older: `reject` (the default) responds with 503, `continue` uses the old list.
   * Before the first read, the response is 503 in any case.
   */
  readonly onStale?: 'reject' | 'continue';
  /** The limit of entries, 1 to 10,000,000. Beyond it, revoking throws `RevocationsFullError`. Default 100,000. */
  readonly maxEntries?: number;
  /** How long to wait for the store, 10 ms to 60 seconds. Default 3 seconds. */
  readonly storeTimeout?: Duration;
  /** The current time in milliseconds. Default `Date.now`. */
  readonly clock?: Clock;
}

/** Validated options. Times are in milliseconds. */
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
  /** The steps that the store has not answered yet. */
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

/** Validates the options. @throws ConfigurationError for an invalid option */
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
  fallback: Duration,
  [min, max]: readonly [number, number],
): number {
  return parseDurationWithin(options[name] ?? fallback, name, { min, max }) * 1000;
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
  throw new ConfigurationError(
    'clock',
    describeValue(clock),
    'a function that returns milliseconds',
  );
}
