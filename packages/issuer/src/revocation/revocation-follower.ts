/** Keeps a snapshot up to date with its store: by push where there is one, and by asking again and again. */
import { performance } from 'node:perf_hooks';
import { RevocationUnknownError } from '@portcullis/core';
import { report } from './revocation-events.js';
import type { RevocationEntry } from './revocation-entry.js';
import type { RevocationSnapshot } from './revocation-snapshot.js';
import type { RevocationSettings } from './revocations.options.js';
import { StoreTime } from './store-time.js';
import { replicaIsBehind } from '../store-access/heartbeat.js';
import { StoreUnavailableError } from '../store-access/store-unavailable.js';
import { endInTime, MOST_ATTEMPTS, OpenSteps, timeLimit } from '../store-access/step-limit.js';
import { STORE } from './revocation-store.js';

/** What a keeper has of its process; tests bring their own. */
export interface KeeperEnvironment {
  /** Milliseconds of a clock that nobody sets. Default `performance.now`. */
  readonly steady?: () => number;
}

/** A snapshot takes this many times `maxEntries` before it is given up as not complete. */
const SLACK = 2;
/** How soon to ask again after a read that failed: half a minute's outage must not come near `maxStaleness`. */
const RETRY_MS = 1000;
/** While reads bring as many as this (an open transaction keeps PostgreSQL's cursor back), pushed ones wait so long. */
const HEAVY_READ = 1000;
const HEAVY_EVERY_MS = 200;
const PURGE_EVERY_MS = 60_000;
const PURGE_BATCH = 1000;
const MOST_BATCHES = 20;
/** What a cursor may have missed, because the store is not the one that it was given by, is missed no longer. */
const WHOLE_EVERY_MS = 300_000;
/** A clock that was set back by more than this may have made the snapshot forget too early. */
const STEP_BACK_MS = 1000;

/** When something was true, by a clock that can be set and one that may stand still while a machine sleeps. */
interface Moment {
  readonly wall: number;
  readonly steady: number;
}

export class SnapshotKeeper {
  readonly #settings: RevocationSettings;
  readonly #snapshot: RevocationSnapshot;
  readonly #steady: () => number;
  /** The store's clock, as it was measured last. */
  readonly storeTime: StoreTime;
  #cursor: string | undefined;
  /** When all was read last, by the clock that nobody sets. */
  #wholeAt = Number.NEGATIVE_INFINITY;
  /** Whether another server may answer next: a copy that has not all of what its cursor stands for. */
  #isAnotherStore = false;
  #trueAt: Moment | undefined;
  #isComplete = false;
  #failures = 0;
  #saidStale = false;
  #lastWall = Number.NEGATIVE_INFINITY;
  #lastPurge = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pushed: NodeJS.Timeout | undefined;
  /** When the last read began, by the clock that nobody sets. */
  #readAt = Number.NEGATIVE_INFINITY;
  /** How many entries it brought. */
  #readEntries = 0;
  /** How far behind what it read may be. */
  #behindMs = 0;
  #unwatch: (() => Promise<void>) | undefined;
  /** The attempt that watches, or is about to. */
  #watching: object | undefined;
  readonly #attempts = new OpenSteps(MOST_ATTEMPTS);
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
  }

  /** Seconds since what is known was true for certain; Infinity before anything is known. */
  staleness(): number {
    return this.#stalenessMs() / 1000;
  }

  /** Whether the store has answered at least once. */
  get hasRead(): boolean {
    return this.#trueAt !== undefined;
  }

  /** @throws RevocationUnknownError when what is known is not enough to judge by */
  assertKnown(): void {
    if (!this.#isComplete) throw this.#unknown('revocations are not known completely');
    const { onStale, maxStalenessMs } = this.#settings;
    if (onStale === 'reject' && this.#stalenessMs() > maxStalenessMs) {
      throw this.#unknown('what is known of revocations is too old');
    }
  }

  /** Begins to watch and to ask, and waits for the first answer; goes on when that one fails. */
  async start(): Promise<void> {
    this.#schedule();
    await this.#watch();
    await this.refresh();
  }

  /** Asks now. Who asks while a read is under way waits for one more: that one may have begun too early. */
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

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#pushed);
    const unwatch = this.#unwatch;
    this.#unwatch = undefined;
    if (unwatch) await endInTime(STORE, this.#settings.storeTimeoutMs, unwatch);
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

  /** @throws StoreUnavailableError for a replica that is further behind than what is known may be old */
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

  /** @returns whether all that the store has is in the snapshot */
  async #readPages(): Promise<boolean> {
    const { store, storeTimeoutMs, open, maxEntries: most, clock, clockSkewMs } = this.#settings;
    for (let hasMore = true; hasMore;) {
      const [cursor, asked] = [this.#cursor, this.storeTime.askedFrom(clock())];
      const page = await timeLimit(STORE, storeTimeoutMs, open)(() => store.read(cursor, asked));
      this.storeTime.note(page.time);
      // A replica tells a time that has passed: nobody knows how long ago.
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

  /** Processes that were started together don't ask together. */
  #schedule(afterMs = this.#settings.pollEveryMs): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#poll(), afterMs * (0.8 + Math.random() * 0.2));
    this.#timer.unref();
  }

  async #poll(): Promise<void> {
    try {
      await this.refresh();
      if (await this.#watch()) await this.refresh(); // what changed before it listened was said to nobody
      await this.#purge();
      this.#schedule();
    } catch {
      // Said by an event; the next one follows.
      this.#schedule(Math.min(RETRY_MS, this.#settings.pollEveryMs));
    }
  }

  /** @returns whether it watches from now on */
  async #watch(): Promise<boolean> {
    const { store, storeTimeoutMs } = this.#settings;
    if (store.subscribe === undefined || this.#watching || this.#isClosed) return false;
    const attempt = (this.#watching = {});
    const lost = (): void => {
      if (this.#watching !== attempt) return;
      this.#isAnotherStore = true;
      this.#watching = undefined;
      this.#unwatch = undefined;
    };
    let watching: Promise<() => Promise<void>> | undefined;
    const ask = async (): Promise<() => Promise<void>> =>
      (await store.subscribe?.(() => this.#changed(), lost)) ?? (async () => undefined);
    try {
      const limited = timeLimit(STORE, storeTimeoutMs, this.#attempts);
      const unwatch = await limited(() => (watching = ask()));
      const isWatching = this.#watching === attempt && !this.#isClosed;
      if (isWatching) this.#unwatch = unwatch;
      else await unwatch();
      return isWatching;
    } catch (error) {
      lost();
      this.#failed(error);
      void watching?.then((unwatch) => unwatch()).catch(() => undefined); // in case it comes late
      return false;
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

  async #purge(): Promise<void> {
    const { store, storeTimeoutMs, open, clock } = this.#settings;
    const now = this.storeTime.earlier(clock());
    if (Math.abs(now - this.#lastPurge) < PURGE_EVERY_MS) return;
    this.#lastPurge = now;
    this.#snapshot.sweep(now);
    for (let batch = 0; batch < MOST_BATCHES; batch++) {
      const gone = await timeLimit(
        STORE,
        storeTimeoutMs,
        open,
      )(() => store.purge(now, PURGE_BATCH));
      if (gone < PURGE_BATCH) return;
    }
  }
}
