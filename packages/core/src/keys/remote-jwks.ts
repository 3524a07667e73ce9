/** The keys of one issuer, fetched from its JWKS: bounded in time, size and number of requests. */
import type { Clock } from '../duration.js';
import { KeysUnavailableError, TokenError } from '../errors.js';
import type { JoseHeader } from '../jws/header.js';
import type { Algorithm } from '../jws/algorithms.js';
import { importJwks, type ImportedJwks } from '../jwk/import-jwks.js';
import type { JwksDocument } from '../jwk/jwk.js';
import type { VerificationKey } from '../jwk/verification-key.js';
import { FetchRefusedError } from './bounded-fetch.js';
import { parseKeyAddress } from './jwks-address.js';
import { JwksDownload } from './jwks-download.js';
import type { KeySource, KeyState } from './key-source.js';
import { MissingKeyIds } from './missing-key-ids.js';
import * as policy from './refresh-policy.js';
import {
  readSettings,
  type RemoteJwksOptions,
  type RemoteJwksSettings,
} from './remote-jwks.options.js';

/** What tests replace. */
export interface RemoteJwksEnvironment {
  /** Default `Date.now`. */
  readonly clock?: Clock;
  /** From 0 to 1, for jitter. Default `Math.random`. */
  readonly random?: () => number;
  /** Runs a task after some milliseconds; answers with what cancels it. Default: an unref'd `setTimeout`. */
  readonly after?: (milliseconds: number, task: () => void) => () => void;
}

/** Requests that may wait for the shared fetch for unknown key IDs; the next is told to come back. */
const MOST_WAITING = 1000;

/** A {@link KeySource} over a JWKS address, on a `JwksClient` of jwks-rsa. */
export class RemoteJwks implements KeySource {
  readonly #url: URL;
  readonly #algorithms: readonly Algorithm[] | undefined;
  readonly #settings: RemoteJwksSettings;
  readonly #download: JwksDownload;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #after: NonNullable<RemoteJwksEnvironment['after']>;
  readonly #closing = new AbortController();
  readonly #missing: MissingKeyIds;
  #state = policy.COLD;
  #keys: ImportedJwks | undefined;
  /** What `#keys` were imported from. */
  #document: JwksDocument | undefined;
  #underWay: Promise<void> | undefined;
  #shared: SharedFetch | undefined;
  #waiting = 0;
  #latest = Number.NEGATIVE_INFINITY;

  /**
   * @param address the JWKS address: https, or http on loopback
   * @param options bounds and times
   * @param algorithms what keys may be for; default: whatever each key's type and `alg` say
   * @throws ConfigurationError
   */
  constructor(
    address: string | URL,
    options: RemoteJwksOptions & { readonly algorithms?: readonly Algorithm[] | undefined } = {},
    environment: RemoteJwksEnvironment = {},
  ) {
    this.#url = parseKeyAddress(address, 'jwksUri');
    this.#algorithms = options.algorithms;
    this.#settings = readSettings(options);
    this.#clock = environment.clock ?? Date.now;
    this.#random = environment.random ?? Math.random;
    this.#after = environment.after ?? unreferencedTimeout;
    this.#missing = new MissingKeyIds(this.#settings.unknownKidMs);
    this.#download = new JwksDownload(this.#url, this.#settings, this.#closing.signal);
  }

