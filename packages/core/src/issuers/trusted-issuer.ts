import type { GrantPlaces } from '../claims/claim-paths.js';
import type { ClaimsPolicy } from '../claims/claims-policy.js';
import type { KeySource } from '../keys/key-source.js';
import type { Clock } from '../time/duration.js';

/** A trusted issuer, ready for use. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly keys: KeySource;
  /** Algorithms that may be asked for at all, so that a hopeless token costs no look-up. */
  readonly algorithms: ReadonlySet<string>;
  readonly claims: ClaimsPolicy;
  readonly grants: GrantPlaces;
}

/** What all issuers of a verifier have in common. */
export interface IssuerContext {
  readonly clock: Clock;
  /** Warns of a secret with whitespace around it. */
  readonly warn: (secret: unknown, option: string) => void;
  readonly grants: GrantPlaces;
}
