import { PortcullisError } from '@portcullis/core';

/** Why a refresh token was rejected. Clients do not receive the reason: the user has to sign in again. */
export type RejectionReason = 'malformed' | 'unknown' | 'expired' | 'ended' | 'reuse' | 'lost';

/**
 * A refresh token was rejected. Clients receive 401. Never contains the token. For `reuse` and `ended`, `cause` is the error
 * that `onEnded` threw.
 */
export class RefreshRejectedError extends PortcullisError {
  override readonly name = 'RefreshRejectedError';
  /** The same for every reason. */
  declare readonly code: 'ERR_REFRESH_REJECTED';
  /**
   * - `malformed`, `unknown`: this issuer did not create the token, or its session was removed
   * - `expired`: the token was not used within `idleTimeout`, or the session is older than `absoluteTimeout`
   * - `ended`: a sign-out, an operator, `maxPerSubject` or a reuse ended the session
   * - `reuse`: the token was used before, so the session was ended now
   * - `lost`: the token was used a moment ago, under a `refreshKey` that this process does not have
   */
  readonly reason: RejectionReason;

  constructor(reason: RejectionReason, options?: { readonly cause?: unknown }) {
    super('ERR_REFRESH_REJECTED', `the refresh token was rejected: ${reason}`, options);
    this.reason = reason;
  }
}
