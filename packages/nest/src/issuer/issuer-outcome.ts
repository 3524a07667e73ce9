/** The one place that says what a client is told of an error of the issuer. */
import {
  CredentialError,
  KeysUnavailableError,
  OriginError,
  TokenError,
  UnavailableError,
} from '@portcullis/core';
import { outcomeOf, type HttpOutcome } from '@portcullis/core/bearer';
import {
  RefreshRejectedError,
  RevocationsFullError,
  StoreUnavailableError,
} from '@portcullis/issuer';
import { AccessTokensRemainError } from './access-tokens-remain.js';
import { SubjectGoneError } from './endpoints/token-request-error.js';

const FULL_RETRY_AFTER = 60;

/**
 * The outcome of an error: 401 for a refresh token that was refused, the same bytes as for a bad access token; 503 with
 * `Retry-After` for a store that is out of reach, and for a list of revocations that is full, which says what was stopped
 * all the same; 400 and 403 for a cookie that came twice or from another site's page.
 *
 * @returns undefined for an error that is none of these
 */
export function issuerOutcomeOf(error: unknown, realm?: string): HttpOutcome | undefined {
  if (isRefreshRefusal(error)) {
    return outcomeOf(new TokenError('ERR_TOKEN_REVOKED', error.message), realm);
  }
  if (error instanceof StoreUnavailableError) {
    return outcomeOf(new KeysUnavailableError(error.message, error.retryAfter), realm);
  }
  if (error instanceof RevocationsFullError) return full(error, realm);
  if (error instanceof AccessTokensRemainError) {
    return { ...full(error, realm), body: { message: error.message, statusCode: 503 } };
  }
  const isOurs =
    error instanceof CredentialError ||
    error instanceof OriginError ||
    error instanceof UnavailableError;
  return isOurs ? outcomeOf(error, realm) : undefined;
}

function full({ message }: Error, realm?: string): HttpOutcome {
  return outcomeOf(new KeysUnavailableError(message, FULL_RETRY_AFTER), realm) as HttpOutcome;
}

/** Whether an error says that its client has to sign in again. */
export function isRefreshRefusal(error: unknown): error is RefreshRejectedError | SubjectGoneError {
  return error instanceof RefreshRejectedError || error instanceof SubjectGoneError;
}
