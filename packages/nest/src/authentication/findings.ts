/** Results of the examination of a credential. */
import { CredentialError, TokenError, type VerifiedToken } from '@portcullis/core';
import type { Finding } from '../request/look.js';
import { unavailabilityOf } from './unavailability.js';

/** Returns the finding for a request without a credential. */
export function nothingPresented(): Finding {
  const failure = new CredentialError('ERR_CREDENTIAL_MISSING', 'the request has no bearer token');
  return { authenticated: undefined, failure, isMissing: true };
}

/** Returns the finding for a credential that is rejected, or cannot be verified now. */
export function failed(failure: unknown): Finding {
  return { authenticated: undefined, failure, isMissing: false };
}

/**
 * Returns the finding for an error of `mapUser` that reports an outage.
 *
 * @throws any other error of `mapUser`
 */
export function failedMapping(failure: unknown): Finding {
  const unavailable = unavailabilityOf(failure, 'mapUser');
  if (unavailable) return failed(unavailable);
  throw failure;
}

/** Returns the finding for a verified token and the result of `mapUser`. A falsy user is rejected, as by Passport. */
export function identified(token: VerifiedToken, user: unknown): Finding {
  if (user) {
    const authenticated = Object.freeze({ token, user });
    return { authenticated, failure: undefined, isMissing: false };
  }
  return failed(new TokenError('ERR_CLAIM_INVALID', 'mapUser returned no user', { claim: 'sub' }));
}
