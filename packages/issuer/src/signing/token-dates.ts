/** When a token was issued and when it expires: the rule for its `iat` is in `revocation/store-time.ts`. */
import { ConfigurationError, type Clock, type Duration } from '@portcullis/core';
import { StoreUnavailableError } from '../store-access/store-unavailable.js';
import { readLifetime, readTime } from './signer-values.js';

/** What a signer asks of revocations: `Revocations` answers it. */
export interface SignerRevocations {
  /** The earliest `iat` of a subject's next token, in seconds. */
  issuableFrom(subject: string, issuer: string): number;
  /**
   * The time to date a token by, in milliseconds: the given time, or an earlier one that a later revocation is certain to
   * stop. Default: the given time.
   */
  datedBy?(now: number): number;
  /** Seconds between `iat` and `exp` of the longest token that is accepted. Default: no limit. */
  readonly longestToken?: number;
}

/** What of a request decides its token's times. */
interface DatedRequest {
  readonly subject: string;
  readonly issuedAt?: number;
  readonly notBefore?: Duration;
}

/** Times in seconds: `expiresIn` a span, the others since the epoch. */
export interface Lifetime {
  readonly issuedAt: number;
  readonly expiresIn: number;
  readonly expiresAt: number;
  readonly notBefore?: number;
}

const MOST_AHEAD = 5; // what verifiers tolerate by default
const LEAST_LEFT = 60; // of a token's life, in the process that signs it

export class TokenDates {
  readonly #issuer: string;
  readonly #revocations: SignerRevocations | undefined;
  readonly #clock: Clock;

  constructor(issuer: string, revocations: SignerRevocations | undefined, clock: Clock) {
    this.#issuer = issuer;
    this.#revocations = revocations;
    this.#clock = clock;
  }

  /** @throws StoreUnavailableError as `TokenSigner.issuableAt` */
  issuableAt(subject: string): number {
    const now = this.#dated(this.#clock());
    const from = this.#revocations?.issuableFrom(subject, this.#issuer) ?? 0;
    if (from <= now + MOST_AHEAD) return Math.max(Math.floor(now), from);
    const why = new Error(`its tokens are revoked for ${Math.ceil(from - now)} s to come`);
    throw new StoreUnavailableError('the revocation of the subject', why);
  }

  /** @param asked how long the token lives, in seconds */
  lifetimeOf(request: DatedRequest, asked: number): Lifetime {
    const { notBefore, issuedAt: given = this.issuableAt(request.subject) } = request;
    const issuedAt = readTime(given, 'issuedAt');
    const own = this.#clock();
    const early = own / 1000 - this.#dated(own);
    // One that is dated ahead expires no later for it, and one that is dated early no earlier.
    const now = Math.min(
      Math.floor(own / 1000),
      early > 0 ? Math.ceil(issuedAt + early) : issuedAt,
    );
    const expiresIn = early > 0 ? this.#accepted(asked, now - issuedAt) : asked;
    const times = { issuedAt, expiresIn, expiresAt: now + expiresIn };
    if (notBefore === undefined) return times;
    const delay = readLifetime(notBefore, 'notBefore');
    if (delay < asked) return { ...times, notBefore: now + delay };
    throw new ConfigurationError('notBefore', `${delay} s`, `less than expiresIn, ${asked} s`);
  }

  #dated(now: number): number {
    return (this.#revocations?.datedBy?.(now) ?? now) / 1000;
  }

  /**
   * A token that is dated early expires in time for `longestToken`: processes whose clock is right refuse it else. Unless
   * hardly anything were left of it in this process, which accepts it.
   */
  #accepted(asked: number, early: number): number {
    const longest = Math.max(this.#revocations?.longestToken ?? Number.POSITIVE_INFINITY, asked);
    const accepted = Math.min(asked, Math.floor(longest - early));
    return accepted >= Math.min(asked / 2, LEAST_LEFT) ? accepted : asked;
  }
}
