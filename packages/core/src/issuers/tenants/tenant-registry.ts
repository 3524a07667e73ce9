/**
 * Issuers that are looked up when their first token comes: one for each tenant. The application says which it
 * trusts; this keeps as many as are in use, within a bound, and nobody without a good token can push them out.
 */
import type { Clock } from '../../time/duration.js';
import { ConfigurationError, type KeysUnavailableError } from '../../errors.js';
import { MissingKeyIds } from '../../recently-missing.js';
import type { IssuerOptions } from '../issuer-options.js';
import type { TrustedIssuer } from '../trusted-issuer.js';
import type { ResolvedIssuer, TenantAsks } from './tenant-resolver.js';
import { closed, noPlace, unavailable, unknown } from './tenant-errors.js';
import { changeOf, copyOptions, withLatestTransport } from './tenant-changes.js';
import { KEPT_MS, release, TenantTable, type Tenant } from './tenant-table.js';

export type { ResolvedIssuer } from './tenant-resolver.js';

/** Rules and bounds of a {@link TenantRegistry}. */
export interface TenantRules {
  /** Asked for each token, before anything is looked up or fetched. Only `true` is yes. */
  readonly allow: (iss: string) => boolean;
  readonly asks: TenantAsks;
  /** Makes a trusted issuer of options, or throws a ConfigurationError. */
  readonly read: (options: IssuerOptions, path: string) => TrustedIssuer;
  /** The most tenants at a time. */
  readonly most: number;
  /** How long options are used before they are asked for again, in milliseconds. */
  readonly freshMs: number;
  readonly clock: Clock;
}

/** Longer issuers are nobody's: what is remembered of tokens that are not verified stays small. */
const MOST_ISSUER_CHARACTERS = 1024;
/** Look-ups at a time. */
const MOST_PENDING = 1000;
const UNKNOWN_MS = 60_000;
const FAILED_MS = 1000;
/** How long past its freshness a tenant stays while the application can't tell. */
const UNCONFIRMED_MS = 86_400_000;
const PATH = 'resolveIssuer().';

/** Tenants in use, by the exact text of `iss`. */
export class TenantRegistry implements Iterable<TrustedIssuer> {
  readonly #rules: TenantRules;
  readonly #tenants: TenantTable;
  readonly #pending = new Map<string, Promise<TrustedIssuer>>();
  readonly #unknown = new MissingKeyIds(UNKNOWN_MS);
  readonly #failed = new MissingKeyIds(FAILED_MS);
  /** What the clock said last, and how far it was set back so far. */
  #latest = Number.NEGATIVE_INFINITY;
  #ahead = 0;
  #isClosed = false;

  constructor(rules: TenantRules) {
    this.#rules = rules;
    this.#tenants = new TenantTable(rules.most);
  }

