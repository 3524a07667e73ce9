/** Computes when a token is issued and expires. The rule for `iat` is in `revocation/store-time.ts`. */
import { ConfigurationError, type Clock, type Duration } from '@portcullis/core';
import { StoreUnavailableError } from '../store-access/store-unavailable.js';
import { readLifetime, readTime } from './signer-values.js';

/** The part of `Revocations` that a signer reads. */
export interface SignerRevocations {
  /** Returns the earliest `iat` of a subject's next token, in seconds. */
  issuableFrom(subject: string, issuer: string): number;
  /**
   * Returns the time to date a token by, in milliseconds. It is the given time, or an earlier one that every later
   * revocation covers. Default: the given time.
   */
  datedBy?(now: number): number;
  /** The longest accepted lifetime of a token, from `iat` to `exp`, in seconds. Default: no limit. */
  readonly longestToken?: number;
}

/** The part of a request that determines the times of its token. */
interface DatedRequest {
  readonly subject: string;
  readonly issuedAt?: number;
  readonly notBefore?: Duration;
}

/** Times in seconds: `expiresIn` is a duration, the others are since the epoch. */
export interface Lifetime {
  readonly issuedAt: number;
  readonly expiresIn: number;
  readonly expiresAt: number;
  readonly notBefore?: number;
}

const MAX_AHEAD = 5; // the default tolerance of verifiers
const MIN_LEFT = 60; // seconds that a token is valid in the process that signs it

/** Dates the tokens of one issuer. */
export class TokenDates {
  readonly #issuer: string;
  readonly #revocations: SignerRevocations | undefined;
  readonly #clock: Clock;

  constructor(issuer: string, revocations: SignerRevocations | undefined, clock: Clock) {
    this.#issuer = issuer;
    this.#revocations = revocations;
    this.#clock = clock;
  }

  /** Returns the `iat` of a token that is issued now. @throws StoreUnavailableError as `TokenSigner.issuableAt` */
  issuableAt(subject: string): number {
    const now = this.#dated(this.#clock());
    const from = this.#revocations?.issuableFrom(subject, this.#issuer) ?? 0;
    if (from <= now + MAX_AHEAD) return Math.max(Math.floor(now), from);
    const ahead = Math.ceil(from - now);
    const message = `the subject's revocation is dated ${ahead} s in the future`;
    throw StoreUnavailableError.because(message);
  }

  /**
   * Returns the times of a token.
   *
   * @param asked the requested lifetime, in seconds
   */
  lifetimeOf(request: DatedRequest, asked: number): Lifetime {
    const { notBefore, issuedAt: given = this.issuableAt(request.subject) } = request;
    const issuedAt = readTime(given, 'issuedAt');
    const own = this.#clock();
    const early = own / 1000 - this.#dated(own);
    // A later `iat` does not postpone the expiry, and an earlier one does not bring it forward.
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
   * Shortens a token that is dated early to `longestToken`, because processes with a correct clock would reject it
   * otherwise. Does not shorten it if the token would expire almost at once in this process.
   */
  #accepted(asked: number, early: number): number {
    const longest = Math.max(this.#revocations?.longestToken ?? Number.POSITIVE_INFINITY, asked);
    const accepted = Math.min(asked, Math.floor(longest - early));
    return accepted >= Math.min(asked / 2, MIN_LEFT) ? accepted : asked;
  }
}
