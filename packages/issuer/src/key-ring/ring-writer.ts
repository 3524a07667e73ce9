/** Loads a ring, does what is due, and writes it back where no other process was faster. */
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

/** A ring as it was at a time, with its keys opened. */
export interface SeenRing {
  readonly ring: StoredRing;
  readonly keys: ReadonlyMap<string, SigningKey>;
  /** When the store was asked: it may have changed since. Milliseconds since the epoch. */
  readonly at: number;
}

/** What is to be done beside what is due. */
export interface KeeperRequest {
  /** Whether to rotate as soon as a staged key may sign. */
  readonly rotate?: boolean;
  /** Whether to seal anew what is not sealed with the current key-encryption key. */
  readonly reseal?: boolean;
}

const STORE = 'the key store';
const MOST_TRIES = 10;
const MOST_UNSURE = 32;

interface Held {
  readonly sealed: string;
  readonly key: SigningKey;
}

interface Plan {
  /** What the store has, or this process where the store is behind. */
  readonly found: StoredRing;
  /** With what this process knows in it. */
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

/** The one that changes rings. Not for use by two callers at once: whoever calls it waits for one to end. */
export class RingKeeper {
  readonly #store: KeyStore;
  readonly #vault: KeyVault;
  readonly #settings: RingSettings;
  readonly #clock: Clock;
  readonly #alg: SigningAlgorithm | undefined;
  readonly #initialKey: SigningKey | undefined;
  readonly #clockReporter = new ClockReporter();
  /** Tombstones that the store has had. */
  readonly #killed = new Map<string, KilledKey>();
  /** Keys that were killed here, and have no tombstone yet. */
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
   * The ring as it is now, after what was due.
   *
   * @throws StoreUnavailableError; ConfigurationError where a key does not open, before anything is written
   */
  async bringUpToDate(request: KeeperRequest = {}): Promise<SeenRing> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const at = this.#clock();
      const loaded = await this.#reach(() => this.#store.load());
      const seen = await this.#advance(loaded, at, request);
      if (seen) return seen;
    }
    throw new StoreUnavailableError(
      STORE,
      `${MOST_TRIES} writes that other processes were faster than`,
    );
  }

  /** From now on this key is dead in this process, and from the next write on in all. */
  condemn(key: StoredKey): void {
    this.#condemned.set(key.kid, key);
  }

  /** Whether this process knows that a key was killed. */
  isKilled(kid: string): boolean {
    return this.#killed.has(kid) || this.#condemned.has(kid);
  }

  /** @returns undefined where another process was faster */
  async #advance(
    loaded: LoadedRing | undefined,
    askedAt: number,
    request: KeeperRequest,
  ): Promise<SeenRing | undefined> {
    const isDue = ({ found, ring, steps }: Plan): boolean =>
      found !== loaded || ring !== found || steps.length > 0 || this.#isToReseal(ring, request);
    this.#rememberKilled(tombstonesOf(loaded)); // before anything that may fail
    if (loaded !== undefined) assertRing(loaded);
    const at = askedAt - this.#behindMs(loaded);
    const first = this.#planned(loaded, request, this.#clock());
    const { found } = first;
    this.#held = await this.#openAll(found).catch(async (error: unknown) => {
      if (loaded !== undefined) await this.#bury(loaded);
      throw error;
    });
    if (!isDue(first)) return this.#note(found, at);
    // By this process's clock, which may be wrong. What is written goes by the store's.
    const plan = this.#planned(loaded, request, await this.#time());
    if (!isDue(plan)) return this.#note(found, at);
    return this.#write(loaded?.version ?? 0, await this.#applied(plan));
  }

  /** @throws StoreUnavailableError for a replica that is further behind than a process may be that signs */
  #behindMs({ behindMs = 0 }: LoadedRing = {} as LoadedRing): number {
    const { propagationTimeMs, storeTimeoutMs } = this.#settings;
    if (behindMs < propagationTimeMs - storeTimeoutMs) return behindMs;
    throw new StoreUnavailableError(STORE, replicaIsBehind(behindMs));
  }

  #planned(loaded: StoredRing | undefined, request: KeeperRequest, now: number): Plan {
    // A store that has lost keys is given back those that this process still has.
    const found = reconciled(loaded, this.#seen, now) ?? NO_RING;
    const ring = promising(settled(found, this.#knowledge(request, now)), this.#settings, now);
    const alg = this.#alg ?? algorithmOf(ring) ?? this.#initialKey?.alg ?? 'RS256';
    return { found, ring, alg, steps: planRing(ring, this.#settings, { now, alg }) };
  }

  /** The store's time, or this process's where the store tells none. */
  async #time(): Promise<number> {
    const time = await this.#reach(async () => this.#store.time?.());
    if (time === undefined) return this.#clock();
    if (!Number.isFinite(time)) throw new StoreUnavailableError(STORE, 'a time that is none');
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
      this.#isUnsureOf(now); // it may be written all the same, at any time
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

  /** Has the others know what was killed here, although this process can't open their keys. */
  async #bury(loaded: StoredRing): Promise<void> {
    if (this.#condemned.size === 0) return;
    const now = await this.#time();
    const next = nextState(settled(loaded, this.#knowledge({}, now)));
    const notAfter = this.#store.time && now + this.#settings.storeTimeoutMs;
    await this.#reach(() => this.#store.replace(loaded.version, next, notAfter));
  }

  /** The ring after the steps. Times are taken when its new keys are made: that may have taken long. */
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

  /** Opens every key; one that is at hand stays the same object, so that what was cached with it goes on. */
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

  /** A configured key that is silently not used would be found out too late. */
  #assertIsInitial(key: SigningKey): void {
    if (this.#initialKey?.kid !== key.kid || this.#initialKey.equals(key)) return;
    throw new ConfigurationError(
      'initialKey',
      `the key '${key.kid}'`,
      `the key that the store has under that kid already, or none`,
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
    // Without a clock of the store nobody can tell which of two clocks is wrong.
    const latest = this.#store.time ? now + this.#settings.toleranceMs : Number.POSITIVE_INFINITY;
    return { now, killed, latest, unsureTimes: this.#unsureTimes, rotate };
  }

  #isUnsureOf(time: number): void {
    this.#unsureTimes.add(time);
    for (const oldest of this.#unsureTimes) {
      if (this.#unsureTimes.size <= MOST_UNSURE) break;
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