  find(header: JoseHeader): VerificationKey | undefined | Promise<VerificationKey | undefined> {
    const now = this.#now();
    if (this.#closing.signal.aborted) throw closed();
    const match = this.#lookUp(header);
    switch (policy.decide(this.#state, now, match !== undefined)) {
      case 'use':
        return keyOf(match);
      case 'use-and-refresh':
        this.#refresh().catch(() => undefined); // the state has kept the failure; nobody waits for this one
        return keyOf(match);
      case 'out-of-reach':
        throw this.#outOfReach(now);
      case 'refresh':
        return this.#missing.has(header.kid, now) ? undefined : this.#findAfterRefresh(header, now);
      case 'refresh-later':
        return this.#missing.has(header.kid, now) ? undefined : this.#findAfterSharedFetch(header);
    }
  }

  /** The time now. After a jump back of the clock, whatever was planned for later is due. */
  #now(): number {
    const now = this.#clock();
    if (now < this.#latest) {
      this.#state = policy.afterClockJump(this.#state, this.#settings, now);
      this.#missing.clear();
    }
    this.#latest = now;
    return now;
  }

  state(): KeyState {
    const now = this.#now();
    if (now >= this.#state.staleUntil) return 'out-of-reach';
    return this.#state.failures === 0 && now < this.#state.freshUntil ? 'ready' : 'stale';
  }

  /** Fetches the keys if none are usable, unless a failure is being backed off from. */
  async warmUp(): Promise<void> {
    if (this.state() === 'out-of-reach' && this.#now() >= this.#state.retryAt)
      await this.#refresh();
  }

  close(): void {
    this.#closing.abort();
    this.#shared?.cancel();
  }

  async #findAfterRefresh(header: JoseHeader, now: number): Promise<VerificationKey | undefined> {
    const wasUsable = now < this.#state.staleUntil;
    const known = this.#lookUp(header);
    if (wasUsable && known === undefined) {
      this.#state = policy.afterUnknownKidFetch(this.#state, this.#settings, now);
    }
    try {
      await this.#refresh();
    } catch (error) {
      if (known !== undefined && this.#now() < this.#state.staleUntil) return keyOf(known);
      throw error;
    }
    return this.#findOrRemember(header);
  }

  /** Waits for the fetch that all unknown key IDs share, at the end of the current interval. */
  async #findAfterSharedFetch(header: JoseHeader): Promise<VerificationKey | undefined> {
    if (this.#underWay) {
      // What is on its way may have the key already, as after a rotation that many tokens see at once.
      await this.#underWay.catch(() => undefined);
      const match = this.#lookUp(header);
      if (match !== undefined || this.#missing.has(header.kid, this.#now())) return keyOf(match);
    }
    const now = this.#now();
    if (this.#closing.signal.aborted) throw closed();
    if (now < this.#state.retryAt) throw this.#outOfReach(now);
    if (this.#waiting >= MOST_WAITING) {
      throw new KeysUnavailableError(
        'too many tokens with unknown key IDs are waiting for the next fetch',
        (this.#state.unknownKidAt - now) / 1000,
      );
    }
    this.#waiting++;
    try {
      this.#shared ??= this.#scheduleSharedFetch(now);
      await this.#shared.done;
    } finally {
      this.#waiting--;
    }
    return this.#findOrRemember(header);
  }

  #scheduleSharedFetch(now: number): SharedFetch {
    const { promise, resolve, reject } = withResolvers();
    const cancelTimer = this.#after(this.#state.unknownKidAt - now, () => {
      this.#shared = undefined;
      const due = this.#now();
      if (due < this.#state.retryAt) return reject(this.#outOfReach(due));
      this.#state = policy.afterUnknownKidFetch(this.#state, this.#settings, due);
      this.#refresh().then(resolve, reject);
    });
    const cancel = () => {
      cancelTimer();
      reject(closed());
    };
    return { done: promise, cancel };
  }

  #findOrRemember(header: JoseHeader): VerificationKey | undefined {
    const key = this.#keys?.find(header);
    if (key === undefined) this.#missing.add(header.kid, this.#now());
    return key;
  }

  /** What the keys at hand say. An ambiguity is an answer too: it must not keep a refresh from coming. */
  #lookUp(header: JoseHeader): VerificationKey | TokenError | undefined {
    try {
      return this.#keys?.find(header);
    } catch (error) {
      return error as TokenError; // a KeySet throws nothing else
    }
  }

  /** One fetch at a time: whoever asks meanwhile waits for the same one. */
  #refresh(): Promise<void> {
    this.#underWay ??= this.#fetchKeys().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #fetchKeys(): Promise<void> {
    try {
      const { document, maxAgeMs } = await this.#download.fetch();
      // Not by "not modified": that is also said of a document that was refused before.
      if (document !== this.#document) {
        const algorithms = this.#algorithms;
        this.#keys = importJwks(document, algorithms === undefined ? {} : { algorithms });
        this.#document = document;
        this.#missing.clear();
      }
      this.#state = policy.afterSuccess(this.#state, this.#settings, {
        now: this.#now(),
        maxAgeMs,
        random: this.#random(),
      });
    } catch (cause) {
      const retryAfter = cause instanceof FetchRefusedError ? cause.retryAfter : undefined;
      const now = this.#now();
      this.#state = policy.afterFailure(this.#state, this.#settings, {
        now,
        retryAfterMs: retryAfter === undefined ? undefined : retryAfter * 1000,
        random: this.#random(),
      });
      throw this.#outOfReach(now, cause);
    }
  }

  #outOfReach(now: number, cause?: unknown): KeysUnavailableError {
    const seconds = (this.#state.retryAt - now) / 1000;
    return new KeysUnavailableError(
      `the JWKS at ${this.#url.host} is out of reach`,
      seconds,
      cause,
    );
  }
}

function keyOf(match: VerificationKey | TokenError | undefined): VerificationKey | undefined {
  if (match instanceof TokenError) throw match;
  return match;
}

function closed(): KeysUnavailableError {
  return new KeysUnavailableError('the key source is closed', 1);
}

interface SharedFetch {
  readonly done: Promise<void>;
  readonly cancel: () => void;
}

function unreferencedTimeout(milliseconds: number, task: () => void): () => void {
  const timer = setTimeout(task, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
}

/** `Promise.withResolvers` for Node 20; a rejection that nobody waits for any more is not an error. */
function withResolvers(): {
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
} {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
