import type { IssuerOptions } from '../issuer-options.js';
import type { TrustedIssuer } from '../trusted-issuer.js';

/** A tenant in use. */
export interface Tenant {
  trusted: TrustedIssuer;
  /** What `trusted` was made from. */
  options: IssuerOptions;
  /** From when its options are asked for again, in milliseconds. */
  askAt: number;
  /** Until when it stays without an answer. */
  endsAt: number;
  /** Whether they are being asked for. */
  asking: boolean;
  /** Until when it keeps its place, whether a token of it holds or not. */
  keptUntil: number;
  /** How many tokens wait for its keys. */
  waiting: number;
  /** Whether a token of it held since it was last passed over for another. */
  used: boolean;
}

/** The part of the table that tenants without a good token may take from those that had one. */
const UNPROVEN_SHARE = 0.1;
/**
 * How long a tenant without a valid token keeps its entry. When the table is full, invalid tokens cause at most one look-up
 * and fetch per unverified entry in this time. The state of a tenant, such as the back-off after a failure, is kept.
 */
export const KEPT_MS = 10_000;
const COME_BACK_MS = 1000;

/**
 * A bounded table of tenants, least recently used first. A tenant is proven once a token of it held; tokens that
 * do not hold bring in tenants that push out one another, and at most a tenth of the proven.
 */
export class TenantTable implements Iterable<Tenant> {
  readonly #proven = new Map<string, Tenant>();
  readonly #unproven = new Map<string, Tenant>();
  /** Tenants that were proven when they went. They come back past those that never were. */
  readonly #wereProven = new Set<string>();
  readonly #most: number;
  readonly #mostUnproven: number;

  constructor(most: number) {
    this.#most = most;
    this.#mostUnproven = Math.max(1, Math.floor(most * UNPROVEN_SHARE));
  }

  get(iss: string): Tenant | undefined {
    return this.#proven.get(iss) ?? this.#unproven.get(iss);
  }

  /**
   * In how many milliseconds there may be a place for a tenant; zero where there is one.
   *
   * @param coming how many others are on their way already
   */
  placeIn(iss: string, now: number, coming: number): number {
    const size = this.#proven.size + this.#unproven.size;
    if (size + coming < this.#most || this.#wereProven.has(iss)) return 0;
    let free = Math.max(0, this.#mostUnproven - this.#unproven.size);
    for (const { keptUntil, waiting } of this.#unproven.values()) {
      if (free > coming) return 0;
      if (now < keptUntil) return keptUntil - now; // those behind it came later
      if (waiting === 0) free++;
    }
    return free > coming ? 0 : COME_BACK_MS;
  }

  /**
   * Adds a tenant that is not there; another may have to go.
   *
   * @returns false where none can go: the tenant was not added
   */
  add(tenant: Tenant, now: number): boolean {
    const { issuer } = tenant.trusted;
    const isFull = this.#proven.size + this.#unproven.size >= this.#most;
    if (isFull && !this.#makePlace(now, this.#wereProven.has(issuer))) return false;
    this.#wereProven.delete(issuer);
    this.#unproven.set(issuer, tenant);
    return true;
  }

  #makePlace(now: number, isBack: boolean): boolean {
    if (this.#unproven.size < this.#mostUnproven) return this.#pushOutProven();
    for (const [iss, { keptUntil, waiting }] of this.#unproven) {
      if (waiting > 0 || (now < keptUntil && !isBack)) continue;
      this.delete(iss);
      return true;
    }
    return false;
  }

  #pushOutProven(): boolean {
    for (const [iss, tenant] of this.#proven) {
      if (tenant.waiting > 0) continue;
      if (!tenant.used) {
        this.delete(iss);
        return true;
      }
      // Behind all others. A use is only noted: to move a tenant each time would cost more than its verification.
      tenant.used = false;
      this.#proven.delete(iss);
      this.#proven.set(iss, tenant);
    }
    return false;
  }

  #remember(iss: string): void {
    this.#wereProven.add(iss);
    if (this.#wereProven.size <= this.#most) return;
    for (const oldest of this.#wereProven) {
      this.#wereProven.delete(oldest);
      return;
    }
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
    const tenant = this.get(iss);
    if (tenant) release(tenant.options, tenant.trusted);
    if (this.#proven.delete(iss)) this.#remember(iss);
    this.#unproven.delete(iss);
  }

  *[Symbol.iterator](): Iterator<Tenant> {
    yield* this.#proven.values();
    yield* this.#unproven.values();
  }
}

/** Closes the key source of a tenant that is no longer used, unless it is the application's own: others may share it. */
export function release({ keys }: IssuerOptions, trusted: TrustedIssuer): void {
  if (keys === undefined) trusted.keys.close?.();
}
