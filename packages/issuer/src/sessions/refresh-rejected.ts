/** Why a refresh token was refused. A client is told none of it: it has to sign in again. */
export type RejectionReason = 'malformed' | 'unknown' | 'expired' | 'ended' | 'reuse' | 'lost';

/**
 * A refresh token that gets no successor: 401 towards the client. Never holds the token.
 *
 * Its `cause`, for a `reuse` or `ended`, is what `onEnded` threw.
 */
export class RefreshRejectedError extends Error {
  override readonly name = 'RefreshRejectedError';
  /** The same for every reason. */
  readonly code = 'ERR_REFRESH_REFUSED';
  /**
   * - `malformed`, `unknown`: it is none of ours, or its session is long over;
   * - `expired`: it was not used in time, or the session lasted as long as it may;
   * - `ended`: the session was logged out or ended by an operator, the cap or a reuse;
   * - `reuse`: it was used before: the session was ended now;
   * - `lost`: it was used a moment ago, under a `refreshKey` that this process has not.
   */
  readonly reason: RejectionReason;

  constructor(reason: RejectionReason, options?: ErrorOptions) {
    super(`the refresh token was refused: ${reason}`, options);
    this.reason = reason;
  }
}
