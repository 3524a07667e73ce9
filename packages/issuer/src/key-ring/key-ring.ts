/** The keys of one issuer in one process: the active one, and the other published ones. */
import {
  KeysUnavailableError,
  type Clock,
  type JoseHeader,
  type KeySource,
  type VerificationKey,
} from '@portcullis/core';
import { unreferencedTimeout, type Scheduler } from '@portcullis/core/internal';
import type { SigningKey } from '../signing/signing-key.js';
import { StoreUnavailableError } from '../store-access/store-unavailable.js';
import type { PublicJwks } from './jwks.js';
import { readRingOptions, type KeyRingOptions, type RingSettings } from './key-ring.options.js';
import type { KeyStore } from './key-store.js';
import { RingReporter } from './ring-events.js';
import { RingKeeper, type KeeperRequest, type SeenRing } from './ring-writer.js';
import { nextOf } from './ring-plan.js';
import { RingSignal } from './ring-signal.js';
import { RingSnapshot } from './ring-snapshot.js';
import { timelineOf, type KeyTimes } from './ring-timeline.js';

/** A JWK Set with the headers of its HTTP response. */
export interface JwksPublication {
  readonly jwks: PublicJwks;
  /** A strong `ETag`, with its quotes (RFC 9110 §8.8.3). */
  readonly etag: string;
  /** `Cache-Control: max-age`, in seconds. Shorter than configured if this process has not loaded the ring for long. */
  readonly maxAge: number;
}

/** The result of a forced rotation. */
export interface ForcedRotation {
  /** The key that signs next. */
  readonly kid: string;
  /** When it starts to sign, in milliseconds since the epoch. Not in the future if it already signs. */
  readonly signsAt: number;
}

/** The shortest `max-age`: verifiers, including core's, cache a JWKS for at least a minute. */
const MIN_MAX_AGE_MS = 60_000;

/**
 * Loads the signing keys of one issuer from a store at intervals, and rotates them. Requests never wait for a rotation. If
 * the store is unavailable, the process stops signing, then publishing, then verifying (docs/issuing.md).
 *
 * @example
 * const keyRing = await KeyRing.open({ store: store.keys, keyEncryptionKeys });
 * const signer = new TokenSigner({ issuer, audience, keyRing });
 */
export class KeyRing {
  /**
   * The keys for verifiers in this process (option `keys` of `createVerifier`), without a request. A key stays the same
   * object while it is in the ring, so that cached tokens survive a rotation and end with their key. Throws
   * KeysUnavailableError if this process has not loaded the ring for longer than `verifyWhileUnavailable`.
   */
  readonly keySource: KeySource = Object.freeze({
    find: (header: JoseHeader) => this.#find(header),
  });
  readonly #store: KeyStore;
  readonly #keeper: RingKeeper;
  readonly #settings: RingSettings;
  readonly #clock: Clock;
  readonly #after: Scheduler;
  readonly #reporter = new RingReporter();
  readonly #signal: RingSignal;
  #snapshot: RingSnapshot;
  #seenAt: number;
  #queue: Promise<unknown> = Promise.resolve();
  #isQueued = false;
  #stop: (() => void) | undefined;

