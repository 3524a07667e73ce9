/** How refresh tokens travel: in the body, or in a cookie for browsers. */
import { Inject, Injectable } from '@nestjs/common';
import { CredentialError } from '@portcullis/nest';
import { assertSameOrigin } from '@portcullis/core/bearer';
import type { HttpRequest } from '@portcullis/nest';
import {
  RefreshCookie,
  RefreshRejectedError,
  SubjectGoneError,
  type CookieResponse,
  type TokenResponse,
} from '@portcullis/nest/issuer';
import { z } from 'zod';
import { jsonBody } from '../json-body.js';

/** A body with a refresh token; empty when the token is in the cookie. */
export const RefreshBody = jsonBody({
  refresh_token: z.string().min(1).max(4096).optional(),
}).nullish();
export type RefreshBody = z.infer<typeof RefreshBody>;

/** Optional members of a sign-in. */
export const SIGN_IN_FIELDS = {
  /** Name of the session. Default: the User-Agent. */
  device: z.string().min(1).max(128).optional(),
  /** Sends the refresh token as a cookie that scripts cannot read. */
  cookie: z.boolean().optional(),
};

/** The refresh token of a request. */
export interface Presented {
  readonly refreshToken: string;
  readonly isCookie: boolean;
}

/** Reads and writes refresh tokens. Cookies are only accepted from and set for pages of this host. */
@Injectable()
export class TokenDelivery {
  constructor(@Inject(RefreshCookie) private readonly cookie: RefreshCookie) {}

  /** Prevents login CSRF: another site must not sign the browser in. @throws OriginError (403) */
  assertMaySetCookie(request: HttpRequest, isCookie = false): void {
    if (isCookie) assertSameOrigin(request.raw ?? request);
  }

  /**
   * Returns the refresh token from the body or the cookie; both at once are rejected.
   *
   * @throws CredentialError (400, 401); OriginError (403) when another site's page sends the cookie
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
      : new CredentialError(
          'ERR_REQUEST_MALFORMED',
          'a refresh token in both the body and a cookie',
        );
  }

  /** Returns the response body of a sign-in or a refresh. With a cookie, the body has no refresh token. */
  deliver(response: CookieResponse, tokens: TokenResponse, isCookie = false): TokenResponse {
    const { refresh_token: refreshToken, ...others } = tokens;
    if (!isCookie || refreshToken === undefined) return tokens;
    this.cookie.set(response, refreshToken);
    return others;
  }

  /** Deletes the cookie. */
  forget(response: CookieResponse): void {
    this.cookie.clear(response);
  }

  /** Deletes the cookie when the error means that the user has to sign in again. */
  forgetRefused(response: CookieResponse, error: unknown): void {
    const isOver = error instanceof RefreshRejectedError || error instanceof SubjectGoneError;
    if (isOver) this.forget(response);
  }
}
