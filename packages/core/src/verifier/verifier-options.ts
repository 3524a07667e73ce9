import type { Clock } from '../duration.js';
import type { ClaimsSchema } from '../claims/claims-schema.js';
import type { IssuerOptions } from './issuer-options.js';
import type { TokenCacheOptions } from './token-cache.js';

/** Settings of a verifier that are no issuer's own. */
export interface CommonVerifierOptions<C extends object = object> {
  /** The longest token to look at, in bytes. Default 8192; 256 to 65536. */
  readonly maxTokenBytes?: number;
  /**
   * The cache of verified tokens: least recently used, at most 5000 tokens, each at most until its `exp` and for
   * 5 minutes, and only while its key stays. False turns it off.
   */
  readonly cache?: false | TokenCacheOptions;
  /**
   * A Standard Schema for claims of your own (zod, valibot, arktype …). Its output is laid over the claims, save
   * the registered ones, and its type is the type of `VerifiedToken.claims`. Must answer synchronously; asked at
   * each verification, of cached tokens too.
   */
  readonly claims?: ClaimsSchema<C>;
  /** The time now in milliseconds. Default `Date.now`. */
  readonly clock?: Clock;
}

/** Several trusted issuers, each with its own keys. */
export interface ManyIssuersOptions<C extends object = object> extends CommonVerifierOptions<C> {
  readonly issuers: readonly IssuerOptions[];
}

/** Options of `createVerifier`: one issuer in the short form, or several as `issuers`. */
export type VerifierOptions<C extends object = object> =
  (IssuerOptions & CommonVerifierOptions<C>) | ManyIssuersOptions<C>;
