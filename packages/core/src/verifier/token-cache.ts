/**
 * Cache of verified tokens. Only a verified token is added, and only exactly the same text is found. An entry never outlives
 * its token. The caller still checks the time and the key.
 */
import type { VerifiedToken } from './verified-token.js';
import type { TrustedIssuer } from '../issuers/trusted-issuer.js';
import { isSameToken } from './same-token.js';
import { UseOrder, type Ordered } from './use-order.js';

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
  /** The whole token. */
  readonly token: string;
  readonly verified: VerifiedToken;
  readonly trusted: TrustedIssuer;
  /** When it was verified, in milliseconds. Before that, the clock has jumped back. */
  readonly from: number;
  /** Until when it may be used, in milliseconds. */
  readonly until: number;
  /** How many objects and arrays its claims are made of. */
  readonly objects: number;
}

/** An entry of the cache. */
export interface HeldToken extends CachedToken, Ordered<HeldToken> {
  /** Whether the cache still has it. */
  held: boolean;
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
 * Tokens are looked up by their last characters, which are of the signature, and then compared whole. To look up the
 * whole text would have the engine hash all of it, which costs more than all the rest.
 */
const TAIL_LENGTH = 32;

/** A bounded map from tokens to what they were verified as; the least recently used goes first. */
export class TokenCache {
  /** By the tail of the token. */
  readonly #entries = new Map<string, HeldToken>();
  readonly #order = new UseOrder<HeldToken>();
  readonly #maxTokens: number;
  #weight = 0;
  #hits = 0;
  #misses = 0;

  constructor(maxTokens: number) {
    this.#maxTokens = maxTokens;
  }

  /** The entry of a token whose time is not over. */
  get(token: string, now: number): HeldToken | undefined {
    // JavaScript callers can pass any value. The parser rejects one that is not a string.
    if (typeof token !== 'string') return undefined;
    const entry = this.#entries.get(tailOf(token));
    if (entry === undefined || !isSameToken(entry.token, token)) return undefined;
    // After a jump back of the clock nothing that was remembered before can be trusted.
    if (now >= entry.until || now < entry.from) {
      this.delete(entry);
      return undefined;
    }
    return entry;
  }

  /** Counts a hit, and notes that the token was used. */
  hit(entry: HeldToken): void {
    this.#hits++;
    if (entry.held) this.#order.use(entry);
  }

  /** Counts a verification that the cache did not answer. */
  miss(): void {
    this.#misses++;
  }

  /** Adds a token. It replaces one with the same tail. */
  set(verified: CachedToken): void {
    // A copy of its own: a part of a header would keep the whole header in memory.
    const token = Buffer.from(verified.token, 'latin1').toString('latin1');
    const entry = { ...verified, token, newer: undefined, older: undefined, held: true };
    const tail = tailOf(token);
    const former = this.#entries.get(tail);
    if (former) this.delete(former);
    this.#entries.set(tail, entry);
    this.#order.add(entry);
    this.#weight += weightOf(entry);
    while (this.#entries.size > this.#maxTokens || this.#weight > MOST_WEIGHT) {
      this.delete(this.#order.oldest as HeldToken);
    }
  }

  /** Forgets a token, if it is not forgotten yet. */
  delete(entry: HeldToken): void {
    if (!entry.held) return;
    entry.held = false;
    this.#entries.delete(tailOf(entry.token));
    this.#order.remove(entry);
    this.#weight -= weightOf(entry);
  }

  /** Forgets every token, or those of one issuer. */
  clear(issuer?: string): void {
    for (const entry of this.#entries.values()) {
      if (issuer === undefined || entry.verified.issuer === issuer) this.delete(entry);
    }
  }

  stats(): TokenCacheStats {
    return { hits: this.#hits, misses: this.#misses, size: this.#entries.size };
  }
}

function tailOf(token: string): string {
  return token.slice(-TAIL_LENGTH);
}

function weightOf({ token, objects }: CachedToken): number {
  return token.length + objects * WEIGHT_OF_OBJECT;
}
