/** Loads a ring, takes the next steps, and writes it back unless another process was faster. */
import { ConfigurationError, type Clock } from '@portcullis/core';
import type { SigningAlgorithm } from '../signing/algorithms.js';
import { SigningKey } from '../signing/signing-key.js';
import { StoreUnavailableError } from '../store-access/store-unavailable.js';
import { ClockReporter } from './ring-events.js';
import type { KeyRingOptions, RingSettings } from './key-ring.options.js';
import type { KeyStore, KilledKey, LoadedRing, StoredKey, StoredRing } from './key-store.js';
import { KeyVault } from './key-vault.js';
import {
  algorithmOf,
  NO_RING,
  planRing,
  settled,
  tombstone,
  withoutUseless,
  type Knowledge,
} from './ring-plan.js';
import { nextState, reconciled, type SeenState } from './ring-lineage.js';
import { promising } from './ring-promises.js';
import { afterStep, type RotationStep } from './rotation-plan.js';
import { assertRing, tombstonesOf } from './stored-ring.js';
import { replicaIsBehind } from '../store-access/heartbeat.js';
import { timeLimit } from '../store-access/step-limit.js';

/** A ring as it was at one time, with its keys opened. */
export interface SeenRing {
  readonly ring: StoredRing;
  readonly keys: ReadonlyMap<string, SigningKey>;
  /** When the store was read, in milliseconds since the epoch. It may have changed since. */
  readonly at: number;
}

/** Requests in addition to the planned steps. */
export interface KeeperRequest {
  /** Whether to rotate as soon as a staged key may sign. */
  readonly rotate?: boolean;
  /** Whether to reseal keys that are not sealed with the current key-encryption key. */
  readonly reseal?: boolean;
}

const STORE = 'the key store';
const MAX_TRIES = 10;
const MAX_UNSURE = 32;

interface Held {
  readonly sealed: string;
  readonly key: SigningKey;
}

interface Plan {
  /** The loaded ring, or this process's ring if the store has lost something. */
  readonly found: StoredRing;
  /** `found` with the knowledge of this process. */
  readonly ring: StoredRing;
  readonly steps: readonly RotationStep[];
  readonly alg: SigningAlgorithm;
}

interface Applied {
  readonly ring: StoredRing;
  /** The time in it, by the store's clock. */
  readonly now: number;
  /** The same moment or earlier, by this process's clock. */
  readonly sentAt: number;
}

/** Changes a ring. Calls must not overlap: wait for one to end before the next. */
export class RingKeeper {
  readonly #store: KeyStore;
  readonly #vault: KeyVault;
  readonly #settings: RingSettings;
  readonly #clock: Clock;
  readonly #alg: SigningAlgorithm | undefined;
  readonly #initialKey: SigningKey | undefined;
  readonly #clockReporter = new ClockReporter();
  /** Tombstones that were in the store. */
  readonly #killed = new Map<string, KilledKey>();
  /** Keys that were killed in this process and have no tombstone in the store yet. */
  readonly #condemned = new Map<string, StoredKey>();
  readonly #unsureTimes = new Set<number>();
  #held: ReadonlyMap<string, Held> = new Map();
  #seen: SeenState | undefined;

  constructor(options: KeyRingOptions, settings: RingSettings) {
    this.#store = options.store;
    this.#vault = new KeyVault(options.keyEncryptionKeys);
    this.#settings = settings;
    this.#clock = options.clock ?? Date.now;
    this.#alg = options.algorithm;
    this.#initialKey = options.initialKey;
  }