  private constructor(
    options: KeyRingOptions,
    settings: RingSettings,
    { keeper, seen }: { readonly keeper: RingKeeper; readonly seen: SeenRing },
  ) {
    this.#store = options.store;
    this.#keeper = keeper;
    this.#settings = settings;
    this.#clock = options.clock ?? Date.now;
    this.#after = options.scheduler ?? unreferencedTimeout;
    this.#signal = new RingSignal(options.store, settings.storeTimeoutMs, {
      onChange: () => this.#look(),
      onFailed: (error) => this.#reporter.failed(error),
    });
    this.#snapshot = new RingSnapshot(seen.ring, seen.keys);
    this.#seenAt = seen.at;
  }

  /**
   * Opens the ring of a store, and reloads it at intervals. Creates the first keys in an empty store. Processes that open
   * one store at once agree on the keys. Reseals keys that are sealed with an older key-encryption key.
   *
   * @throws ConfigurationError for an invalid option, a missing or wrong key-encryption key, an invalid stored ring, and an
   *   `initialKey` whose `kid` another key has; StoreUnavailableError
   */
  static async open(options: KeyRingOptions): Promise<KeyRing> {
    const settings = readRingOptions(options);
    const keeper = new RingKeeper(options, settings);
    const seen = await keeper.bringUpToDate({ reseal: true });
    const ring = new KeyRing(options, settings, { keeper, seen });
    ring.start();
    return ring;
  }

  /**
   * The active signing key.
   *
   * @throws StoreUnavailableError while no key may sign: this process has not loaded the ring for too long, or the active
   *   key was killed and verifiers are still refreshing their JWKS
   */
  get active(): SigningKey {
    const { active } = this.#snapshot;
    if (active !== undefined && this.#isFresh()) return active;
    throw this.#cannotSign();
  }

  /** All keys that verify tokens of this issuer, the active one first. */
  get verificationKeys(): readonly VerificationKey[] {
    return this.#snapshot.verification.keys;
  }

  /** The longest lifetime of a token, in seconds. */
  get longestToken(): number {
    return this.#settings.longestTokenMs / 1000;
  }

  /**
   * Returns the public JWK Set (RFC 7517 §5): every key of the ring with `kid`, `alg` and `use`. It contains no private
   * member and no secret, so HS256 keys are not in it.
   */
  jwks(): PublicJwks {
    return this.#snapshot.jwks;
  }

  /** Returns the keys with their times, for administrators, as this process loaded them last. */
  timeline(): readonly KeyTimes[] {
    return timelineOf(this.#snapshot.ring, this.#settings);
  }

  /**
   * Returns the public JWK Set with its `ETag` and `max-age`, to serve at `/.well-known/jwks.json`.
   *
   * @throws StoreUnavailableError (503) if this process has not loaded the ring for so long that a key outside this set may
   *   sign before verifiers fetch the set again
   */
  publication(): JwksPublication {
    const { jwksMaxAgeMs } = this.#settings;
    const lateMs = Math.max(0, this.#unseenFor() - this.#freshMs());
    const maxAgeMs = jwksMaxAgeMs - lateMs;
    if (maxAgeMs < MIN_MAX_AGE_MS) throw new StoreUnavailableError('the key store');
    const { jwks, etag } = this.#snapshot;
    return { jwks, etag, maxAge: Math.floor(maxAgeMs / 1000) };
  }

  /**
   * Rotates as soon as the staged key may sign: at once, unless it was staged only minutes ago. The request is stored, so
   * that any process can carry it out.
   *
   * @throws StoreUnavailableError
   */
  async rotate(): Promise<ForcedRotation> {
    const before = this.#snapshot.active?.kid;
    await this.#follow({ rotate: true });
    const { active, ring } = this.#snapshot;
    if (active && active.kid !== before) return { kid: active.kid, signsAt: this.#clock() };
    const next = nextOf(ring, this.#settings);
    return { kid: next?.kid ?? '', signsAt: next?.mayActivateAt ?? Number.POSITIVE_INFINITY };
  }

  /**
   * Removes a stolen key at once: from the JWKS, and its tokens are rejected. This takes effect in this process before the
   * promise resolves, in other processes when they load the ring, and in other verifiers when they fetch the JWKS again. If
   * the key was active, the staged key signs from now on, or as soon as every verifier knows it.
   *
   * @returns false if the ring has no key with this ID
   * @throws StoreUnavailableError if only this process knows of it yet. It keeps trying to write to the store
   */
  async kill(kid: string): Promise<boolean> {
    if (!this.#snapshot.key(kid)) await this.#follow(); // another process may have just created it
    const key = this.#snapshot.key(kid);
    if (!key) return false;
    this.#keeper.condemn(key);
    this.#show(this.#snapshot.without(kid));
    await this.#follow();
    return true;
  }

  /**
   * Loads the ring now, and rotates keys if it is time.
   *
   * @throws StoreUnavailableError
   */
  refresh(): Promise<void> {
    return this.#follow();
  }

  /** Starts to load the ring at intervals, which `open` does too. Does nothing if already started. */
  start(): void {
    if (this.#stop) return;
    this.#wait();
    this.#signal.keep();
  }

  /** Stops loading the ring, and waits for running operations. The store's connections stay open. */
  async close(): Promise<void> {
    this.#stop?.();
    this.#stop = undefined;
    await this.#signal.end();
    await this.#queue;
  }

  /** Loads again after about the interval. The variation keeps processes from loading in step. */
  #wait(): void {
    const milliseconds = this.#settings.loadEveryMs * (0.8 + 0.4 * Math.random());
    this.#stop = this.#after(milliseconds, () => {
      this.#wait();
      this.#signal.keep();
      this.#look();
    });
  }

  /** Loads the ring soon, once for any number of calls. */
  #look(): void {
    if (this.#isQueued || !this.#stop) return;
    this.#isQueued = true;
    this.#follow().catch((error: unknown) => this.#reporter.failed(error));
  }

  /** Loads the ring after earlier loads have ended. */
  #follow(request?: KeeperRequest): Promise<void> {
    const done = this.#queue.then(async () => {
      this.#isQueued = false;
      const seen = await this.#keeper.bringUpToDate(request).catch((error: unknown) => {
        this.#show(this.#snapshot); // removes keys whose tombstones could be read
        throw error;
      });
      this.#seenAt = seen.at;
      this.#show(new RingSnapshot(seen.ring, seen.keys));
      this.#reporter.followed();
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Shows a snapshot without keys that were killed while the store was answering. */
  #show(snapshot: RingSnapshot): void {
    let shown = snapshot;
    for (const { kid } of snapshot.ring.keys) {
      if (this.#keeper.isKilled(kid)) shown = shown.without(kid);
    }
    const before = this.#snapshot;
    this.#snapshot = shown;
    this.#reporter.changed(before, shown, (kid) => this.#keeper.isKilled(kid));
  }

  #find(header: JoseHeader): VerificationKey | undefined {
    const unavailable = (): Error => new KeysUnavailableError('the key store is unavailable', 1);
    if (this.#unseenFor() >= this.#settings.verifyWhileUnavailableMs) throw unavailable();
    const key = this.#snapshot.verification.find(header);
    if (key === undefined && !this.#isFresh()) throw unavailable(); // the key may be newer than the ring
    return key;
  }

  #isFresh(): boolean {
    return this.#unseenFor() < this.#freshMs();
  }

  /** A change counts from when it was sent to the store, and may arrive later by the store's time limit. */
  #freshMs(): number {
    return this.#settings.propagationTimeMs - this.#settings.storeTimeoutMs;
  }

  /** Returns milliseconds since the ring was loaded; Infinity if the clock was set back by more than the tolerance. */
  #unseenFor(): number {
    if (this.#store.isInProcess === true) return 0;
    const unseenFor = this.#clock() - this.#seenAt;
    return unseenFor >= -this.#settings.toleranceMs ? unseenFor : Number.POSITIVE_INFINITY;
  }

  #cannotSign(): StoreUnavailableError {
    if (!this.#isFresh()) return new StoreUnavailableError('the key store');
    const mayActivateAt = nextOf(this.#snapshot.ring, this.#settings)?.mayActivateAt ?? 0;
    const seconds = Math.ceil((mayActivateAt - this.#clock()) / 1000);
    return StoreUnavailableError.because(
      'no signing key is active yet: verifiers are still refreshing their JWKS',
      Math.max(1, seconds),
    );
  }
}
