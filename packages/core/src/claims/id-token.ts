/** Audience and authorized party of ID tokens (OpenID Connect Core §3.1.3.7). */
import { TokenError } from '../errors.js';
import type { JsonObject } from '../encoding/strict-json.js';

/** Audiences and parties that an issuer's ID tokens may name besides the application. */
export interface IdTokenRule {
  /** Every `aud` must be one of these; undefined where the audience is skipped on purpose. */
  readonly audiences: ReadonlySet<string> | undefined;
  /** `azp`, where present, must be one of these; undefined where it may be anything. */
  readonly parties: ReadonlySet<string> | undefined;
}

/**
 * Rejects an ID token that is for further audiences, or was issued to another client. Each of them holds the token and
 * could sign in with it here as its user.
 *
 * @throws TokenError `ERR_AUDIENCE_MISMATCH`
 */
export function assertIdTokenParties(
  { aud, azp }: JsonObject,
  { audiences, parties }: IdTokenRule,
): void {
  if (audiences && Array.isArray(aud) && !aud.every((name) => audiences.has(name as string))) {
    throw new TokenError(
      'ERR_AUDIENCE_MISMATCH',
      'the ID token has an audience that is not trusted',
      { claim: 'aud' },
      { received: aud, trusted: audiences },
    );
  }
  if (azp !== undefined && parties && !parties.has(azp as string)) {
    throw new TokenError('ERR_AUDIENCE_MISMATCH', 'the ID token was issued to another client', {
      claim: 'azp',
    });
  }
}
