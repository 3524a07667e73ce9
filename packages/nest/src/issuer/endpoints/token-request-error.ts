/** A token request that is refused, in the words of RFC 6749 §5.2. */
import { HttpException } from '@nestjs/common';

/** The codes of RFC 6749 §5.2 that there is a use for here. */
export type TokenRequestErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unsupported_grant_type';

/** 401 for a client that is not authenticated, 400 for everything else; the body is `{ error }`. */
export class TokenRequestError extends HttpException {
  /** The code that the client is told. */
  readonly error: TokenRequestErrorCode;

  constructor(error: TokenRequestErrorCode, cause?: unknown) {
    super({ error }, error === 'invalid_client' ? 401 : 400, { cause });
    this.error = error;
  }
}

/**
 * Nobody is signed in, or signed in any longer: the option `grant` knows the subject no more, or its tokens were revoked
 * while it signed in. 401.
 */
export class SubjectGoneError extends Error {
  override readonly name = 'SubjectGoneError';
  readonly code = 'ERR_SUBJECT_GONE';

  constructor(message = 'grant found no such subject') {
    super(message);
  }
}
