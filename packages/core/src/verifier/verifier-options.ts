import type { Clock, Duration } from '../duration.js';
import type { ClaimPath } from '../claims/claim-paths.js';
import type { ClaimsSchema } from '../claims/claims-schema.js';
import type { IssuerOptions } from './issuer-options.js';
import type { RevocationList } from './revocation-list.js';
import type { ResolvedIssuer } from './tenant-registry.js';
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
  /** Which tokens were taken back before their end: asked for each token, cached ones too. Default: none were. */
  readonly revocations?: RevocationList;
  /** Where tokens have their roles, for issuers that do not say. Default `role`. */
  readonly roleClaim?: ClaimPath;
  /** Where tokens have their scopes, for issuers that do not say. Default `scope` and `scp`. */
  readonly scopeClaim?: ClaimPath;
  /** The time now in milliseconds. Default `Date.now`. */
  readonly clock?: Clock;
}

/** Several trusted issuers, each with its own keys. */
export interface ListedIssuersOptions<C extends object = object> extends CommonVerifierOptions<C> {
  /** Issuers that are known at boot. */
  readonly issuers: readonly IssuerOptions[];
  readonly resolveIssuer?: never;
  readonly allowIssuer?: never;
  readonly tenants?: never;
}

/** Issuers that are looked up when they are needed, beside those that are known at boot. */
export interface TenantIssuersOptions<C extends object = object> extends CommonVerifierOptions<C> {
  /** Issuers that are known at boot. */
  readonly issuers?: readonly IssuerOptions[];
  /**
   * The options of an issuer that is not in the list, such as a tenant's; null when it is nobody's. Asked when its
   * first token comes and `allowIssuer` said yes, and again as `tenants.freshness` says. An answer that takes over 5 s
   * has failed. A key source of your own in it (`keys`) stays yours: it is not closed when the tenant goes.
   */
  readonly resolveIssuer: (iss: string) => ResolvedIssuer | Promise<ResolvedIssuer>;
  /**
   * Whether an `iss` is one that `resolveIssuer` may be asked for. Anyone can write any `iss` into a token, so this
   * is asked for each, before anything is looked up or fetched; only `true` is yes.
   */
  readonly allowIssuer: (iss: string) => boolean;
  /** Bounds of what `resolveIssuer` brings. */
  readonly tenants?: TenantOptions;
}

/** Several trusted issuers: a list, or looked up when they are needed, or both. */
export type ManyIssuersOptions<C extends object = object> =
  ListedIssuersOptions<C> | TenantIssuersOptions<C>;

/** Bounds of issuers that are looked up. */
export interface TenantOptions {
  /** The most at a time; the least recently used goes first. Better more than there are. Default 1000; 1 to 100000. */
  readonly most?: number;
  /**
   * How long options are used before `resolveIssuer` is asked again; while it fails, for 24 h more. Default 10 min; 1 s
   * to 24 h.
   */
  readonly freshness?: Duration;
}

/** Options of `createVerifier`: one issuer in the short form, or several as `issuers`. */
export type VerifierOptions<C extends object = object> =
  (IssuerOptions & CommonVerifierOptions<C>) | ManyIssuersOptions<C>;
