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
import { Accounts, type User } from '@portcullis/accounts';
import { CredentialError } from '@portcullis/core';
import { findCredential } from '@portcullis/core/bearer';
import { Public, type HttpRequest } from '@portcullis/nest';
import { TokenIssuer, type CookieResponse, type TokenResponse } from '@portcullis/nest/issuer';
import { z } from 'zod';
import { inReach } from '../in-reach.js';
import { jsonBody } from '../json-body.js';
import { GoogleSignIn } from './google-sign-in.js';
import { SIGN_IN_FIELDS, TokenDelivery } from './token-delivery.js';

const LoginBody = jsonBody({
  email: z.string().min(3).max(254),
  password: z.string().min(1).max(1024),
  ...SIGN_IN_FIELDS,
});
type LoginBody = z.infer<typeof LoginBody>;

// Google's button posts a form with more in it, which is not read.
const GoogleBody = z
  .object({ credential: z.string().min(1).max(8192).optional(), ...SIGN_IN_FIELDS })
  .nullish();
type GoogleBody = z.infer<typeof GoogleBody>;

/** How a client wants to be signed in. */
type Wish = z.infer<z.ZodObject<typeof SIGN_IN_FIELDS>> | null | undefined;

/** A sign-in whose credentials are good. */
interface SignIn {
  readonly request: HttpRequest;
  readonly response: CookieResponse;
  readonly wish: Wish;
  /** When the credentials were looked at: who was revoked since then is not signed in. */
  readonly checkedAt: number;
}

/** Credentials in; an access token and the refresh token of a new session out. */
@Public()
@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(GoogleSignIn) private readonly google: GoogleSignIn,
    @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
    @Inject(TokenDelivery) private readonly delivery: TokenDelivery,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Sign in with e-mail and password' })
  @ApiBody({
    description:
      '`device`: what the session is listed as, by default the User-Agent. `cookie`: true for a browser, ' +
      'whose refresh token then comes in an HttpOnly cookie.',
    schema: { example: { email: 'admin@example.com', password: '…' } },
  })
  async login(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: CookieResponse,
    @Body({ schema: LoginBody }) body: LoginBody,
  ): Promise<TokenResponse> {
    const { email, password } = body;
    const checkedAt = Date.now();
    this.delivery.assertMaySetCookie(request, body.cookie);
    const user = await inReach('the accounts', () =>
      this.accounts.checkCredentials(email, password),
    );
    if (!user) throw new UnauthorizedException('e-mail or password is wrong');
    return this.#signIn(user, { request, response, wish: body, checkedAt });
  }

  @Post('google')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiBearerAuth()
  @ApiOperation({ summary: "Sign in with the identity provider's ID token" })
  async signInWithGoogle(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: CookieResponse,
    @Body({ schema: GoogleBody }) body: GoogleBody,
  ): Promise<TokenResponse> {
    this.delivery.assertMaySetCookie(request, body?.cookie);
    const checkedAt = Date.now();
    const user = await this.google.signIn(idTokenOf(request, body));
    return this.#signIn(user, { request, response, wish: body, checkedAt });
  }

  async #signIn(
    { id }: User,
    { request, response, wish, checkedAt }: SignIn,
  ): Promise<TokenResponse> {
    const agent = request.headers['user-agent'];
    const label = wish?.device ?? (typeof agent === 'string' ? agent : undefined);
    const tokens = await this.issuer.signIn(id, { label, checkedAt });
    return this.delivery.deliver(response, tokens, wish?.cookie);
  }
}

/** The ID token is in the Authorization header or in the body, not in both. */
function idTokenOf(request: HttpRequest, body: GoogleBody): string {
  const fromHeader = findCredential(request.raw ?? request);
  const fromBody = body?.credential;
  if (fromHeader !== undefined && fromBody !== undefined) {
    throw new CredentialError(
      'ERR_REQUEST_MALFORMED',
      'an ID token in the header and one in the body',
    );
  }
  const idToken = fromHeader ?? fromBody;
  if (idToken === undefined) {
    throw new CredentialError(
      'ERR_CREDENTIAL_MISSING',
      'no ID token in the Authorization header or as credential',
    );
  }
  return idToken;
}