  /**
   * Loads the ring, takes the next steps, and returns the result.
   *
   * @throws StoreUnavailableError; ConfigurationError if a key does not open. Then nothing is written
   */
  async bringUpToDate(request: KeeperRequest = {}): Promise<SeenRing> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const at = this.#clock();
      const loaded = await this.#reach(() => this.#store.load());
      const seen = await this.#advance(loaded, at, request);
      if (seen) return seen;
    }
    throw new StoreUnavailableError(
      STORE,
      new Error(`other processes were faster in ${MAX_TRIES} attempts to write`),
    );
  }

  /** Kills a key: at once in this process, and in all others with the next write. */
  condemn(key: StoredKey): void {
    this.#condemned.set(key.kid, key);
  }

  /** Returns whether this process knows that a key was killed. */
  isKilled(kid: string): boolean {
    return this.#killed.has(kid) || this.#condemned.has(kid);
  }

  /** @returns undefined if another process was faster */
  async #advance(
    loaded: LoadedRing | undefined,
    askedAt: number,
    request: KeeperRequest,
  ): Promise<SeenRing | undefined> {
    const hasChanges = ({ found, ring, steps }: Plan): boolean =>
      found !== loaded || ring !== found || steps.length > 0 || this.#isToReseal(ring, request);
    this.#rememberKilled(tombstonesOf(loaded)); // first, because later steps may fail
    if (loaded !== undefined) assertRing(loaded);
    const at = askedAt - this.#behindMs(loaded);
    const first = this.#planned(loaded, request, this.#clock());
    const { found } = first;
    this.#held = await this.#openAll(found).catch(async (error: unknown) => {
      if (loaded !== undefined) await this.#bury(loaded);
      throw error;
    });
    if (!hasChanges(first)) return this.#note(found, at);
    // The first plan used this process's clock, which may be wrong. The ring is written by the store's clock.
    const plan = this.#planned(loaded, request, await this.#time());
    if (!hasChanges(plan)) return this.#note(found, at);
    return this.#write(loaded?.version ?? 0, await this.#applied(plan));
  }

  /** @throws StoreUnavailableError for a replica that is too far behind for a process that signs */
  #behindMs({ behindMs = 0 }: LoadedRing = {} as LoadedRing): number {
    const { propagationTimeMs, storeTimeoutMs } = this.#settings;
    if (behindMs < propagationTimeMs - storeTimeoutMs) return behindMs;
    throw new StoreUnavailableError(STORE, replicaIsBehind(behindMs));
  }

  #planned(loaded: StoredRing | undefined, request: KeeperRequest, now: number): Plan {
    // Restores keys that the store has lost.
    const found = reconciled(loaded, this.#seen, now) ?? NO_RING;
    const ring = promising(settled(found, this.#knowledge(request, now)), this.#settings, now);
    const alg = this.#alg ?? algorithmOf(ring) ?? this.#initialKey?.alg ?? 'RS256';
    return { found, ring, alg, steps: planRing(ring, this.#settings, { now, alg }) };
  }

  /** Returns the store's time, or this process's if the store has no clock. */
  async #time(): Promise<number> {
    const time = await this.#reach(async () => this.#store.time?.());
    if (time === undefined) return this.#clock();
    if (!Number.isFinite(time)) {
      throw new StoreUnavailableError(STORE, new Error('the store returned an invalid time'));
    }
    this.#clockReporter.compared(this.#clock() - time, this.#settings.toleranceMs);
    return Math.floor(time);
  }

  async #write(expected: number, { ring, now, sentAt }: Applied): Promise<SeenRing | undefined> {
    let isWritten: boolean;
    const { storeTimeoutMs } = this.#settings;
    const notAfter = this.#store.time && now + storeTimeoutMs;
    try {
      isWritten = await this.#reach(() => this.#store.replace(expected, ring, notAfter));
    } catch (error) {
      this.#isUnsureOf(now); // it may still be written, at any time
      throw error;
    }
    if (!isWritten) return undefined;
    if (this.#clock() - sentAt > storeTimeoutMs) {
      this.#isUnsureOf(now);
      return undefined;
    }
    this.#held = await this.#openAll(ring);
    return this.#note(ring, sentAt);
  }

  /** Writes tombstones of keys that were killed here, even if this process cannot open every key. */
  async #bury(loaded: StoredRing): Promise<void> {
    if (this.#condemned.size === 0) return;
    const now = await this.#time();
    const next = nextState(settled(loaded, this.#knowledge({}, now)));
    const notAfter = this.#store.time && now + this.#settings.storeTimeoutMs;
    await this.#reach(() => this.#store.replace(loaded.version, next, notAfter));
  }

  /** Returns the ring after the steps. Times are read after new keys are generated, which may take long. */
  async #applied({ ring, steps, alg }: Plan): Promise<Applied> {
    const made = await Promise.all(steps.map((step) => this.#keyFor(step, alg)));
    const sentAt = this.#clock();
    const now = await this.#time();
    let keys: readonly StoredKey[] = ring.keys.map((key) => this.#resealed(key));
    for (const [i, step] of steps.entries()) {
      const key = made[i];
      const context = { now, settings: this.#settings };
      keys = afterStep(keys, step, key ? { ...context, made: this.#asStored(key, now) } : context);
    }
    const isRotated = steps.some(({ step }) => step === 'activate');
    const next = nextState(ring, {
      keys: isRotated ? withoutUseless(keys, alg) : keys,
      rotatesSoon: ring.rotatesSoon && !isRotated,
    });
    return { ring: next, now, sentAt };
  }

  async #keyFor({ step }: RotationStep, alg: SigningAlgorithm): Promise<SigningKey | undefined> {
    if (step === 'begin') return this.#initialKey ?? SigningKey.generate(alg);
    return step === 'stage' ? SigningKey.generate(alg) : undefined;
  }

  /** Opens every key. A key that is already open stays the same object, so that cached tokens stay valid. */
  async #openAll({ keys }: StoredRing): Promise<ReadonlyMap<string, Held>> {
    const opened = await Promise.all(
      keys.map(async (stored): Promise<[string, Held]> => {
        const { kid, sealed } = stored;
        const held = this.#held.get(kid);
        if (held?.sealed === sealed && held.key.alg === stored.alg) return [kid, held];
        const key = await this.#vault.open(stored);
        this.#assertIsInitial(key);
        return [kid, { sealed, key: held?.key.equals(key) ? held.key : key }];
      }),
    );
    return new Map(opened);
  }

  /** Rejects a configured key that would silently not be used. */
  #assertIsInitial(key: SigningKey): void {
    if (this.#initialKey?.kid !== key.kid || this.#initialKey.equals(key)) return;
    throw new ConfigurationError(
      'initialKey',
      `the key '${key.kid}'`,
      'the key that the store already has under this kid, or no initialKey',
    );
  }

  #note(ring: StoredRing, at: number): SeenRing {
    this.#seen = { ring, at };
    const now = this.#clock();
    for (const { kid, keptUntil } of this.#killed.values()) {
      if (now >= keptUntil) this.#killed.delete(kid);
    }
    return { ring, keys: new Map([...this.#held].map(([kid, { key }]) => [kid, key])), at };
  }

  #rememberKilled(killed: readonly KilledKey[]): void {
    for (const each of killed) {
      this.#killed.set(each.kid, each);
      this.#condemned.delete(each.kid);
    }
  }

  #knowledge({ rotate = false }: KeeperRequest, now: number): Knowledge {
    const fresh = [...this.#condemned.values()].map((key) => tombstone(key, this.#settings, now));
    const killed = [...this.#killed.values(), ...fresh];
    // Without a store clock it is unknown which of two clocks is wrong.
    const latest = this.#store.time ? now + this.#settings.toleranceMs : Number.POSITIVE_INFINITY;
    return { now, killed, latest, unsureTimes: this.#unsureTimes, rotate };
  }

  #isUnsureOf(time: number): void {
    this.#unsureTimes.add(time);
    for (const oldest of this.#unsureTimes) {
      if (this.#unsureTimes.size <= MAX_UNSURE) break;
      this.#unsureTimes.delete(oldest);
    }
  }

  #isToReseal({ keys }: StoredRing, { reseal = false }: KeeperRequest): boolean {
    return reseal && keys.some((key) => !this.#vault.isCurrent(key));
  }

  #resealed(stored: StoredKey): StoredKey {
    const held = this.#held.get(stored.kid);
    if (!held || this.#vault.isCurrent(stored)) return stored;
    return { ...stored, sealed: this.#vault.seal(held.key) };
  }

  #asStored(key: SigningKey, publishedAt: number): StoredKey {
    const { kid, alg } = key;
    return { kid, alg, state: 'staged', publishedAt, sealed: this.#vault.seal(key) };
  }

  #reach<T>(ask: () => Promise<T>): Promise<T> {
    return timeLimit(STORE, this.#settings.storeTimeoutMs)(ask);
  }
}
