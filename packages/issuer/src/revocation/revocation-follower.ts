/** Keeps a snapshot up to date with its store: by notifications if there are any, and by polling. */
import { performance } from 'node:perf_hooks';
import { RevocationUnknownError } from '@portcullis/core';
import { report } from './revocation-events.js';
import type { RevocationEntry } from './revocation-entry.js';
import type { RevocationSnapshot } from './revocation-snapshot.js';
import type { RevocationSettings } from './revocations.options.js';
import { StoreTime } from './store-time.js';
import { replicaIsBehind } from '../store-access/heartbeat.js';
import { StoreUnavailableError } from '../store-access/store-unavailable.js';
import { timeLimit } from '../store-access/step-limit.js';
import { RevocationPurge } from './revocation-purge.js';
import { STORE } from './revocation-store.js';
import { RevocationSubscription } from './revocation-subscription.js';

/** The part of the process that a snapshot reads. Tests replace it. */
export interface KeeperEnvironment {
  /** A monotonic clock, in milliseconds. Default `performance.now`. */
  readonly steady?: () => number;
}

/** A snapshot may hold this many times `maxEntries` before it counts as incomplete. */
const SLACK = 2;
/** The delay after a failed read. An outage of half a minute must not come near `maxStaleness`. */
const RETRY_MS = 1000;
/** After a read of this many entries, reads after notifications wait. (An open transaction holds PostgreSQL's cursor back.) */
const HEAVY_READ = 1000;
const HEAVY_EVERY_MS = 200;
/** How often to read everything, because another server may have taken over for which the cursor means nothing. */
const WHOLE_EVERY_MS = 300_000;
/** If the clock was set back by more than this, the snapshot may have forgotten entries too early. */
const STEP_BACK_MS = 1000;

/** A moment by the wall clock, which can be set, and a monotonic one, which may stop while a machine sleeps. */
interface Moment {
  readonly wall: number;
  readonly steady: number;
}

/** Reads a store into a snapshot, at intervals and after notifications. Reports the snapshot's age. */
export class SnapshotKeeper {
  readonly #settings: RevocationSettings;
  readonly #snapshot: RevocationSnapshot;
  readonly #steady: () => number;
  /** The store's clock, as measured last. */
  readonly storeTime: StoreTime;
  #cursor: string | undefined;
  /** When everything was read last, by the monotonic clock. */
  #wholeAt = Number.NEGATIVE_INFINITY;
  /** Whether another server may answer next, such as a replica that lacks entries before the cursor. */
  #isAnotherStore = false;
  #trueAt: Moment | undefined;
  #isComplete = false;
  #failures = 0;
  #saidStale = false;
  #lastWall = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pushed: NodeJS.Timeout | undefined;
  /** When the last read began, by the monotonic clock. */
  #readAt = Number.NEGATIVE_INFINITY;
  /** How many entries it returned. */
  #readEntries = 0;
  /** How far its results may be behind the primary. */
  #behindMs = 0;
  readonly #subscription: RevocationSubscription;
  readonly #purge: RevocationPurge;
  #isClosed = false;

