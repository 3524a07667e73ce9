/** The keys of one issuer, in one of its processes: the one that signs, and those that are published beside it. */
import {
  KeysUnavailableError,
  unreferencedTimeout,
  type Scheduler,
  type Clock,
  type JoseHeader,
  type KeySource,
  type VerificationKey,
} from '@portcullis/core';
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

/** A JWK Set with what its HTTP response says of it. */
export interface JwksPublication {
  readonly jwks: PublicJwks;
  /** A strong `ETag`, with its quotes (RFC 9110 §8.8.3). */
  readonly etag: string;
  /** `Cache-Control: max-age`, in seconds. Less than configured where this process has not seen the store for long. */
  readonly maxAge: number;
}

/** What a forced rotation comes to. */
export interface ForcedRotation {
  /** The key that signs from then on. */
  readonly kid: string;
  /** From when it signs, in milliseconds since the epoch; at most now where it signs already. */
  readonly signsAt: number;
}

/** What a JWKS must be fresh for at least: verifiers, core's too, keep one for a minute whatever it says. */
const LEAST_MAX_AGE_MS = 60_000;

/**
 * Follows the ring in a store, and does what is due: keys are published, sign, rest and go by themselves. No request
 * waits for any of it. A process that can't see the store fails closed: first it stops to sign, then to publish, then
 * to verify (docs/issuing.md).
 */
