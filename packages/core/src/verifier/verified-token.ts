import type { GrantPlaces } from '../claims/claim-paths.js';
import type { Claims } from '../claims/claims.js';
import type { JoseHeader } from '../jws/header.js';
import type { VerificationKey } from '../jwk/verification-key.js';

/**
 * A token that was found good: what every guard, strategy and handler works with. Not to be changed: requests
 * share it while the cache keeps it, and then it is frozen down to its claims.
 */
export interface VerifiedToken<C extends object = object> {
  /** The claims, without prototypes. Readable by anyone who holds the token. */
  readonly claims: Claims & C;
  /** `alg`, `kid` and `typ` of its header. */
  readonly header: JoseHeader;
  /** The configured issuer that it is from; equal to `claims.iss`. */
  readonly issuer: string;
  /** Where tokens of its issuer have their roles and scopes: for `rolesOf` and `scopesOf`. */
  readonly grants: GrantPlaces;
  /** The key that its signature was verified with. */
  readonly key: VerificationKey;
  /** When it stops being good, in seconds since the epoch, without tolerance; Infinity without `exp`. */
  readonly expiresAt: number;
}
