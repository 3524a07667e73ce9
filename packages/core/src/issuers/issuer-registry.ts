/** The trusted issuers, looked up by the exact text of `iss`. */
import { ConfigurationError, InvalidArgumentError, TokenError } from '../errors.js';
import { describeValue } from '../time/duration.js';
import type { TrustedIssuer } from './trusted-issuer.js';
import { unknown } from './tenants/tenant-errors.js';
import type { TenantRegistry } from './tenants/tenant-registry.js';

/** Trusted issuers: those of the configuration, and tenants that are looked up. */
export class IssuerRegistry implements Iterable<TrustedIssuer> {
  readonly #byIssuer = new Map<string, TrustedIssuer>();
  /** For errors. Not the keys of the map themselves: those can be read once. */
  readonly #names = new Set<string>();
  readonly #tenants: TenantRegistry | undefined;

  /** @throws ConfigurationError when two entries have the same issuer */
  constructor(issuers: readonly TrustedIssuer[], tenants?: TenantRegistry) {
    this.#tenants = tenants;
    issuers.forEach((trusted, index) => {
      if (this.#byIssuer.has(trusted.issuer)) {
        throw new ConfigurationError(
          `issuers[${index}].issuer`,
          'an issuer that is there already',
          'each issuer once: two entries would share no keys and no audience',
        );
      }
      this.#byIssuer.set(trusted.issuer, trusted);
      this.#names.add(trusted.issuer);
    });
  }

  /**
   * @param iss the `iss` claim of a token that is not verified yet
   * @throws TokenError `ERR_CLAIM_MISSING`, `ERR_CLAIM_INVALID`, `ERR_ISSUER_UNKNOWN`
   * @throws KeysUnavailableError when a tenant can't be looked up now
   */
  find(iss: unknown): TrustedIssuer | Promise<TrustedIssuer> {
    if (iss === undefined)
      throw new TokenError('ERR_CLAIM_MISSING', 'iss is missing', { claim: 'iss' });
    if (typeof iss !== 'string') {
      throw new TokenError('ERR_CLAIM_INVALID', 'iss is not a string', { claim: 'iss' });
    }
    const trusted = this.#byIssuer.get(iss);
    if (trusted) return trusted;
    if (this.#tenants) return this.#tenants.find(iss);
    throw unknown(iss, this.#names);
  }

  /**
   * Returns the issuers of this name that are known now, or all of them. Returns none for a tenant that was not looked up
   * yet.
   *
   * @throws InvalidArgumentError for an issuer that can be neither: a typo must not pass for a denied key
   */
  named(issuer: string | undefined): readonly TrustedIssuer[] {
    const all = [...this];
    if (issuer === undefined) return all;
    if (!this.#byIssuer.has(issuer) && !this.#mayBeTenant(issuer)) {
      const right = 'a configured issuer, one that allowIssuer allows, or none';
      throw new InvalidArgumentError('issuer', describeValue(issuer), right);
    }
    return all.filter((trusted) => trusted.issuer === issuer);
  }

  /**
   * Whether this very issuer, by identity, is still trusted.
   *
   * @param time what the clock says
   */
  trusts(trusted: TrustedIssuer, time: number): boolean {
    return (
      this.#tenants === undefined || this.#isListed(trusted) || this.#tenants.has(trusted, time)
    );
  }

  /** Waits for keys of an issuer, which nothing closes meanwhile but the application. */
  held<T>(trusted: TrustedIssuer, keys: Promise<T>): Promise<T> {
    return this.#tenants === undefined || this.#isListed(trusted)
      ? keys
      : this.#tenants.held(trusted, keys);
  }

  /** Notes that a token of the issuer held. */
  proven(trusted: TrustedIssuer): void {
    if (this.#tenants !== undefined && !this.#isListed(trusted)) this.#tenants.proven(trusted);
  }

  /** Forgets a tenant, so that the next of its tokens has it looked up again. */
  forget(iss: string): void {
    this.#tenants?.forget(iss);
  }

  /** Closes the key sources of all issuers. Tenants are no longer looked up. */
  close(): void {
    for (const { keys } of this.#byIssuer.values()) keys.close?.();
    this.#tenants?.close();
  }

  #mayBeTenant(issuer: unknown): boolean {
    return typeof issuer === 'string' && this.#tenants?.allows(issuer) === true;
  }

  #isListed(trusted: TrustedIssuer): boolean {
    return this.#byIssuer.get(trusted.issuer) === trusted;
  }

  *[Symbol.iterator](): Iterator<TrustedIssuer> {
    yield* this.#byIssuer.values();
    if (this.#tenants) yield* this.#tenants;
  }
}
