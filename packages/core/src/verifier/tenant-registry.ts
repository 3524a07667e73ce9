/**
 * Issuers that are looked up when their first token comes: one for each tenant. The application says which it
 * trusts; this keeps as many as are in use, within a bound, and nobody without a good token can push them out.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../duration.js';
import { ConfigurationError, KeysUnavailableError, TokenError } from '../errors.js';
import { MissingKeyIds } from '../keys/missing-key-ids.js';
import type { IssuerOptions } from './issuer-options.js';
import type { TrustedIssuer } from './resolve-issuer.js';
import { TenantTable, type Tenant } from './tenant-table.js';

/** What an application answers with when it is asked for the options of an issuer. */
export type ResolvedIssuer = IssuerOptions | null | undefined;

/** Rules and bounds of a {@link TenantRegistry}. */
export interface TenantRules {
  /** Asked for each token, before anything is looked up or fetched. Only `true` is yes. */
  readonly allow: (iss: string) => boolean;
  readonly resolve: (iss: string) => ResolvedIssuer | Promise<ResolvedIssuer>;
  /** Makes a trusted issuer of options, or throws a ConfigurationError. */
  readonly read: (options: IssuerOptions) => TrustedIssuer;
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

/** Tenants in use, by the exact text of `iss`. */
export class TenantRegistry implements Iterable<TrustedIssuer> {
  readonly #rules: TenantRules;
  readonly #tenants: TenantTable;
  readonly #pending = new Map<string, Promise<TrustedIssuer>>();
  readonly #unknown = new MissingKeyIds(UNKNOWN_MS);
  readonly #failed = new MissingKeyIds(FAILED_MS);
  #latest = Number.NEGATIVE_INFINITY;

  constructor(rules: TenantRules) {
    this.#rules = rules;
    this.#tenants = new TenantTable(rules.most);
  }

  /**
   * @param iss the `iss` claim of a token that is not verified yet
   * @throws TokenError `ERR_ISSUER_UNKNOWN`; KeysUnavailableError when the application can't tell now
   */
  find(iss: string): TrustedIssuer | Promise<TrustedIssuer> {
    const now = this.#now();
    if (!this.#isAllowed(iss)) throw unknown();
    const tenant = this.#tenants.get(iss);
    if (tenant) {
      if (now >= tenant.freshUntil) this.#askAgain(tenant);
      return tenant.trusted;
    }
    if (this.#unknown.has(iss, now)) throw unknown();
    if (this.#failed.has(iss, now)) throw unavailable('failed a moment ago');
    return this.#pending.get(iss) ?? this.#lookUp(iss);
  }

  /** Whether this very issuer is still the tenant's. */
  has(trusted: TrustedIssuer): boolean {
    return (
      this.#tenants.get(trusted.issuer)?.trusted === trusted && this.#isAllowed(trusted.issuer)
    );
  }

  /** Notes that a token of the tenant held: it is in use. */
  proven(trusted: TrustedIssuer): void {
    this.#tenants.proven(trusted);
  }

  /** Forgets a tenant, or that there is none: the next token asks the application again. */
  forget(iss: string): void {
    this.#tenants.delete(iss);
    this.#unknown.clear();
    this.#failed.clear();
  }

  *[Symbol.iterator](): Iterator<TrustedIssuer> {
    for (const { trusted } of this.#tenants) yield trusted;
  }

  #isAllowed(iss: string): boolean {
    if (iss.length > MOST_ISSUER_CHARACTERS) return false;
    try {
      return this.#rules.allow(iss) === true;
    } catch (cause) {
      throw unavailable('allowIssuer failed', cause);
    }
  }

  /** The time now. After a jump back of the clock, whatever was written down for later is due. */
  #now(): number {
    const now = this.#rules.clock();
    if (now < this.#latest) {
      this.#unknown.clear();
      this.#failed.clear();
      for (const tenant of this.#tenants) tenant.freshUntil = now;
    }
    this.#latest = now;
    return now;
  }

  #lookUp(iss: string): TrustedIssuer | Promise<TrustedIssuer> {
    if (this.#pending.size >= MOST_PENDING) throw unavailable('too many are being looked up');
    const answer = this.#ask(iss);
    if (!(answer instanceof Promise)) return this.#add(iss, answer);
    const pending = answer
      .then((options) => this.#add(iss, options))
      .finally(() => this.#pending.delete(iss));
    this.#pending.set(iss, pending);
    return pending;
  }

  #add(iss: string, options: ResolvedIssuer): TrustedIssuer {
    const now = this.#now();
    if (options === undefined || options === null) {
      this.#unknown.add(iss, now);
      throw unknown();
    }
    const trusted = this.#read(iss, options);
    this.#tenants.add({ trusted, options, freshUntil: now + this.#rules.freshMs, asking: false });
    return trusted;
  }

  /** Asks for the options of a tenant in use; nobody waits for it. */
  #askAgain(tenant: Tenant): void {
    if (tenant.asking) return;
    tenant.asking = true;
    const iss = tenant.trusted.issuer;
    void Promise.resolve()
      .then(() => this.#ask(iss))
      .then((options) => {
        if (this.#tenants.get(iss) !== tenant) return;
        this.#renew(tenant, options);
      })
      .catch(() => undefined) // what is known stays until the application can tell
      .finally(() => {
        tenant.asking = false;
      });
  }

  #renew(tenant: Tenant, options: ResolvedIssuer): void {
    const iss = tenant.trusted.issuer;
    if (options === undefined || options === null) return this.#tenants.delete(iss);
    const freshUntil = this.#now() + this.#rules.freshMs;
    if (sameOptions(options, tenant.options)) {
      tenant.freshUntil = freshUntil;
      return;
    }
    const trusted = this.#read(iss, options);
    this.#tenants.replace(tenant, { trusted, options, freshUntil, asking: false });
  }

  #ask(iss: string): ResolvedIssuer | Promise<ResolvedIssuer> {
    try {
      const answer = this.#rules.resolve(iss);
      if (typeof (answer as PromiseLike<unknown> | null | undefined)?.then !== 'function') {
        return answer;
      }
      return Promise.resolve(answer).catch((cause: unknown) => {
        throw this.#failure(iss, cause);
      });
    } catch (cause) {
      throw this.#failure(iss, cause);
    }
  }

  #read(iss: string, options: IssuerOptions): TrustedIssuer {
    try {
      const trusted = this.#rules.read(options);
      if (trusted.issuer === iss) return trusted;
      trusted.keys.close?.();
      throw new ConfigurationError('issuer', 'another issuer', 'the issuer that was asked for');
    } catch (cause) {
      throw this.#failure(iss, cause);
    }
  }

  #failure(iss: string, cause: unknown): KeysUnavailableError {
    this.#failed.add(iss, this.#now());
    return unavailable('resolveIssuer failed', cause);
  }
}

/** Whether options say the same, so that keys at hand can stay. */
function sameOptions(one: IssuerOptions, other: IssuerOptions): boolean {
  const names = Object.keys(one) as (keyof IssuerOptions)[];
  return (
    names.length === Object.keys(other).length &&
    // A key source of the application's own hides what it is made of: only the very same one is the same.
    names.every((name) =>
      name === 'keys' ? one.keys === other.keys : isDeepStrictEqual(one[name], other[name]),
    )
  );
}

function unknown(): TokenError {
  return new TokenError('ERR_ISSUER_UNKNOWN', 'the issuer is not trusted', { claim: 'iss' });
}

function unavailable(why: string, cause?: unknown): KeysUnavailableError {
  return new KeysUnavailableError(`the issuer can not be looked up: ${why}`, 1, cause);
}
