import {
  Body,
  Controller,
  Header,
  HttpCode,
  Inject,
  Post,
  Req,
  UnauthorizedException,
} from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Accounts } from '@portcullis/accounts';
import { CredentialError } from '@portcullis/core';
import { findCredential } from '@portcullis/core/bearer';
import { Public, type HttpRequest } from '@portcullis/nest';
import { TokenSigner } from '@portcullis/nest/issuer';
import { z } from 'zod';
import { jsonBody } from '../json-body.js';
import { GoogleSignIn } from './google-sign-in.js';
import { issueAccessToken, type TokenResponse } from './token-response.js';

const LoginBody = jsonBody({
  email: z.string().min(3).max(254),
  password: z.string().min(1).max(1024),
});
type LoginBody = z.infer<typeof LoginBody>;

// Google's button posts a form with more in it; only the credential is read.
const GoogleBody = z.object({ credential: z.string().min(1).max(8192).optional() }).nullish();
type GoogleBody = z.infer<typeof GoogleBody>;

/** Credentials in, access token out. */
@Public()
@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(GoogleSignIn) private readonly google: GoogleSignIn,
    @Inject(TokenSigner) private readonly signer: TokenSigner,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Sign in with e-mail and password' })
  @ApiBody({
    schema: { example: { email: 'admin@example.com', password: '…' } },
  })
  async login(@Body({ schema: LoginBody }) { email, password }: LoginBody): Promise<TokenResponse> {
    const user = await this.accounts.checkCredentials(email, password);
    if (!user) throw new UnauthorizedException('e-mail or password is wrong');
    return issueAccessToken(this.signer, user);
  }

  @Post('google')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiBearerAuth()
  @ApiOperation({ summary: "Sign in with the identity provider's ID token" })
  async signInWithGoogle(
    @Req() request: HttpRequest,
    @Body({ schema: GoogleBody }) body: GoogleBody,
  ): Promise<TokenResponse> {
    const user = await this.google.signIn(idTokenOf(request, body));
    return issueAccessToken(this.signer, user);
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
