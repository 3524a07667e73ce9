import type { Duration } from '../../time/duration.js';
import { durationOption, integerOption, type OptionReaders } from '../../options/read-options.js';
import type { ResolvedIssuer } from './tenant-resolver.js';

/** Bounds of issuers that are looked up. */
export interface TenantOptions {
  /** The most at a time; the least recently used goes first. Better more than there are. Default 1000; 1 to 100000. */
  readonly maxTenants?: number;
  /**
   * How long options are used before `resolveIssuer` is asked again; while it fails, for 24 h more. Default 10 min; 1 s
   * to 24 h.
   */
  readonly freshness?: Duration;
}

/** Reads {@link TenantOptions}. `freshness` in seconds. */
export const TENANT_READERS = {
  maxTenants: integerOption({ byDefault: 1000, min: 1, max: 100_000 }),
  freshness: durationOption({ byDefault: '10m', min: 1, max: 86_400 }),
} satisfies OptionReaders<TenantOptions>;

/** How issuers are looked up when a token of theirs comes. */
export interface TenantLookup {
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
