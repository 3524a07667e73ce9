import { UnavailableError } from '@portcullis/core';
import { RevocationsFullError } from '@portcullis/issuer';

/**
 * The sessions have ended, so that their refresh tokens are rejected. Their access tokens were not revoked, because the
 * list of revocations is full: they remain valid until they expire. A client receives 503 with this message. A retry
 * revokes them once the list has room.
 */
export class AccessTokensRemainError extends UnavailableError {
  override readonly name = 'AccessTokensRemainError';
  declare readonly code: 'ERR_ACCESS_TOKENS_REMAIN';

  constructor(cause: RevocationsFullError) {
    const message = 'signed out; access tokens that were issued before are valid until they expire';
    super('ERR_ACCESS_TOKENS_REMAIN', message, cause.retryAfter, cause);
  }
}

/** Converts a `RevocationsFullError` after sessions have ended. Returns other errors as they are. */
export function afterEnding(error: unknown): unknown {
  return error instanceof RevocationsFullError ? new AccessTokensRemainError(error) : error;
}
