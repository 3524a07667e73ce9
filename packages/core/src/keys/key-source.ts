import type { JoseHeader } from '../jws/header.js';
import type { VerificationKey } from '../jwk/verification-key.js';

/**
 * Where keys stand: at hand and fresh; past their freshness or with the last fetch failed, yet usable; or none
 * usable.
 */
export type KeySourceState = 'ready' | 'stale' | 'unavailable';

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
  /** Where its keys stand now. Default: always ready. */
  state?(): KeySourceState;
  /** The keys that are configured one by one, in their order: each tells how often it was used. */
  uses?(): readonly VerificationKey[];
  /** Loads what can be loaded ahead. */
  warmUp?(): Promise<void>;
  /** Fetches its keys now, whatever is at hand; rejects with a KeysUnavailableError when they don't come. */
  refresh?(): Promise<void>;
  /** Ends what is under way; `find` then fails. */
  close?(): void;
}
