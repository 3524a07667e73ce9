import type { IdTokenRule } from './id-token.js';
import type { TokenTypeRule } from './token-type.js';

/** What claims are held to, resolved from options at boot. Times in seconds. */
export interface ClaimsPolicy {
  /** Acceptable audiences; null where the audience is skipped on purpose. */
  readonly audience: ReadonlySet<string> | null;
  /** Audiences and parties that ID tokens may name besides the application. Undefined for access tokens. */
  readonly idToken: IdTokenRule | undefined;
  /** Claims that must be there. */
  readonly required: readonly string[];
  /** Claims that must be there as one of these texts. */
  readonly values: readonly (readonly [claim: string, accepted: ReadonlySet<string>])[];
  /** Claims that must not be there. */
  readonly forbidden: readonly string[];
  /** Whether tokens that are bound to a key are accepted without a proof of the key. */
  readonly acceptsBound: boolean;
  /** How far clocks may differ. */
  readonly clockTolerance: number;
  /** The longest time from `iat` (or now) to `exp`. */
  readonly maxLifetime: number;
  /** The longest time since `iat`, if there is a bound. */
  readonly maxTokenAge: number | undefined;
  /** The required kind of token. */
  readonly type: TokenTypeRule;
}
