/**
 * What happens to an issuer's keys, on channels of `node:diagnostics_channel`: for metrics, logs and alarms. None of
 * the events holds a token or what a key is made of, and each text in them is bounded. How often each comes is bounded
 * by fetches, not by tokens: no sender of tokens can flood a log with them.
 */
import type { Algorithm } from '../jws/algorithms.js';
import type { FetchFailure } from './fetch-failure.js';

/** What every event of an issuer's keys has. */
export interface KeyEvent {
  /** The configured issuer; undefined for a `RemoteJwks` that was made without one. */
  readonly issuer: string | undefined;
  /** The host that was asked last, with its port: of the JWKS, or of the metadata that says where it is. */
  readonly host: string;
}

/** A key that was passed over. */
export interface SkippedKeyEvent {
  /** At most 256 bytes; cut where it was longer. */
  readonly kid: string | undefined;
  /** Why: private, symmetric, weak, malformed or for something else. */
  readonly reason: string;
}

/** Keys were fetched, or the server said that they are what they were. Once for each fetch. */
export interface KeysFetchedEvent extends KeyEvent {
  /** Keys that can be used. */
  readonly keys: number;
  /** Keys of the answer that policy refused; at most 100. */
  readonly skipped: readonly SkippedKeyEvent[];
  /** Whether these are the very keys of the answer before. */
  readonly unchanged: boolean;
  /** How long they are fresh, in seconds. */
  readonly freshFor: number;
}

/** A fetch failed. Once per fetch; also when metadata failed and cached metadata was used instead. */
export interface KeysFailedEvent extends KeyEvent {
  /** What failed. */
  readonly failure: FetchFailure;
  /** The HTTP status, for `status`. */
  readonly status: number | undefined;
  /** What was asked: scheme, host and path of the JWKS or of the metadata, without the query. At most 200 characters. */
  readonly address: string;
  /** Failures since the last good answer. */
  readonly failures: number;
  /** Seconds until a token that waits for keys may cause the next fetch. */
  readonly retryAfter: number;
  /** Whether there are keys that may be used meanwhile. If not, tokens get 503. */
  readonly usable: boolean;
}

/** A token was answered with keys past their freshness, because fetches fail. Once after each fetch. */
export interface StaleKeysEvent extends KeyEvent {
  /** Seconds since the keys were last fresh. */
  readonly staleFor: number;
  /** Seconds for which they may still be used. */
  readonly usableFor: number;
}

/** A key came or went with an answer. Once for each key; not for the keys of the first answer. */
export interface KeyChangedEvent extends KeyEvent {
  /** At most 256 bytes; cut where it was longer. */
  readonly kid: string | undefined;
  readonly alg: Algorithm;
}

/** A token's key ID is not known and causes a fetch at once. Five at once, then one in an interval: later ones make a flood. */
export interface UnknownKeyIdEvent extends KeyEvent {
  /** Whatever the sender of the token wrote, at most 256 bytes: quote it in logs. */
  readonly kid: string | undefined;
}

/**
 * The budget of fetches for unknown key IDs is spent: from now on their tokens wait for one fetch at the end of the interval.
 * Once per interval, and once more when the maximum of tokens waits and further tokens get 503.
 */
export interface KeyIdFloodEvent extends KeyEvent {
  /** How many tokens wait. */
  readonly waiting: number;
  /** The key ID of the token that used it up, or of the first that got 503: whatever its sender wrote. */
  readonly kid: string | undefined;
}

/** The channels, and what their subscribers are given. */
export interface KeyEvents {
  'portcullis:jwks:fetched': KeysFetchedEvent;
  'portcullis:jwks:failed': KeysFailedEvent;
  'portcullis:jwks:stale': StaleKeysEvent;
  'portcullis:jwks:added': KeyChangedEvent;
  'portcullis:jwks:removed': KeyChangedEvent;
  'portcullis:jwks:unknown-kid': UnknownKeyIdEvent;
  'portcullis:jwks:flood': KeyIdFloodEvent;
}
