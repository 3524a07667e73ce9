/** The options of refresh sessions, validated once: a wrong one does not start. */
import {
  assertKnownOptions,
  ConfigurationError,
  describeValue,
  parseDurationWithin,
  type Clock,
  type Duration,
  type OptionTable,
} from '@portcullis/core';
import { readName } from '../signing/signer-values.js';
import { storeOfIssuer } from './per-issuer-store.js';
import { Successors } from './refresh-token.js';
import type { EndedSession } from './session-events.js';
import type { SessionSettings } from './session-rules.js';
import type { SessionStore } from './session-store.js';

/** How sessions are kept. Processes that share a store have the same options. */
export interface RefreshSessionsOptions {
  /** Where they are kept: `MemorySessionStore`, `PostgresSessionStore`, `RedisSessionStore`. */
  readonly store: SessionStore;
  /**
   * Whose sessions they are: the `iss` of the tokens that go with them. Issuers that share a store must each have their
   * own: else the refresh tokens and subjects of one are those of the other. Changing it ends all sessions. Default: none.
   */
  readonly issuer?: string;
  /**
   * At least 32 random bytes, the same in every process, from which each token's successor is derived. Not stored with
   * the sessions. Several while it is renewed: the first derives, the others know the successors of a moment ago.
   */
  readonly refreshKey: Uint8Array | readonly Uint8Array[];
  /** How long a session lasts without a refresh, 1 minute to 366 days. Default `'14d'`. */
  readonly idleTimeout?: Duration;
  /** How long it lasts in all, at least `idleTimeout`, at most 5 years; fixed when it begins. Default `'90d'`. */
  readonly absoluteTimeout?: Duration;
  /**
   * For how long a token that was used is given the same successor again, 0 to 60 seconds: a second tab, a lost answer.
   * Default 10 seconds. After it, and always at 0, it is a theft, and the session ends.
   */
  readonly reuseGrace?: Duration;
  /** The most sessions of one subject, 1 to 1,000; the one that was used longest ago is ended. Default 20. */
  readonly maxPerSubject?: number;
  /** How long an operation may wait for the store in all, at most 60 seconds. Default 3 seconds. */
  readonly storeTimeout?: Duration;
  /**
   * How long `prepare` and `onEnded` may take, 10 ms to 60 seconds; at a refresh `prepare` is also held to what is left
   * of `storeTimeout`. 1,000 calls of `prepare` are waited for at once; further ones, and those that take longer, fail with
   * an `ApplicationUnavailableError` (503). Default 5 seconds.
   */
  readonly callbackTimeout?: Duration;
  /**
   * Called when a session was ended for good, to have its access tokens refused too (their `sid` is its `id`). Whoever
   * ended it waits for this and is told of an error; asking again calls it again. So it may be called more than once
   * for a session.
   */
  readonly onEnded?: (session: EndedSession) => void | Promise<void>;
  /**
   * The time in milliseconds since the epoch. Default `Date.now`. It counts where the store has no clock of its own, as
   * `MemorySessionStore`: PostgreSQL and Redis go by theirs.
   */
  readonly clock?: Clock;
}

/** The options after validation. */
export interface ResolvedSessionOptions {
  readonly store: SessionStore;
  readonly issuer: string | undefined;
  /** The first derives, the others only recognize. */
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
 * Reads the options.
 *
 * @throws ConfigurationError which names the option that is wrong
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
  check('store', store, isStore(store), `a store with ${STEPS.join(', ')}`);
  check(
    'maxPerSubject',
    maxPerSubject,
    Number.isInteger(maxPerSubject) && maxPerSubject >= 1 && maxPerSubject <= 1000,
    'a whole number from 1 to 1000',
  );
  check('onEnded', onEnded, onEnded === undefined || typeof onEnded === 'function', 'a function');
  check('clock', clock, typeof clock === 'function', 'a function that gives milliseconds');
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
    key === undefined ? 'nothing' : `a ${typeof key}`, // never its text
    'at least 32 random bytes as a Uint8Array, or an array of such',
  );
}

function isStore(store: unknown): boolean {
  if (typeof store !== 'object' || store === null) return false;
  return STEPS.every((step) => typeof (store as Record<string, unknown>)[step] === 'function');
}

function check(option: string, given: unknown, holds: boolean, right: string): void {
  if (!holds) throw new ConfigurationError(option, describeValue(given), right);
}
