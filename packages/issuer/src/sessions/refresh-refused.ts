/** Why a refresh token was refused. A client is told none of it: it has to sign in again. */
export type RefusalReason =
  'malformed' | 'unknown' | 'expired' | 'ended' | 'reuse' | 'lost' | 'raced';

/** A refresh token that gets no successor: 401 towards the client. Never holds the token. */
export class RefreshRefusedError extends Error {
  override readonly name = 'RefreshRefusedError';
  readonly code = 'ERR_REFRESH_REFUSED';
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(`the refresh token was refused: ${reason}`);
    this.reason = reason;
  }
}
