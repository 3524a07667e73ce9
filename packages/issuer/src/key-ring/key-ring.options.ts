/** The options of a key ring, their checks and defaults. */
import { ConfigurationError, type Clock, type Duration } from '@portcullis/core';
import {
  assertKnownOptions,
  describeValue,
  parseDurationWithin,
  type Scheduler,
  type OptionTable,
} from '@portcullis/core/internal';
import { signingSpec, type SigningAlgorithm } from '../signing/algorithms.js';
import type { SigningKey } from '../signing/signing-key.js';
import type { KeyEncryptionKeys } from './key-seal.js';
import type { KeyStore } from './key-store.js';
import type { RotationSettings } from './rotation-plan.js';

/**
 * Options of `KeyRing.open`. Every process of one issuer uses the same options.
 *
 * @example
 * KeyRing.open({ store: store.keys, algorithm: 'ES256', keyEncryptionKeys })
 */
export interface KeyRingOptions {
  /** Where the keys are stored. */
  readonly store: KeyStore;
  /**
   * The signing algorithm. Default: the algorithm of the ring's active key; in a new ring that of `initialKey`, otherwise
   * RS256. To change it, set another one: a key of it is published, and signs as soon as every verifier knows it.
   */
  readonly algorithm?: SigningAlgorithm;
  /** The first key of a new ring. Default: a generated key. */
  readonly initialKey?: SigningKey;
  /** Keys that seal private keys (`parseKeyEncryptionKeys`). Required unless the store is in this process. */
  readonly keyEncryptionKeys?: KeyEncryptionKeys;
  /** How long a key signs, 10 minutes to 366 days. Default `'30d'`. */
  readonly rotateEvery?: Duration;
  /** How long verifiers may cache the JWKS: its `max-age`, 1 minute to 1 day. Default `'10m'`. */
  readonly jwksMaxAge?: Duration;
  /**
   * The time in which every process loads a change, 5 seconds to 10 minutes. Processes load the ring every sixth of it, and
   * wait a tenth of it for the store. A process that has not loaded the ring for longer does not sign. Default `'30s'`.
   */
  readonly propagationTime?: Duration;
  /** By how much clocks may differ, 5 seconds to 5 minutes. Default `'30s'`. */
  readonly clockTolerance?: Duration;
  /** The longest lifetime of tokens, 1 minute to 366 days. Signers with a longer one do not start. Default `'1d'`. */
  readonly longestToken?: Duration;
  /** How long tokens are verified while the store is unavailable, 30 seconds to 1 day. Default `'1h'`. */
  readonly verifyWhileUnavailable?: Duration;
  /** The current time in milliseconds. Default `Date.now`. */
  readonly clock?: Clock;
  /** Schedules the next load. Default: a timer that does not keep the process alive. */
  readonly scheduler?: Scheduler;
}

/** Validated times of a ring, in milliseconds. */
export interface RingSettings extends RotationSettings {
  readonly loadEveryMs: number;
  readonly storeTimeoutMs: number;
  readonly verifyWhileUnavailableMs: number;
}

const MINUTE = 60;
const DAY = 86_400;
const YEAR = 366 * DAY;
const NAMES: OptionTable<KeyRingOptions> = {
  store: 'value',
  algorithm: 'value',
  initialKey: 'value',
  keyEncryptionKeys: 'value',
  rotateEvery: 'value',
  jwksMaxAge: 'value',
  propagationTime: 'value',
  clockTolerance: 'value',
  longestToken: 'value',
  verifyWhileUnavailable: 'value',
  clock: 'value',
  scheduler: 'value',
};

/** Validates the options. @throws ConfigurationError for an invalid option */
export function readRingOptions(options: KeyRingOptions): RingSettings {
  assertKnownOptions(options, NAMES);
  assertStore(options);
  assertKeys(options);
  return readTimes(options);
}

function readTimes(options: KeyRingOptions): RingSettings {
  const read = (
    name: keyof KeyRingOptions &
      (
        | 'rotateEvery'
        | 'jwksMaxAge'
        | 'propagationTime'
        | 'clockTolerance'
        | 'longestToken'
        | 'verifyWhileUnavailable'
      ),
    fallback: Duration,
    least: number,
    most: number,
  ): number =>
    parseDurationWithin(options[name] ?? fallback, name, { min: least, max: most }) * 1000;
  const propagationTimeMs = read('propagationTime', '30s', 5, 10 * MINUTE);
  return Object.freeze({
    rotateEveryMs: read('rotateEvery', '30d', 10 * MINUTE, YEAR),
    jwksMaxAgeMs: read('jwksMaxAge', '10m', MINUTE, DAY),
    propagationTimeMs,
    toleranceMs: read('clockTolerance', '30s', 5, 5 * MINUTE),
    longestTokenMs: read('longestToken', '1d', MINUTE, YEAR),
    loadEveryMs: propagationTimeMs / 6,
    storeTimeoutMs: propagationTimeMs / 10,
    verifyWhileUnavailableMs: read('verifyWhileUnavailable', '1h', 30, DAY),
  });
}

function assertStore({ store, keyEncryptionKeys }: KeyRingOptions): void {
  if (typeof store?.load !== 'function' || typeof store.replace !== 'function') {
    throw new ConfigurationError('store', describeValue(store), 'a KeyStore');
  }
  if (store.isInProcess === true || keyEncryptionKeys !== undefined) return;
  throw new ConfigurationError(
    'keyEncryptionKeys',
    'none',
    'at least one, such as parseKeyEncryptionKeys(process.env.PORTCULLIS_KEK), because this store keeps keys outside this process',
  );
}

function assertKeys({ algorithm: alg, initialKey }: KeyRingOptions): void {
  if (alg === undefined) return;
  signingSpec(alg);
  if (initialKey === undefined || initialKey.alg === alg) return;
  throw new ConfigurationError(
    'algorithm',
    `'${alg}'`,
    `'${initialKey.alg}', the algorithm of initialKey`,
  );
}
