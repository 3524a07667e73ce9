import {
  Body,
  Controller,
  Header,
  HttpCode,
  Inject,
  Post,
  Req,
  Res,
  UnauthorizedException,
} from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Accounts } from '@portcullis/accounts';
import { CredentialError, Public, type HttpRequest } from '@portcullis/nest';
import { findCredential } from '@portcullis/core/bearer';
import type { CookieResponse, TokenResponse } from '@portcullis/nest/issuer';
import { z } from 'zod';
import { callStore } from '../call-store.js';
import { jsonBody } from '../json-body.js';
import { RateLimit } from '../rate-limits/rate-limit.js';
import { GoogleSignIn } from './google-sign-in.js';
import { SignIns } from './sign-ins.js';
import { SIGN_IN_FIELDS, TokenDelivery } from './token-delivery.js';

const LoginBody = jsonBody({
  email: z.string().min(3).max(254),
  password: z.string().min(1).max(1024),
  ...SIGN_IN_FIELDS,
});
type LoginBody = z.infer<typeof LoginBody>;

// Not strict: the form that Google's button posts has more members.
const GoogleBody = z
  .object({ credential: z.string().min(1).max(8192).optional(), ...SIGN_IN_FIELDS })
  .nullish();
type GoogleBody = z.infer<typeof GoogleBody>;

/** Signs users in with a password or an ID token, and returns the tokens of a new session. */
@Public()
@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(GoogleSignIn) private readonly google: GoogleSignIn,
    @Inject(SignIns) private readonly signIns: SignIns,
    @Inject(TokenDelivery) private readonly delivery: TokenDelivery,
  ) {}

  @RateLimit('login')
  @Post('login')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Sign in with e-mail and password' })
  @ApiBody({
    description:
      '`device`: name of the session in the list of sessions; default: the User-Agent. `cookie`: true sends the ' +
      'refresh token as an HttpOnly cookie, for browsers.',
    schema: { example: { email: 'admin@example.com', password: '…' } },
  })
  async login(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: CookieResponse,
    @Body({ schema: LoginBody }) body: LoginBody,
  ): Promise<TokenResponse> {
    const { email, password, device, cookie } = body;
    const checkedAt = Date.now();
    this.delivery.assertMaySetCookie(request, cookie);
    const user = await callStore('the accounts', () =>
      this.accounts.checkCredentials(email, password),
    );
    if (!user) throw new UnauthorizedException('e-mail or password is wrong');
    return this.signIns.begin(user, { request, response, device, cookie, checkedAt });
  }

  @RateLimit('login')
  @Post('google')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Sign in with an ID token of the identity provider' })
  async signInWithGoogle(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: CookieResponse,
    @Body({ schema: GoogleBody }) body: GoogleBody,
  ): Promise<TokenResponse> {
    const { device, cookie } = body ?? {};
    this.delivery.assertMaySetCookie(request, cookie);
    const checkedAt = Date.now();
    const user = await this.google.signIn(idTokenOf(request, body));
    return this.signIns.begin(user, { request, response, device, cookie, checkedAt });
  }
}

/** Returns the ID token from the Authorization header or the body; both at once are rejected. */
function idTokenOf(request: HttpRequest, body: GoogleBody): string {
  const fromHeader = findCredential(request.raw ?? request);
  const fromBody = body?.credential;
  if (fromHeader !== undefined && fromBody !== undefined) {
    throw new CredentialError(
      'ERR_REQUEST_MALFORMED',
      'an ID token in both the header and the body',
    );
  }
  const idToken = fromHeader ?? fromBody;
  if (idToken === undefined) {
    throw new CredentialError(
      'ERR_CREDENTIAL_MISSING',
      'no ID token in the Authorization header or in `credential`',
    );
  }
  return idToken;
}
