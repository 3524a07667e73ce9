/** The last step of every sign-in: start a session and deliver its tokens. */
import { Inject, Injectable } from '@nestjs/common';
import type { User } from '@portcullis/accounts';
import type { HttpRequest } from '@portcullis/nest';
import { TokenIssuer, type CookieResponse, type TokenResponse } from '@portcullis/nest/issuer';
import { TokenDelivery } from './token-delivery.js';

/** A sign-in with verified credentials. */
export interface SignIn {
  readonly request: HttpRequest;
  readonly response: CookieResponse;
  /** Name of the session. Default: the User-Agent. */
  readonly device?: string | undefined;
  /** Sends the refresh token as a cookie. Default false. */
  readonly cookie?: boolean | undefined;
  /** When the credentials were checked, in milliseconds. A later revocation of the user prevents the sign-in. */
  readonly checkedAt: number;
}

/** Starts sessions. */
@Injectable()
export class SignIns {
  constructor(
    @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
    @Inject(TokenDelivery) private readonly delivery: TokenDelivery,
  ) {}

  /** Starts a session. @throws SubjectGoneError (401); StoreUnavailableError (503) */
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
