/** What every way of signing in comes to once the credentials are good: a session, and its tokens delivered. */
import { Inject, Injectable } from '@nestjs/common';
import type { User } from '@portcullis/accounts';
import type { HttpRequest } from '@portcullis/nest';
import { TokenIssuer, type CookieResponse, type TokenResponse } from '@portcullis/nest/issuer';
import { TokenDelivery } from './token-delivery.js';

/** A sign-in whose credentials are good. */
export interface SignIn {
  readonly request: HttpRequest;
  readonly response: CookieResponse;
  /** What its user will know the session by. Default: the User-Agent. */
  readonly device?: string | undefined;
  /** Whether the refresh token is to be a cookie. Default false. */
  readonly cookie?: boolean | undefined;
  /** When the credentials were looked at: who was revoked since then is not signed in. */
  readonly checkedAt: number;
}

/** Begins sessions. */
@Injectable()
export class SignIns {
  constructor(
    @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
    @Inject(TokenDelivery) private readonly delivery: TokenDelivery,
  ) {}

  /** @throws SubjectGoneError (401); StoreUnavailableError (503) */
  async begin(
    { id }: User,
    { request, response, device, cookie, checkedAt }: SignIn,
  ): Promise<TokenResponse> {
    const agent = request.headers['user-agent'];
    const label = device ?? (typeof agent === 'string' ? agent : undefined);
    const tokens = await this.issuer.signIn(id, { label, checkedAt });
    return this.delivery.deliver(response, tokens, cookie);
  }
}
