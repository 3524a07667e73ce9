import type { IssuerOptions } from './issuer-options.js';
import type { TrustedIssuer } from './resolve-issuer.js';

/** A tenant in use. */
export interface Tenant {
  readonly trusted: TrustedIssuer;
  /** What `trusted` was made from. */
  readonly options: IssuerOptions;
  /** From when its options are asked for again, in milliseconds. */
  freshUntil: number;
  /** Whether they are being asked for. */
  asking: boolean;
  /** Whether a token of it held since it was last passed over for another. */
  used?: boolean;
}

/** The part of the table that tenants without a good token may take from those that had one. */
const UNPROVEN_SHARE = 0.1;

/**
 * A bounded table of tenants, least recently used first. A tenant is proven once a token of it held; tokens that
 * do not hold bring in tenants that push out one another, and at most a tenth of the proven.
 */
export class TenantTable implements Iterable<Tenant> {
  readonly #proven = new Map<string, Tenant>();
  readonly #unproven = new Map<string, Tenant>();
  readonly #most: number;
  readonly #mostUnproven: number;

  constructor(most: number) {
    this.#most = most;
    this.#mostUnproven = Math.max(1, Math.floor(most * UNPROVEN_SHARE));
  }

  get(iss: string): Tenant | undefined {
    return this.#proven.get(iss) ?? this.#unproven.get(iss);
  }

  /** Adds a tenant that is not there; another may have to go. */
  add(tenant: Tenant): void {
    this.#unproven.set(tenant.trusted.issuer, tenant);
    if (this.#proven.size + this.#unproven.size <= this.#most) return;
    const from =
      this.#unproven.size > this.#mostUnproven || this.#proven.size === 0
        ? this.#unproven
        : this.#proven;
    for (const [iss, other] of from) {
      if (!other.used) return this.delete(iss);
      // Behind all others. A use is only noted: to move a tenant each time would cost more than its verification.
      other.used = false;
      from.delete(iss);
      from.set(iss, other);
    }
  }

  /** Puts another in a tenant's place. Its keys are others, so it is yet to be proven. */
  replace(tenant: Tenant, other: Tenant): void {
    this.delete(tenant.trusted.issuer);
    this.add(other);
  }

  /** Notes that a token of a tenant held. */
  proven(trusted: TrustedIssuer): void {
    const { issuer } = trusted;
    const tenant = this.get(issuer);
    if (tenant?.trusted !== trusted) return;
    if (this.#unproven.delete(issuer)) this.#proven.set(issuer, tenant);
    else tenant.used = true;
  }

  delete(iss: string): void {
    this.get(iss)?.trusted.keys.close?.();
    this.#proven.delete(iss);
    this.#unproven.delete(iss);
  }

  *[Symbol.iterator](): Iterator<Tenant> {
    yield* this.#proven.values();
    yield* this.#unproven.values();
  }
}
