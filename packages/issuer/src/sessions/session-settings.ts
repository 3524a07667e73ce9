/** The options of refresh sessions, their checks and defaults. */
import { ConfigurationError, type Clock, type Duration } from '@portcullis/core';
import {
  assertKnownOptions,
  describeValue,
  parseDurationWithin,
  type OptionTable,
} from '@portcullis/core/internal';
import { readName } from '../signing/signer-values.js';
import { storeOfIssuer } from './per-issuer-store.js';
import { Successors } from './refresh-token.js';
import type { EndedSession } from './session-events.js';
import type { SessionSettings } from './session-rules.js';
import type { SessionStore } from './session-store.js';

/**
 * Options of `RefreshSessions`. Processes that share a store use the same options.
 *
 * @example
 * new RefreshSessions({ store: store.sessions, issuer, refreshKey, idleTimeout: '7d' })
 */
export interface RefreshSessionsOptions {
  /** Where sessions are stored. */
  readonly store: SessionStore;
  /**
   * The `iss` of the access tokens. Issuers that share a store must set different ones, otherwise they share refresh tokens
   * and subjects. Changing it ends all sessions. Default: none.
   */
  readonly issuer?: string;
  /**
   * At least 32 random bytes, the same in every process, from which successors of tokens are derived. Do not store them with
   * the sessions. To replace the key, pass both: the first derives, the others recognize recent successors.
   */
  readonly refreshKey: Uint8Array | readonly Uint8Array[];
  /** How long a session lasts without a refresh, 1 minute to 366 days. Default `'14d'`. */
  readonly idleTimeout?: Duration;
  /** How long a session lasts in total, from `idleTimeout` to 5 years. Fixed when it begins. Default `'90d'`. */
  readonly absoluteTimeout?: Duration;
  /**
   * How long a used token returns the same successor again, 0 to 60 seconds. For a second tab or a lost response. After
   * it, a used token counts as stolen, and its session ends. Default 10 seconds.
   */
  readonly reuseGrace?: Duration;
  /** The limit of sessions for one subject, 1 to 1,000. Beyond it, the least recently used one ends. Default 20. */
  readonly maxPerSubject?: number;
  /** How long an operation may wait for the store in total, 10 ms to 60 seconds. Default 3 seconds. */
  readonly storeTimeout?: Duration;
  /**
   * How long `prepare` and `onEnded` may take, 10 ms to 60 seconds. During a refresh, `prepare` must also end within the rest
   * of `storeTimeout`. Slower calls, and calls beyond 1,000 concurrent ones of `prepare`, fail with an
   * `ApplicationUnavailableError` (503). Default 5 seconds.
   */
  readonly callbackTimeout?: Duration;
  /**
   * Called when a session has ended, to revoke its access tokens (their `sid` is its `id`). The operation that ended the
   * session waits for it and rejects with its error. Repeating the operation calls it again, so it may be called more than
   * once for a session.
   */
  readonly onEnded?: (session: EndedSession) => void | Promise<void>;
  /**
   * The current time in milliseconds since the epoch. Default `Date.now`. Only used with a store without a clock, such as
   * `MemorySessionStore`. PostgreSQL and Redis have their own.
   */
  readonly clock?: Clock;
}

/** Validated options. */
export interface ResolvedSessionOptions {
  readonly store: SessionStore;
  readonly issuer: string | undefined;
  /** The first one derives successors, the others only recognize them. */
  readonly successors: readonly [Successors, ...Successors[]];
  readonly rules: SessionSettings;
  readonly maxPerSubject: number;
  readonly storeTimeoutMs: number;
  readonly callbackTimeoutMs: number;
  readonly onEnded: RefreshSessionsOptions['onEnded'];
  readonly clock: Clock;
}

const DAY = 86_400;
const NAMES: OptionTable<RefreshSessionsOptions> = {
  store: 'value',
  issuer: 'value',
  refreshKey: 'value',
  idleTimeout: 'value',
  absoluteTimeout: 'value',
  reuseGrace: 'value',
  maxPerSubject: 'value',
  storeTimeout: 'value',
  callbackTimeout: 'value',
  onEnded: 'value',
  clock: 'value',
};
const STEPS = [
  'insert',
  'find',
  'findOwn',
  'rotate',
  'end',
  'list',
] satisfies readonly (keyof SessionStore)[];

/**
 * Validates the options.
 *
 * @throws ConfigurationError for an invalid option
 */
export function readSessionOptions(options: RefreshSessionsOptions): ResolvedSessionOptions {
  assertKnownOptions(options, NAMES);
  const {
    store,
    maxPerSubject = 20,
    storeTimeout = 3,
    callbackTimeout = 5,
    onEnded,
    clock = Date.now,
  } = options;
  check('store', store, isStore(store), 'a SessionStore');
  check(
    'maxPerSubject',
    maxPerSubject,
    Number.isInteger(maxPerSubject) && maxPerSubject >= 1 && maxPerSubject <= 1000,
    'an integer from 1 to 1000',
  );
  check('onEnded', onEnded, onEnded === undefined || typeof onEnded === 'function', 'a function');
  check('clock', clock, typeof clock === 'function', 'a function that returns milliseconds');
  const issuer = options.issuer === undefined ? undefined : readName(options.issuer, 'issuer');
  return Object.freeze({
    store: storeOfIssuer(store, issuer),
    issuer,
    successors: readKeys(options.refreshKey),
    rules: readRules(options),
    maxPerSubject,
    storeTimeoutMs: 1000 * parseDurationWithin(storeTimeout, 'storeTimeout', STORE_TIMEOUT),
    callbackTimeoutMs:
      1000 * parseDurationWithin(callbackTimeout, 'callbackTimeout', STORE_TIMEOUT),
    onEnded,
    clock,
  });
}

const STORE_TIMEOUT = { min: 0.01, max: 60 };

function readRules(options: RefreshSessionsOptions): SessionSettings {
  const { idleTimeout = '14d', absoluteTimeout = '90d', reuseGrace: grace = 10 } = options;
  const idle = parseDurationWithin(idleTimeout, 'idleTimeout', { min: 60, max: 366 * DAY });
  const bounds = { min: idle, max: 5 * 366 * DAY };
  const absolute = parseDurationWithin(absoluteTimeout, 'absoluteTimeout', bounds);
  const graceSeconds = parseDurationWithin(grace, 'reuseGrace', { min: 0, max: 60 });
  return Object.freeze({
    idleMs: Math.round(1000 * idle), // stores keep whole milliseconds
    absoluteMs: Math.round(1000 * absolute),
    reuseGraceMs: Math.round(1000 * graceSeconds),
  });
}

function readKeys(given: unknown): readonly [Successors, ...Successors[]] {
  const keys = Array.isArray(given) ? (given as readonly unknown[]) : [given];
  const [first, ...others] = keys;
  return [successorsOf(first), ...others.map(successorsOf)];
}

function successorsOf(key: unknown): Successors {
  if (key instanceof Uint8Array) return new Successors(key);
  throw new ConfigurationError(
    'refreshKey',
    key === undefined ? 'nothing' : `a ${typeof key}`, // never a secret's text
    'a Uint8Array of at least 32 random bytes, or an array of them',
  );
}

function isStore(store: unknown): boolean {
  if (typeof store !== 'object' || store === null) return false;
  return STEPS.every((step) => typeof (store as Record<string, unknown>)[step] === 'function');
}

function check(option: string, value: unknown, isValid: boolean, expected: string): void {
  if (!isValid) throw new ConfigurationError(option, describeValue(value), expected);
}