  /**
   * @param iss the `iss` claim of a token that is not verified yet
   * @param again whether it may be looked up once more when it is forgotten meanwhile
   * @throws TokenError `ERR_ISSUER_UNKNOWN`; KeysUnavailableError when the application can't tell now
   */
  find(iss: string, again = true): TrustedIssuer | Promise<TrustedIssuer> {
    const now = this.#now();
    if (!this.allows(iss)) throw unknown(iss);
    if (this.#isClosed) throw closed();
    const tenant = this.#tenants.get(iss);
    if (tenant) {
      if (this.#holds(tenant, now)) return tenant.trusted;
      this.#tenants.delete(iss);
    }
    if (this.#unknown.has(iss, now)) throw unknown(iss);
    if (this.#failed.has(iss, now)) throw unavailable('failed a moment ago');
    return this.#pending.get(iss) ?? this.#lookUp(iss, now, again);
  }

  /**
   * Returns whether this object is still the tenant's issuer. Requests its options again when they are no longer fresh.
   *
   * @param time what the clock says
   */
  has(trusted: TrustedIssuer, time: number): boolean {
    const tenant = this.#tenants.get(trusted.issuer);
    return (
      tenant?.trusted === trusted &&
      !this.#isClosed &&
      this.allows(trusted.issuer) &&
      this.#holds(tenant, this.#at(time))
    );
  }

  /**
   * Whether an issuer may be looked up.
   *
   * @throws KeysUnavailableError when the rule fails
   */
  allows(iss: string): boolean {
    if (iss.length > MOST_ISSUER_CHARACTERS) return false;
    try {
      return this.#rules.allow(iss) === true;
    } catch (cause) {
      throw unavailable('allowIssuer failed', { cause });
    }
  }

  /** Notes that a token of the tenant held: it is in use. */
  proven(trusted: TrustedIssuer): void {
    this.#tenants.proven(trusted);
  }

  /** Keeps a tenant's place while a token waits for its keys, which would be closed under it. */
  async held<T>(trusted: TrustedIssuer, keys: Promise<T>): Promise<T> {
    const tenant = this.#tenants.get(trusted.issuer);
    // What the application's own key source waits for may have no end, and is not closed.
    if (tenant?.trusted !== trusted || tenant.options.keys !== undefined) return keys;
    tenant.waiting++;
    try {
      return await keys;
    } finally {
      tenant.waiting--;
    }
  }

  /** Forgets a tenant, or that an issuer is unknown: the next token asks the application again. */
  forget(iss: string): void {
    this.#pending.delete(iss); // its answer may be older than what is to be forgotten
    this.#tenants.delete(iss);
    this.#unknown.clear();
    this.#failed.clear();
  }

  /** Closes all key sources. Tenants are no longer looked up, and pending answers are ignored. */
  close(): void {
    this.#isClosed = true;
    this.#rules.asks.close(closed());
    for (const { keys } of this) keys.close?.();
  }

  *[Symbol.iterator](): Iterator<TrustedIssuer> {
    for (const { trusted } of this.#tenants) yield trusted;
  }

  #now(): number {
    return this.#at(this.#rules.clock());
  }

  /** The time, which never goes back. It is asked for with each token: what the clock says costs a comparison. */
  #at(time: number): number {
    if (time < this.#latest) this.#continueFrom(time);
    this.#latest = time;
    return time + this.#ahead;
  }

  /** Continues from the time before the clock was set back. The options of all tenants are requested again. */
  #continueFrom(time: number): void {
    this.#ahead += this.#latest - time;
    for (const tenant of this.#tenants) tenant.askAt = Number.NEGATIVE_INFINITY;
  }

  /** Returns whether a tenant may be used. Requests its options in the background when they are no longer fresh. */
  #holds(tenant: Tenant, now: number): boolean {
    if (now < tenant.askAt) return true;
    if (now >= tenant.endsAt) return false;
    this.#askAgain(tenant);
    return true;
  }

  #lookUp(iss: string, now: number, again: boolean): TrustedIssuer | Promise<TrustedIssuer> {
    if (this.#pending.size >= MOST_PENDING) throw unavailable('too many are being looked up');
    const wait = this.#tenants.placeIn(iss, now, this.#pending.size);
    if (wait > 0) throw noPlace(wait);
    const answer = this.#ask(iss);
    if (!(answer instanceof Promise)) return this.#add(iss, answer);
    const pending: Promise<TrustedIssuer> = answer
      .then(
        (options) => () => this.#add(iss, options),
        (cause: unknown) => () => {
          throw this.#failure(iss, cause);
        },
      )
      .then((end) => {
        if (this.#isClosed) throw closed();
        if (this.#pending.get(iss) !== pending) {
          // Forgotten meanwhile: the answer is of before that, and who waited for it asks again, but not for ever.
          if (again) return this.find(iss, false);
          throw unavailable('it is forgotten each time');
        }
        this.#pending.delete(iss);
        const trusted = end();
        void this.held(trusted, pending); // until those who wait for it have asked for its keys
        return trusted;
      });
    this.#pending.set(iss, pending);
    return pending;
  }

  #ask(iss: string): ResolvedIssuer | Promise<ResolvedIssuer> {
    try {
      return this.#rules.asks.ask(iss);
    } catch (cause) {
      throw this.#failure(iss, cause);
    }
  }

  #add(iss: string, given: ResolvedIssuer): TrustedIssuer {
    const now = this.#now();
    if (given === undefined || given === null) {
      this.#unknown.add(iss, now);
      throw unknown(iss);
    }
    const tenant = this.#make(iss, given, now);
    if (this.#tenants.add(tenant, now)) return tenant.trusted;
    release(tenant.options, tenant.trusted);
    this.#failed.add(iss, now);
    throw noPlace();
  }

  #make(iss: string, given: IssuerOptions, now: number): Tenant {
    try {
      const options = copyOptions(given, PATH);
      const tenant: Tenant = {
        trusted: this.#read(iss, options, () => tenant.options),
        options,
        ...this.#fresh(now),
        asking: false,
        keptUntil: now + KEPT_MS,
        waiting: 0,
        used: false,
      };
      return tenant;
    } catch (cause) {
      throw this.#failure(iss, cause);
    }
  }

  #fresh(now: number): Pick<Tenant, 'askAt' | 'endsAt'> {
    const askAt = now + this.#rules.freshMs;
    return { askAt, endsAt: askAt + UNCONFIRMED_MS };
  }

  /** Asks for the options of a tenant in use; nobody waits for it. */
  #askAgain(tenant: Tenant): void {
    if (tenant.asking) return;
    tenant.asking = true;
    const iss = tenant.trusted.issuer;
    void Promise.resolve()
      .then(() => this.#rules.asks.ask(iss))
      .then((given) => {
        // Otherwise it was forgotten or pushed out, and the answer is of before that.
        if (this.#tenants.get(iss) === tenant && !this.#isClosed) this.#renew(tenant, given);
      })
      .catch(() => {
        tenant.askAt = Math.min(this.#now() + FAILED_MS, tenant.endsAt); // what is known stays, till its end
      })
      .finally(() => {
        tenant.asking = false;
      });
  }

  #renew(tenant: Tenant, given: ResolvedIssuer): void {
    const iss = tenant.trusted.issuer;
    if (given === undefined || given === null) return this.#tenants.delete(iss);
    const options = copyOptions(given, PATH);
    const change = changeOf(tenant.options, options);
    if (change !== 'nothing') {
      const made = this.#read(iss, options, () => tenant.options);
      const { keys } = tenant.trusted;
      if (change === 'keys') release(tenant.options, tenant.trusted);
      else release(options, made); // the loaded keys are the same
      if (change === 'keys') tenant.trusted = made;
      else if (change === 'rules') tenant.trusted = Object.freeze({ ...made, keys });
      tenant.options = options;
    }
    Object.assign(tenant, this.#fresh(this.#now()));
  }

  #read(iss: string, options: IssuerOptions, latest: () => IssuerOptions): TrustedIssuer {
    const trusted = this.#rules.read(withLatestTransport(options, latest), PATH);
    if (trusted.issuer === iss) return trusted;
    release(options, trusted);
    throw new ConfigurationError('issuer', 'another issuer', 'the issuer that was asked for');
  }

  #failure(iss: string, cause: unknown): KeysUnavailableError {
    this.#failed.add(iss, this.#now());
    return unavailable('resolveIssuer failed', { cause });
  }
}
