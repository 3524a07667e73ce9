/** Errors of sign-ins and of requests to the token endpoint. */
import { PortcullisError } from '@portcullis/core';

/** The error codes of RFC 6749 §5.2 that the token endpoint uses. */
export type TokenRequestErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unsupported_grant_type';

/**
 * A token request is rejected (RFC 6749 §5.2). A client receives `{ error }` with 401 for `invalid_client`, else with
 * 400. `TokenIssuerModule` creates the response in every handler.
 */
export class TokenRequestError extends PortcullisError {
  override readonly name = 'TokenRequestError';
  declare readonly code: 'ERR_TOKEN_REQUEST';
  /** The code that the client receives. */
  readonly error: TokenRequestErrorCode;

  constructor(error: TokenRequestErrorCode, cause?: unknown) {
    super('ERR_TOKEN_REQUEST', error, { cause });
    this.error = error;
  }

  /** The HTTP status: 401 or 400. */
  get status(): 400 | 401 {
    return this.error === 'invalid_client' ? 401 : 400;
  }
}

/**
 * The subject cannot be signed in: `grant` returned nothing for it, or its tokens were revoked during the sign-in. A
 * client receives 401.
 */
export class SubjectGoneError extends PortcullisError {
  override readonly name = 'SubjectGoneError';
  declare readonly code: 'ERR_SUBJECT_GONE';

  constructor(message = 'grant returned no such subject') {
    super('ERR_SUBJECT_GONE', message);
  }
}
