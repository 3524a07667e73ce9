import type { JoseHeader } from '../jws/header.js';
import type { VerificationKey } from '../jwk/verification-key.js';

/**
 * State of keys: `ready` (loaded and fresh), `stale` (usable, but past their freshness or after a failed fetch), or
 * `unavailable` (no usable keys).
 */
export type KeySourceState = 'ready' | 'stale' | 'unavailable';

/**
 * Source of the keys of one issuer. It returns a loaded key synchronously.
 *
 * `find` is called with the header of a token that is not verified yet: whatever it asks for must not make a
 * source grow, log or fetch without bounds.
 */
export interface KeySource {
  /**
   * The key a header means.
   *
   * @returns undefined when the issuer has no such key
   * @throws TokenError `ERR_KEY_AMBIGUOUS`; KeysUnavailableError if the keys are unavailable
   */
  find(header: JoseHeader): VerificationKey | undefined | Promise<VerificationKey | undefined>;
  /** Returns the state of its keys. Default: always ready. */
  state?(): KeySourceState;
  /** The keys that are configured one by one, in their order: each tells how often it was used. */
  uses?(): readonly VerificationKey[];
  /** Loads what can be loaded ahead. */
  warmUp?(): Promise<void>;
  /** Fetches its keys now, also if loaded keys are fresh. Rejects with a KeysUnavailableError if that fails. */
  refresh?(): Promise<void>;
  /** Ends what is under way; `find` then fails. */
  close?(): void;
}
