/** The trusted issuers, looked up by the exact text of `iss`. */
import { ConfigurationError, TokenError } from '../errors.js';
import type { TrustedIssuer } from './resolve-issuer.js';

/** An immutable map of trusted issuers. */
export class IssuerRegistry implements Iterable<TrustedIssuer> {
  readonly #byIssuer = new Map<string, TrustedIssuer>();

  /** @throws ConfigurationError when two entries have the same issuer */
  constructor(issuers: readonly TrustedIssuer[]) {
    issuers.forEach((trusted, index) => {
      if (this.#byIssuer.has(trusted.issuer)) {
        throw new ConfigurationError(
          `issuers[${index}].issuer`,
          'an issuer that is there already',
          'each issuer once: two entries would share no keys and no audience',
        );
      }
      this.#byIssuer.set(trusted.issuer, trusted);
    });
  }

  /**
   * @param iss the `iss` claim of a token that is not verified yet
   * @throws TokenError `ERR_CLAIM_MISSING`, `ERR_CLAIM_INVALID`, `ERR_ISSUER_UNKNOWN`
   */
  find(iss: unknown): TrustedIssuer {
    if (iss === undefined)
      throw new TokenError('ERR_CLAIM_MISSING', 'iss is missing', { claim: 'iss' });
    if (typeof iss !== 'string') {
      throw new TokenError('ERR_CLAIM_INVALID', 'iss is not a string', { claim: 'iss' });
    }
    const trusted = this.#byIssuer.get(iss);
    if (!trusted)
      throw new TokenError('ERR_ISSUER_UNKNOWN', 'the issuer is not trusted', { claim: 'iss' });
    return trusted;
  }

  [Symbol.iterator](): Iterator<TrustedIssuer> {
    return this.#byIssuer.values();
  }
}
