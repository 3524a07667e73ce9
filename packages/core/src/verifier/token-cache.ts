/**
 * Tokens that were verified a moment ago. Only a verified token gets in, the whole token is the key, and an
 * entry never outlives its token: whoever asks still checks the time and the key.
 */
import type { VerifiedToken } from './verified-token.js';
import type { TrustedIssuer } from './resolve-issuer.js';

/** Bounds of the cache. */
export interface TokenCacheOptions {
  /** The most tokens. Default 5000; 1 to 100000. */
  readonly maxTokens?: number;
}

/** What the cache did so far. */
export interface TokenCacheStats {
  /** Verifications that were answered from the cache. */
  readonly hits: number;
  /** Verifications that were not. */
  readonly misses: number;
  /** Tokens in the cache now. */
  readonly size: number;
}

/** A verified token and how long it may be answered with. */
export interface CachedToken {
  readonly verified: VerifiedToken;
  readonly trusted: TrustedIssuer;
  /** When it was verified, in milliseconds. Before that, the clock has jumped back. */
  readonly from: number;
  /** Until when it may be used, in milliseconds. */
  readonly until: number;
  /** How many objects and arrays its claims are made of. */
  readonly objects: number;
  /** Whether it was used since it was last passed over for one that was not. */
  used?: boolean;
}

/** An entry is used for at most this long, whatever its token's `exp`. */
export const LONGEST_CACHED_MS = 300_000;

/**
 * What all entries together may weigh, in characters of their tokens. Each object of the claims counts as so many
 * more of them. `npm run bench:memory` holds the cache to 32 MiB with tokens of every shape.
 */
const MOST_WEIGHT = 4 * 1024 * 1024;
const WEIGHT_OF_OBJECT = 32;

/**
 * A bounded map from whole tokens to what they were verified as; the least recently used goes first. A use is only
 * noted, and looked at when room is needed: to move a token to the end of a large `Map` each time it is used would
 * leave a gap in its bucket each time, and cost many times the verification.
 */
export class TokenCache {
  readonly #entries = new Map<string, CachedToken>();
  readonly #maxTokens: number;
  #weight = 0;
  #hits = 0;
  #misses = 0;

  constructor(maxTokens: number) {
    this.#maxTokens = maxTokens;
  }

  /** The entry of a token whose time is not over. */
  get(token: string, now: number): CachedToken | undefined {
    const entry = this.#entries.get(token);
    if (entry === undefined) return undefined;
    // After a jump back of the clock nothing that was remembered before can be trusted.
    if (now >= entry.until || now < entry.from) {
      this.delete(token);
      return undefined;
    }
    return entry;
  }

  /** Counts a hit, and notes that the token was used. */
  hit(entry: CachedToken): void {
    this.#hits++;
    entry.used = true;
  }

  /** Counts a verification that the cache did not answer. */
  miss(): void {
    this.#misses++;
  }

  set(token: string, entry: CachedToken): void {
    this.delete(token);
    // A copy of its own: a part of a header would keep the whole header in memory.
    this.#entries.set(Buffer.from(token, 'latin1').toString('latin1'), entry);
    this.#weight += weightOf(token, entry);
    for (const [oldest, other] of this.#entries) {
      if (this.#entries.size <= this.#maxTokens && this.#weight <= MOST_WEIGHT) break;
      if (other.used || other === entry) this.#passOver(oldest, other);
      else this.delete(oldest);
    }
  }

  /** Puts a token behind all others. */
  #passOver(token: string, entry: CachedToken): void {
    entry.used = false;
    this.#entries.delete(token);
    this.#entries.set(token, entry);
  }

  delete(token: string): void {
    const entry = this.#entries.get(token);
    if (entry && this.#entries.delete(token)) this.#weight -= weightOf(token, entry);
  }

  /** Forgets every token, or those of one issuer. */
  clear(issuer?: string): void {
    for (const [token, { verified }] of this.#entries) {
      if (issuer === undefined || verified.issuer === issuer) this.delete(token);
    }
  }

  stats(): TokenCacheStats {
    return { hits: this.#hits, misses: this.#misses, size: this.#entries.size };
  }
}

function weightOf(token: string, { objects }: CachedToken): number {
  return token.length + objects * WEIGHT_OF_OBJECT;
}
