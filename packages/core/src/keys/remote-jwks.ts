/** The keys of one issuer, fetched from its JWKS: bounded in time, size and number of requests. */
import type { Clock } from '../time/duration.js';
import { KeysUnavailableError, TokenError } from '../errors.js';
import { assertKnownOptions } from '../options/known-options.js';
import type { JoseHeader } from '../jws/header.js';
import type { Algorithm } from '../jws/algorithms.js';
import type { VerificationKey } from '../jwk/verification-key.js';
import { unreferencedTimeout, type Scheduler } from '../time/scheduler.js';
import { failedFetch, type FetchFailedError } from './fetch-failure.js';
import type { KeyDownload } from './key-download.js';
import { KeyReporter } from './key-reporter.js';
import type { KeySource, KeySourceState } from './key-source.js';
import { MissingKeyIds } from '../recently-missing.js';
import { isDiscovery, openDownload, type KeysFrom } from './open-download.js';
import { PublishedKeys, type KeyRules } from './published-keys.js';
import * as policy from './refresh-policy.js';
import {
  readSettings,
  type RemoteJwksOptions,
  type RemoteJwksSettings,
} from './remote-jwks.options.js';
import { SharedFetch } from './shared-fetch.js';
import { steadyClock } from '../time/steady-clock.js';

/** What a `RemoteJwks` is told of its issuer, beside how to fetch. */
export interface RemoteJwksIssuer {
  /**
   * What its keys may be for: a key that names no algorithm is accepted for each of these that it can do. Default:
   * whatever each key's type and `alg` say.
   */
  readonly algorithms?: readonly Algorithm[] | undefined;
  /**
   * The kind of its tokens. Where it is `id`, `algorithms` is left out and the issuer is discovered, its metadata says
   * what keys may be for (`id_token_signing_alg_values_supported`). Default `access`.
   */
  readonly tokenType?: 'access' | 'id' | undefined;
  /** What it is called in events. Default: the issuer that is discovered. */
  readonly issuer?: string | undefined;
}

/** What tests replace. */
export interface RemoteJwksEnvironment {
  /** Default `Date.now`. */
  readonly clock?: Clock;
  /** From 0 to 1, for jitter. Default `Math.random`. */
  readonly random?: () => number;
  /** Runs a task after some milliseconds; answers with what cancels it. Default: an unref'd `setTimeout`. */
  readonly scheduler?: Scheduler;
}

/** An `ETag` that stays the same although the keys change is believed for a day at most. */
const AFRESH_MS = 86_400_000;
/** No token is held for longer than this for the sake of the budget of unknown key IDs. */
const LONGEST_WAIT_MS = 10_000;
const UNKNOWN_KID_LATER = 'the key ID is unknown, and it is too early to ask for the keys again';

/** A {@link KeySource} over a JWKS address, on a `JwksClient` of jwks-rsa. */
export class RemoteJwks implements KeySource {
  readonly #algorithms: readonly Algorithm[] | undefined;
  readonly #settings: RemoteJwksSettings;
  readonly #download: KeyDownload;
  readonly #reporter: KeyReporter;
  /** Never goes back. */
  readonly #now: Clock;
  readonly #random: () => number;
  readonly #closing = new AbortController();
  readonly #missing: MissingKeyIds;
  readonly #shared: SharedFetch;
  #state = policy.COLD;
  #keys: PublishedKeys | undefined;
  #underWay: Promise<void> | undefined;
  /** The last failure. */
  #failed: FetchFailedError | undefined;
  /** From when the keys are asked for afresh. */
  #afreshAt = Number.POSITIVE_INFINITY;