export class KeyRing {
  /**
   * The keys for verifiers in this process (option `keys` of `createVerifier`): nothing is fetched. A key stays the
   * same object for as long as it is in the ring, so cached tokens outlive a rotation and end with their key. Throws
   * KeysUnavailableError when this process has not seen the store for longer than `verifyWhileUnavailable`.
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
   * Opens the ring of a store and follows it; an empty store is given its first keys. Processes that open one store
   * at once end up with the same keys. Keys that are sealed with an older key-encryption key are sealed anew.
   *
   * @throws ConfigurationError for a wrong option, a key-encryption key that is missing or wrong, a stored ring that
   *   is none, and an `initialKey` whose `kid` another key has; StoreUnavailableError
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
   * The key that signs.
   *
   * @throws StoreUnavailableError while none may: this process has not seen the store for too long, or a key was
   *   killed and the next one is not known to every verifier yet
   */
  get active(): SigningKey {
    const { active } = this.#snapshot;
    if (active !== undefined && this.#isFresh()) return active;
    throw this.#cannotSign();
  }

  /** Every key that verifies tokens of this issuer, the active one first. */
  get verificationKeys(): readonly VerificationKey[] {
    return this.#snapshot.verification.keys;
  }

  /** How long tokens that it signs may live at most, in seconds. */
  get longestToken(): number {
    return this.#settings.longestTokenMs / 1000;
  }

  /**
   * The public JWK Set (RFC 7517 §5): every key of the ring with `kid`, `alg` and `use`. Never a private member, never
   * a secret: of HS256 keys there is nothing to publish.
   */
  jwks(): PublicJwks {
    return this.#snapshot.jwks;
  }

  /** The keys with their times, for people to look at: as this process saw them last. */
  timeline(): readonly KeyTimes[] {
    return timelineOf(this.#snapshot.ring, this.#settings);
  }

  /**
   * The public JWK Set with its `ETag` and `max-age`, to serve at `/.well-known/jwks.json`.
   *
   * @throws StoreUnavailableError (503) when this process has not seen the store for so long that a key which is not
   *   in its set may sign before a verifier asks again
   */
  publication(): JwksPublication {
    const { jwksMaxAgeMs } = this.#settings;
    const lateMs = Math.max(0, this.#unseenFor() - this.#freshMs());
    const maxAgeMs = jwksMaxAgeMs - lateMs;
    if (maxAgeMs < LEAST_MAX_AGE_MS) throw new StoreUnavailableError('the key store');
    const { jwks, etag } = this.#snapshot;
    return { jwks, etag, maxAge: Math.floor(maxAgeMs / 1000) };
  }

  /**
   * Rotates as soon as the staged key may sign, however long the active one has: at once, unless it was staged only
   * minutes ago. All processes know of it; it need not be this one that does it.
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
   * Ends a key at once, as when it was stolen: it leaves the JWKS and its tokens are refused, here before this
   * returns, in the other processes as soon as they see it, and elsewhere when verifiers fetch the JWKS again. Where
   * it was the active one, the staged key signs from now on, or as soon as every verifier has it.
   *
   * @returns false where the ring has no such key
   * @throws StoreUnavailableError when only this process knows of it yet; it goes on telling the store
   */
  async kill(kid: string): Promise<boolean> {
    if (!this.#snapshot.key(kid)) await this.#follow(); // another process may have made it a moment ago
    const key = this.#snapshot.key(kid);
    if (!key) return false;
    this.#keeper.condemn(key);
    this.#show(this.#snapshot.without(kid));
    await this.#follow();
    return true;
  }

  /**
   * Looks at the store now, and does what is due.
   *
   * @throws StoreUnavailableError
   */
  refresh(): Promise<void> {
    return this.#follow();
  }

  /** Follows the store, as it does from `open` on. Nothing where it does already. */
  start(): void {
    if (this.#stop) return;
    this.#wait();
    this.#signal.keep();
  }

  /** Follows the store no more. Does not close the store's connection; resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#stop?.();
    this.#stop = undefined;
    await this.#signal.end();
    await this.#queue;
  }

  /** Looks again after about the interval: ten processes that started at once are soon out of step. */
  #wait(): void {
    const milliseconds = this.#settings.loadEveryMs * (0.8 + 0.4 * Math.random());
    this.#stop = this.#after(milliseconds, () => {
      this.#wait();
      this.#signal.keep();
      this.#look();
    });
  }

  /** Follows the store soon; once, however many ask for it. */
  #look(): void {
    if (this.#isQueued || !this.#stop) return;
    this.#isQueued = true;
    this.#follow().catch((error: unknown) => this.#reporter.failed(error));
  }

  /** One after the other. */
  #follow(request?: KeeperRequest): Promise<void> {
    const done = this.#queue.then(async () => {
      this.#isQueued = false;
      const seen = await this.#keeper.bringUpToDate(request).catch((error: unknown) => {
        this.#show(this.#snapshot); // without what it has read to be killed, although the rest can't be used
        throw error;
      });
      this.#seenAt = seen.at;
      this.#show(new RingSnapshot(seen.ring, seen.keys));
      this.#reporter.followed();
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** What was killed while the store was asked does not come back with its answer. */
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
    const outOfReach = (): Error => new KeysUnavailableError('the key store is out of reach', 1);
    if (this.#unseenFor() >= this.#settings.verifyWhileUnavailableMs) throw outOfReach();
    const key = this.#snapshot.verification.find(header);
    if (key === undefined && !this.#isFresh()) throw outOfReach(); // it may have come meanwhile
    return key;
  }

  #isFresh(): boolean {
    return this.#unseenFor() < this.#freshMs();
  }

  /** A change counts from when it was sent to the store; it may have arrived so much later. */
  #freshMs(): number {
    return this.#settings.propagationTimeMs - this.#settings.storeTimeoutMs;
  }

  /** Milliseconds since the store was seen. Forever, when the clock was set back by more than clocks may differ. */
  #unseenFor(): number {
    if (this.#store.isInProcess === true) return 0;
    const unseenFor = this.#clock() - this.#seenAt;
    return unseenFor >= -this.#settings.toleranceMs ? unseenFor : Number.POSITIVE_INFINITY;
  }

  #cannotSign(): StoreUnavailableError {
    if (!this.#isFresh()) return new StoreUnavailableError('the key store');
    const mayActivateAt = nextOf(this.#snapshot.ring, this.#settings)?.mayActivateAt ?? 0;
    const seconds = Math.ceil((mayActivateAt - this.#clock()) / 1000);
    return new StoreUnavailableError(
      'a key that every verifier knows already',
      undefined,
      Math.max(1, seconds),
    );
  }
}