  constructor(
    settings: RevocationSettings,
    snapshot: RevocationSnapshot,
    { steady = () => performance.now() }: KeeperEnvironment = {},
  ) {
    this.#settings = settings;
    this.#snapshot = snapshot;
    this.#steady = steady;
    this.storeTime = new StoreTime(steady);
    this.#purge = new RevocationPurge(settings, snapshot);
    this.#subscription = new RevocationSubscription(settings, {
      onChange: () => this.#changed(),
      onLost: () => (this.#isAnotherStore = true),
      onFailed: (error) => this.#failed(error),
    });
  }

  /** Returns seconds since the snapshot was certainly up to date; Infinity before the first read. */
  staleness(): number {
    return this.#stalenessMs() / 1000;
  }

  /** Whether the store has answered at least once. */
  get hasRead(): boolean {
    return this.#trueAt !== undefined;
  }

  /** @throws RevocationUnknownError if the snapshot is incomplete, or too old */
  assertKnown(): void {
    if (!this.#isComplete) throw this.#unknown('the list of revocations is incomplete');
    const { onStale, maxStalenessMs } = this.#settings;
    if (onStale === 'reject' && this.#stalenessMs() > maxStalenessMs) {
      throw this.#unknown('the list of revocations is too old');
    }
  }

  /** Subscribes, starts to poll, and waits for the first read. Continues to poll if that fails. */
  async start(): Promise<void> {
    this.#schedule();
    await this.#subscription.keep();
    await this.refresh();
  }

  /** Reads now. During a read, waits for another one, because the current one may have begun too early. */
  refresh(): Promise<void> {
    if (this.#reading === undefined) {
      this.#reading = this.#read().finally(() => {
        this.#reading = undefined;
      });
      return this.#reading;
    }
    this.#next ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.refresh();
      });
    return this.#next;
  }

  /** Stops polling, and ends the subscription. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#pushed);
    await this.#subscription.end();
  }

  #stalenessMs(): number {
    if (this.#trueAt === undefined) return Number.POSITIVE_INFINITY;
    const { wall, steady } = this.#trueAt;
    return Math.max(0, this.#settings.clock() - wall, this.#steady() - steady);
  }

  #unknown(message: string): RevocationUnknownError {
    return new RevocationUnknownError(message, this.#settings.pollEveryMs / 1000);
  }

  async #read(): Promise<void> {
    const begun = { wall: this.#settings.clock(), steady: this.#steady() };
    this.#readAt = begun.steady;
    this.#readEntries = 0;
    this.#behindMs = 0;
    this.#chooseCursor(begun);
    try {
      const isWhole = await this.#readPages();
      this.#isComplete = isWhole;
      if (!isWhole) return report('portcullis:revocations:full', { entries: this.#snapshot.size });
      this.#trueAt = this.#asOf(begun);
      this.#recovered();
    } catch (error) {
      this.#isAnotherStore = true;
      this.#failed(error);
      throw error;
    }
  }

  /** @throws StoreUnavailableError for a replica that is further behind than `maxStaleness` */
  #asOf({ wall, steady }: Moment): Moment {
    const behindMs = this.#behindMs;
    if (behindMs > this.#settings.maxStalenessMs) {
      throw new StoreUnavailableError(STORE, replicaIsBehind(behindMs));
    }
    return { wall: wall - behindMs, steady: steady - behindMs };
  }

  #chooseCursor({ wall, steady }: Moment): void {
    const isSetBack = wall < this.#lastWall - STEP_BACK_MS;
    const isOld = steady - this.#wholeAt >= WHOLE_EVERY_MS;
    if (isSetBack || isOld || this.#isAnotherStore) this.#cursor = undefined;
    if (this.#cursor === undefined) this.#wholeAt = steady;
    this.#isAnotherStore = false;
    this.#lastWall = wall;
  }

  /** @returns whether the snapshot contains everything that the store has */
  async #readPages(): Promise<boolean> {
    const { store, storeTimeoutMs, open, maxEntries: most, clock, clockSkewMs } = this.#settings;
    for (let hasMore = true; hasMore;) {
      const [cursor, asked] = [this.#cursor, this.storeTime.askedFrom(clock())];
      const page = await timeLimit(STORE, storeTimeoutMs, open)(() => store.read(cursor, asked));
      this.storeTime.note(page.time);
      // The time from a replica is older by an unknown amount.
      if (page.behindMs === undefined) this.storeTime.check(clock(), clockSkewMs);
      const now = this.storeTime.earlier(clock());
      this.#readEntries += page.entries.length;
      this.#behindMs = Math.max(this.#behindMs, page.behindMs ?? 0);
      for (const entry of page.entries) this.#take(entry, now);
      if (this.#snapshot.size > most * SLACK) this.#snapshot.sweep(now);
      if (this.#snapshot.size > most * SLACK) {
        this.#cursor = undefined;
        return false;
      }
      this.#cursor = page.cursor;
      hasMore = page.hasMore;
    }
    return true;
  }

  #take(entry: RevocationEntry, now: number): void {
    if (entry.until > now) this.#snapshot.add(entry);
  }

  #recovered(): void {
    this.#saidStale = false;
    if (this.#failures === 0) return;
    report('portcullis:revocations:recovered', { failures: this.#failures });
    this.#failures = 0;
  }

  #failed(error: unknown): void {
    this.#failures++;
    const staleness = this.staleness();
    report('portcullis:revocations:failed', { error, failures: this.#failures, staleness });
    const { onStale, maxStalenessMs } = this.#settings;
    if (this.#saidStale || staleness * 1000 <= maxStalenessMs) return;
    this.#saidStale = true;
    report('portcullis:revocations:stale', { staleness, onStale });
  }

  /** The variation keeps processes that started together from polling together. */
  #schedule(afterMs = this.#settings.pollEveryMs): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#poll(), afterMs * (0.8 + Math.random() * 0.2));
    this.#timer.unref();
  }

  async #poll(): Promise<void> {
    try {
      await this.refresh();
      if (await this.#subscription.keep()) await this.refresh(); // earlier changes were not notified
      await this.#purge.run(this.storeTime.earlier(this.#settings.clock()));
      this.#schedule();
    } catch {
      // An event has reported the failure.
      this.#schedule(Math.min(RETRY_MS, this.#settings.pollEveryMs));
    }
  }

  #changed(): void {
    if (this.#pushed || this.#isClosed) return;
    const isHeavy = this.#readEntries >= HEAVY_READ;
    const delay = isHeavy ? Math.max(0, this.#readAt + HEAVY_EVERY_MS - this.#steady()) : 0;
    const read = (): void => {
      this.#pushed = undefined;
      this.refresh().catch(() => undefined);
    };
    if (delay === 0) return read();
    this.#pushed = setTimeout(read, delay);
    this.#pushed.unref();
  }
}
