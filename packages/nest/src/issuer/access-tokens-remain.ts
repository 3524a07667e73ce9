import { RevocationsFullError } from '@portcullis/issuer';

/**
 * Sessions were ended for good, so that no refresh token of them is taken any more; but their access tokens were not
 * revoked, since the list of revocations is full: they hold until they expire. 503 towards a client, who is told just
 * that. Asking again revokes them once there is room.
 */
export class AccessTokensRemainError extends Error {
  override readonly name = 'AccessTokensRemainError';
  readonly code = 'ERR_ACCESS_TOKENS_REMAIN';

  constructor(cause: RevocationsFullError) {
    super('signed out; access tokens that were issued before hold until they expire', { cause });
  }
}

/** What a full list means to who has ended sessions; any other error as it is. */
export function afterEnding(error: unknown): unknown {
  return error instanceof RevocationsFullError ? new AccessTokensRemainError(error) : error;
}