  /**
   * @param from the JWKS address: https, or http on loopback; or the issuer whose metadata has it
   * @param options bounds and times, and what is known of the issuer
   * @throws ConfigurationError
   */
  constructor(
    from: KeysFrom,
    options: RemoteJwksOptions & RemoteJwksIssuer = {},
    environment: RemoteJwksEnvironment = {},
  ) {
    const { algorithms, issuer, tokenType, ...remote } = options;
    assertKnownOptions<RemoteJwksIssuer>(
      { algorithms, issuer, tokenType },
      { algorithms: 'value', issuer: 'value', tokenType: 'value' },
    );
    const {
      clock = Date.now,
      random = Math.random,
      scheduler: after = unreferencedTimeout,
    } = environment;
    const settings = readSettings(remote);
    const { signal } = this.#closing;
    this.#algorithms = algorithms;
    this.#settings = settings;
    this.#now = steadyClock(clock, (now) => {
      this.#state = policy.afterClockJump(this.#state, settings, now);
    });
    this.#random = random;
    this.#missing = new MissingKeyIds(settings.unknownKidMs);
    const narrows = tokenType === 'id' && algorithms === undefined;
    this.#download = openDownload(from, { settings, narrows, clock: this.#now, signal });
    this.#reporter = new KeyReporter(isDiscovery(from) ? from.issuer : issuer, this.#download);
    this.#shared = new SharedFetch({
      scheduler: after,
      fetch: () => this.#fetchForUnknown(),
      onFlood: (waiting, kid) => this.#reporter.flood(waiting, kid),
    });
  }

  find(header: JoseHeader): VerificationKey | undefined | Promise<VerificationKey | undefined> {
    const now = this.#now();
    this.#assertOpen();
    const match = this.#lookUp(header);
    switch (policy.decide(this.#state, now, match !== undefined)) {
      case 'use':
        return this.#use(match, now);
      case 'use-and-refresh':
        this.#refresh().catch(() => undefined); // the state has kept the failure; nobody waits for this one
        return this.#use(match, now);
      case 'unavailable':
        throw this.#unavailable(now);
      case 'refresh':
      case 'refresh-later':
        return this.#missing.has(header.kid, now) ? undefined : this.#findAfterFetch(header);
    }
  }

  state(): KeySourceState {
    const now = this.#now();
    if (now >= this.#state.staleUntil) return 'unavailable';
    return this.#state.failures === 0 && now < this.#state.freshUntil ? 'ready' : 'stale';
  }

  /** Fetches the keys if no keys are usable, except during the back-off after a failure. */
  async warmUp(): Promise<void> {
    if (this.state() === 'unavailable' && this.#now() >= this.#state.retryAt) await this.#refresh();
  }

  /**
   * Fetches the keys now, also if the loaded keys are fresh and during back-off, without `ETag` and caches. A fetch in
   * progress started earlier: this method waits for its end and starts another, which all callers share.
   *
   * @throws KeysUnavailableError if the fetch fails or the source is closed; loaded keys are kept
   */
  async refresh(): Promise<void> {
    this.#assertOpen();
    await this.#underWay?.catch(() => undefined);
    this.#assertOpen();
    await this.#refresh({ afresh: true });
  }

  close(): void {
    this.#closing.abort();
    this.#shared.cancel(closed());
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw closed();
  }

  /** Waits for a fetch that began after this token came: only what that leaves out is missing. */
  async #findAfterFetch(header: JoseHeader): Promise<VerificationKey | undefined> {
    const older = this.#underWay;
    if (older === undefined) return this.#findAfter(this.#fetchFor(header), header);
    await older.catch(() => undefined); // the state has kept the failure
    const newer = this.#underWay;
    return newer === undefined ? this.find(header) : this.#findAfter(newer, header);
  }

  async #findAfter(fetch: Promise<void>, header: JoseHeader): Promise<VerificationKey | undefined> {
    try {
      await fetch;
    } catch (error) {
      const known = this.#lookUp(header);
      const now = this.#now();
      if (known !== undefined && now < this.#state.staleUntil) return this.#use(known, now);
      throw error;
    }
    this.#noteMissing(header);
    return this.#keys?.find(header);
  }

  #noteMissing(header: JoseHeader): void {
    if (this.#lookUp(header) === undefined) this.#missing.add(header.kid, this.#now());
  }

  /** A fetch for this token alone, or the one that all unknown key IDs share when the budget is spent. */
  async #fetchFor(header: JoseHeader): Promise<void> {
    const now = this.#now();
    this.#assertOpen();
    if (this.#lookUp(header) !== undefined || now >= this.#state.staleUntil) {
      return this.#refresh({ header });
    }
    const wait = this.#state.unknownKidAt - now;
    if (wait > LONGEST_WAIT_MS) throw new KeysUnavailableError(UNKNOWN_KID_LATER, wait / 1000);
    if (wait > 0) return this.#shared.join(wait, header.kid);
    this.#reporter.unknownKid(header.kid);
    return this.#fetchForUnknown(header);
  }

  async #fetchForUnknown(header?: JoseHeader): Promise<void> {
    if (this.#underWay) await this.#underWay.catch(() => undefined); // older than some who wait for this one
    const now = this.#now();
    if (now < this.#state.retryAt) throw this.#unavailable(now);
    this.#state = policy.afterUnknownKidFetch(this.#state, this.#settings, now);
    await this.#refresh({ afresh: true, header });
  }

  /** Looks the key up in the loaded keys. Returns an ambiguity as an error, so that it does not prevent a refresh. */
  #lookUp(header: JoseHeader): VerificationKey | TokenError | undefined {
    try {
      return this.#keys?.find(header);
    } catch (error) {
      return error as TokenError; // a KeySet throws nothing else
    }
  }

  #use(match: VerificationKey | TokenError | undefined, now: number): VerificationKey | undefined {
    if (now >= this.#state.freshUntil) this.#reporter.stale({ now, state: this.#state });
    return keyOf(match);
  }

  /** Runs one fetch at a time, which all callers share. */
  #refresh(asked: Asked = {}): Promise<void> {
    this.#underWay ??= this.#fetchKeys(asked).finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #fetchKeys({ header, afresh = this.#now() >= this.#afreshAt }: Asked): Promise<void> {
    try {
      const answer = await this.#download.fetch({ afresh });
      const { document, maxAgeMs, algorithms = this.#algorithms, setback } = answer;
      const before = this.#keys;
      const keys = PublishedKeys.of(document, this.#rulesFor(algorithms), before);
      const now = this.#now();
      if (setback !== undefined) this.#reporter.failed(setback, { now, state: this.#state });
      if (keys === before) this.#missing.purge(now);
      else this.#missing.clear();
      if (afresh || before === undefined) this.#afreshAt = now + AFRESH_MS;
      this.#keys = keys;
      const at = { now, maxAgeMs, random: this.#random() };
      this.#state = policy.afterSuccess(this.#state, this.#settings, at);
      // Before the waiting requests continue, so that they do not request it again.
      if (header) this.#noteMissing(header);
      this.#reporter.fetched(keys, before, { now, state: this.#state });
    } catch (cause) {
      throw this.#failure(cause);
    }
  }

  /** Algorithms that somebody has listed hold each for every key; what metadata allows narrows alone. */
  #rulesFor(algorithms: readonly Algorithm[] | undefined): KeyRules {
    if (algorithms === undefined) return {};
    return this.#algorithms === undefined ? { algorithms } : { algorithms, bindEach: true };
  }

  #failure(error: unknown): KeysUnavailableError {
    if (this.#closing.signal.aborted) return closed();
    const failed = failedFetch('the JWKS', this.#download.url, error);
    const { retryAfter } = failed;
    const now = this.#now();
    this.#state = policy.afterFailure(this.#state, this.#settings, {
      now,
      retryAfterMs: retryAfter === undefined ? undefined : retryAfter * 1000,
      random: this.#random(),
    });
    this.#failed = failed;
    this.#reporter.failed(failed, { now, state: this.#state });
    return this.#unavailable(now);
  }

  /** After a failure, which is what there is to say until the next fetch. */
  #unavailable(now: number): KeysUnavailableError {
    const failed = this.#failed as FetchFailedError;
    const seconds = (this.#state.retryAt - now) / 1000;
    return new KeysUnavailableError(failed.message, seconds, failed);
  }
}

/** What a fetch is for. */
interface Asked {
  /** The header of the token that it began for. */
  readonly header?: JoseHeader | undefined;
  /** Default: once a day. */
  readonly afresh?: boolean;
}

function keyOf(match: VerificationKey | TokenError | undefined): VerificationKey | undefined {
  if (match instanceof TokenError) throw match;
  return match;
}

function closed(): KeysUnavailableError {
  return new KeysUnavailableError('the key source is closed', 1);
}
