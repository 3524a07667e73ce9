import { Body, Controller, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiCookieAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public, type HttpRequest } from '@portcullis/nest';
import { TokenIssuer, type CookieResponse, type TokenResponse } from '@portcullis/nest/issuer';
import { RateLimit } from '../rate-limits/rate-limit.js';
import { RefreshBody, TokenDelivery } from './token-delivery.js';

const BODY = {
  required: false,
  description: 'Omit it when the refresh token is in a cookie.',
  schema: { example: { refresh_token: 'prt_…' } },
};

/** Refreshes and ends sessions. */
@Public()
@ApiTags('auth')
@Controller('auth')
export class RefreshController {
  constructor(
    @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
    @Inject(TokenDelivery) private readonly delivery: TokenDelivery,
  ) {}

  @RateLimit('refresh')
  @Post('refresh')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiCookieAuth('refresh')
  @ApiOperation({ summary: 'Exchange a refresh token for new tokens with the current role' })
  @ApiBody(BODY)
  async refresh(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: CookieResponse,
    @Body({ schema: RefreshBody }) body: RefreshBody,
  ): Promise<TokenResponse> {
    const { refreshToken, isCookie } = this.delivery.presented(request, body);
    try {
      const tokens = await this.issuer.refresh(refreshToken);
      return this.delivery.deliver(response, tokens, isCookie);
    } catch (error) {
      if (isCookie) this.delivery.forgetRefused(response, error);
      throw error;
    }
  }

  @RateLimit('refresh')
  @Post('logout')
  @HttpCode(204)
  @ApiCookieAuth('refresh')
  @ApiOperation({ summary: 'End the session of a refresh token and revoke its access tokens' })
  @ApiBody(BODY)
  async logout(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: CookieResponse,
    @Body({ schema: RefreshBody }) body: RefreshBody,
  ): Promise<void> {
    const { refreshToken, isCookie } = this.delivery.presented(request, body);
    await this.issuer.signOut(refreshToken); // on 503 the browser keeps the cookie, so that it can retry
    if (isCookie) this.delivery.forget(response);
  }
}
