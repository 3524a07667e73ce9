/** Maps errors of the issuer to the responses that clients receive. */
import { CredentialError, OriginError, UnavailableError } from '@portcullis/core';
import { outcomeOf, unauthorized, unavailable, type HttpOutcome } from '@portcullis/core/bearer';
import { RefreshRejectedError } from '@portcullis/issuer';
import { AccessTokensRemainError } from './access-tokens-remain.js';
import { SubjectGoneError } from './endpoints/token-request-error.js';

/**
 * Maps an error of the issuer to a response:
 * - 401 for a rejected refresh token, with the same bytes as for an invalid access token
 * - 503 with `Retry-After` for an unavailable store and for a full list of revocations
 * - 400 and 403 for a repeated cookie and a request from a page of another site
 *
 * @returns undefined for any other error
 */
export function issuerOutcomeOf(error: unknown, realm?: string): HttpOutcome | undefined {
  if (isRefreshRefusal(error)) return unauthorized(realm);
  if (error instanceof AccessTokensRemainError) {
    const body = { message: error.message, statusCode: 503 };
    return { ...unavailable(error.retryAfter), body };
  }
  const isOurs =
    error instanceof CredentialError ||
    error instanceof OriginError ||
    error instanceof UnavailableError;
  return isOurs ? outcomeOf(error, realm) : undefined;
}

/** Returns whether the client has to sign in again. */
export function isRefreshRefusal(error: unknown): error is RefreshRejectedError | SubjectGoneError {
  return error instanceof RefreshRejectedError || error instanceof SubjectGoneError;
}
