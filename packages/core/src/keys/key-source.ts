import type { JoseHeader } from '../jws/header.js';
import type { VerificationKey } from '../jwk/verification-key.js';

/**
 * Where the keys of one issuer come from. A key that is at hand comes back synchronously.
 *
 * `find` is called with the header of a token that is not verified yet: whatever it asks for must not make a
 * source grow, log or fetch without bounds.
 */
export interface KeySource {
  /**
   * The key a header means.
   *
   * @returns undefined when the issuer has no such key
   * @throws TokenError `ERR_KEY_AMBIGUOUS`; KeysUnavailableError when the keys are out of reach
   */
  find(header: JoseHeader): VerificationKey | undefined | Promise<VerificationKey | undefined>;
  /** Loads what can be loaded ahead. */
  warmUp?(): Promise<void>;
  /** Ends what is under way; `find` then fails. */
  close?(): void;
}
