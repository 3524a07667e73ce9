import type { Clock } from '../time/duration.js';
import type { OptionNames, OptionTable } from '../options/known-options.js';
import { integerOption, type OptionReaders } from '../options/read-options.js';
import type { ClaimPath } from '../claims/claim-paths.js';
import type { ClaimsSchema } from '../claims/claims-schema.js';
import type { IssuerOptions } from '../issuers/issuer-options.js';
import type { RevocationList } from './revocation-list.js';
import type { TenantLookup } from '../issuers/tenants/tenant-options.js';

/** Options of a verifier that apply to all issuers. */
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
  /** Revoked tokens. Checked for each token, cached ones included. Default: no list. */
  readonly revocations?: RevocationList;
  /** Where tokens have their roles, for issuers that do not say. Default `role`. */
  readonly roleClaim?: ClaimPath;
  /** Where tokens have their scopes, for issuers that do not say. Default `scope` and `scp`. */
  readonly scopeClaim?: ClaimPath;
  /** The time now in milliseconds. Default `Date.now`. */
  readonly clock?: Clock;
}

/** Every option of a verifier that is not an issuer's own. */
export const COMMON_OPTIONS: OptionTable<CommonVerifierOptions> = {
  roleClaim: 'value',
  scopeClaim: 'value',
  maxTokenBytes: 'value',
  cache: 'value',
  claims: 'value',
  revocations: 'value',
  clock: 'value',
};

/** Several trusted issuers, each with its own keys. */
export interface ListedIssuersOptions<C extends object = object> extends CommonVerifierOptions<C> {
  /** Issuers that are known at boot. */
  readonly issuers: readonly IssuerOptions[];
  readonly resolveIssuer?: never;
  readonly allowIssuer?: never;
  readonly tenants?: never;
}

/** Issuers that are looked up when they are needed, beside those that are known at boot. */
export interface TenantIssuersOptions<C extends object = object>
  extends CommonVerifierOptions<C>, TenantLookup {
  /** Issuers that are known at boot. */
  readonly issuers?: readonly IssuerOptions[];
}

/** Several trusted issuers: a list, or looked up when they are needed, or both. */
export type ManyIssuersOptions<C extends object = object> =
  ListedIssuersOptions<C> | TenantIssuersOptions<C>;

/** Every option of the form for several issuers that is not among {@link COMMON_OPTIONS}. */
export const LONG_FORM_OPTIONS: Readonly<
  Record<Exclude<keyof ManyIssuersOptions, keyof CommonVerifierOptions>, 'value'>
> &
  OptionNames = {
  issuers: 'value',
  resolveIssuer: 'value',
  allowIssuer: 'value',
  tenants: 'value',
};

/** Options of `createVerifier`: one issuer in the short form, or several as `issuers`. */
export type VerifierOptions<C extends object = object> =
  (IssuerOptions & CommonVerifierOptions<C>) | ManyIssuersOptions<C>;

/** Bounds of the cache. */
export interface TokenCacheOptions {
  /** The most tokens. Default 5000; 1 to 100000. */
  readonly maxTokens?: number;
}

/** Reads {@link TokenCacheOptions}. */
export const CACHE_READERS = {
  maxTokens: integerOption({ byDefault: 5000, min: 1, max: 100_000 }),
} satisfies OptionReaders<TokenCacheOptions>;
