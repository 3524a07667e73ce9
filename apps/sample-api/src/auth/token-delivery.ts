/** How a refresh token goes to its client and comes back: in the body, or for browsers in a cookie. */
import { Inject, Injectable } from '@nestjs/common';
import { CredentialError } from '@portcullis/core';
import { assertSameOrigin } from '@portcullis/core/bearer';
import type { HttpRequest } from '@portcullis/nest';
import {
  RefreshCookie,
  RefreshRefusedError,
  SubjectGoneError,
  type CookieResponse,
  type TokenResponse,
} from '@portcullis/nest/issuer';
import { z } from 'zod';
import { jsonBody } from '../json-body.js';

/** The body of a request that carries a refresh token; none where the cookie does. */
export const RefreshBody = jsonBody({
  refresh_token: z.string().min(1).max(4096).optional(),
}).nullish();
export type RefreshBody = z.infer<typeof RefreshBody>;

/** What a client may say of how it signs in. */
export const SIGN_IN_FIELDS = {
  /** What its user will know the session by. Default: the User-Agent. */
  device: z.string().min(1).max(128).optional(),
  /** Whether the refresh token is to be a cookie, out of reach for scripts. */
  cookie: z.boolean().optional(),
};

/** A refresh token that came with a request. */
export interface Presented {
  readonly refreshToken: string;
  readonly isCookie: boolean;
}

/** Reads and writes refresh tokens. A cookie is taken from, and given to, pages of this very host alone. */
@Injectable()
export class TokenDelivery {
  constructor(@Inject(RefreshCookie) private readonly cookie: RefreshCookie) {}

  /** Before anybody is signed in by a cookie: a login can be forged too. @throws OriginError (403) */
  assertMaySetCookie(request: HttpRequest, isCookie = false): void {
    if (isCookie) assertSameOrigin(request.raw ?? request);
  }

  /**
   * The refresh token of a request, in its body or its cookie and not in both.
   *
   * @throws CredentialError (400, 401); OriginError (403) for a cookie with another site's page
   */
  presented(request: HttpRequest, body: RefreshBody): Presented {
    const fromCookie = this.cookie.read(request);
    const fromBody = body?.refresh_token;
    if (fromCookie !== undefined && fromBody === undefined) {
      assertSameOrigin(request.raw ?? request);
      return { refreshToken: fromCookie, isCookie: true };
    }
    if (fromBody !== undefined && fromCookie === undefined) {
      return { refreshToken: fromBody, isCookie: false };
    }
    throw fromBody === undefined
      ? new CredentialError('ERR_CREDENTIAL_MISSING', 'no refresh token in the body or a cookie')
      : new CredentialError('ERR_REQUEST_MALFORMED', 'a refresh token in the body and in a cookie');
  }

  /** The answer to a sign-in or a refresh: what goes into the cookie is not in the body. */
  deliver(response: CookieResponse, tokens: TokenResponse, isCookie = false): TokenResponse {
    const { refresh_token: refreshToken, ...others } = tokens;
    if (!isCookie || refreshToken === undefined) return tokens;
    this.cookie.set(response, refreshToken);
    return others;
  }

  /** Has the browser forget a cookie that is good for nothing any more. */
  forget(response: CookieResponse): void {
    this.cookie.clear(response);
  }

  /** As {@link forget}, after an error that says that its client has to sign in again. */
  forgetRefused(response: CookieResponse, error: unknown): void {
    const isOver = error instanceof RefreshRefusedError || error instanceof SubjectGoneError;
    if (isOver) this.forget(response);
  }
}
