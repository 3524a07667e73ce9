/** How a key ring is opened, and what its options come to. */
import {
  assertKnownOptions,
  ConfigurationError,
  describeValue,
  parseDurationWithin,
  type Scheduler,
  type Clock,
  type Duration,
  type OptionTable,
} from '@portcullis/core';
import { signingSpec, type SigningAlgorithm } from '../signing/algorithms.js';
import type { SigningKey } from '../signing/signing-key.js';
import type { KeyEncryptionKeys } from './key-seal.js';
import type { KeyStore } from './key-store.js';
import type { RotationSettings } from './rotation-plan.js';

/** How a ring is opened. Every process of one issuer opens it with the same options. */
export interface KeyRingOptions {
  /** Where the keys are kept. */
  readonly store: KeyStore;
  /**
   * The algorithm to sign with. Default: what the ring signs with already, that of `initialKey` in a new ring, else
   * RS256. Another than the ring's is no error: a key of it is published, and signs as soon as every verifier has it.
   */
  readonly algorithm?: SigningAlgorithm;
  /** The key to begin with where there is no ring yet. Default: a new one. */
  readonly initialKey?: SigningKey;
  /** What private keys are sealed with (`parseKeyEncryptionKeys`). Required, unless the store is in this process. */
  readonly keyEncryptionKeys?: KeyEncryptionKeys;
  /** How long a key signs, 10 minutes to 366 days. Default `'30d'`. */
  readonly rotateEvery?: Duration;
  /** How long verifiers may keep the JWKS: its `max-age`, 1 minute to 1 day. Default `'10m'`. */
  readonly jwksMaxAge?: Duration;
  /**
   * Within how long every process has seen a change, 5 seconds to 10 minutes. Default `'30s'`. A sixth of it is the
   * interval of loading, a tenth of it the time a store has to answer. A process that has not seen the store for
   * longer does not sign.
   */
  readonly propagationTime?: Duration;
  /** By how much clocks may differ, 5 seconds to 5 minutes. Default `'30s'`. */
  readonly clockTolerance?: Duration;
  /** How long a token may live at most, 1 minute to 366 days. Default `'1d'`. Signers of longer ones don't start. */
  readonly longestToken?: Duration;
  /** For how long tokens are verified here while the store is out of reach, 30 seconds to 1 day. Default `'1h'`. */
  readonly verifyWhileUnavailable?: Duration;
  /** The time in milliseconds. Default `Date.now`. */
  readonly clock?: Clock;
  /** What waits between two looks at the store. Default a timer that does not keep the process alive. */
  readonly scheduler?: Scheduler;
}

/** The times of a ring, in milliseconds. */
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

/** @throws ConfigurationError naming the option that is wrong */
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
    'at least one, such as parseKeyEncryptionKeys(process.env.PORTCULLIS_KEK): this store keeps keys outside of the process',
  );
}

function assertKeys({ algorithm: alg, initialKey }: KeyRingOptions): void {
  if (alg === undefined) return;
  signingSpec(alg);
  if (initialKey === undefined || initialKey.alg === alg) return;
  throw new ConfigurationError(
    'algorithm',
    `'${alg}'`,
    `'${initialKey.alg}', which initialKey is for, or none`,
  );
}
