import {
  Controller,
  Get,
  Header,
  HttpException,
  Inject,
  Logger,
  Redirect,
  Req,
  Res,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public, type HttpRequest } from '@portcullis/nest';
import type { CookieResponse } from '@portcullis/nest/issuer';
import { SETTINGS } from '../configuration/settings.token.js';
import { type SampleSettings } from '../configuration/settings.js';
import { isLoopback } from '../configuration/internal-issuer.js';
import { RateLimit } from '../rate-limits/rate-limit.js';
import { FlowCookie } from './flow-cookie.js';
import { GoogleSignIn } from './google-sign-in.js';
import { ProviderFlow } from './provider-flow.js';
import { SignIns } from './sign-ins.js';

/** Where a browser goes next. */
interface Next {
  readonly url: string;
  readonly statusCode: 302 | 303;
}

/** The page says that it did not work, and no more: the reason is in the log. */
const FAILED: Next = { url: '/#sign-in?error=provider', statusCode: 303 };
const SIGNED_IN: Next = { url: '/#token', statusCode: 303 };

/** Signing in with the identity provider, for browsers: there by a link, back by the provider's redirect. */
@Public()
@ApiTags('auth')
@Controller('auth')
export class ProviderController {
  readonly #logger = new Logger('ProviderSignIn');

  constructor(
    @Inject(ProviderFlow) private readonly flows: ProviderFlow,
    @Inject(FlowCookie) private readonly cookie: FlowCookie,
    @Inject(GoogleSignIn) private readonly google: GoogleSignIn,
    @Inject(SignIns) private readonly signIns: SignIns,
    @Inject(SETTINGS) private readonly settings: SampleSettings,
  ) {}

  @RateLimit('provider')
  @Get('provider')
  @Redirect()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Sends a browser to the identity provider to sign in' })
  async begin(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: CookieResponse,
  ): Promise<Next> {
    try {
      assertOwnDoing(request);
      const { url, flow } = await this.flows.begin(this.#redirectUri(request));
      await this.cookie.set(response, flow);
      return { url: url.href, statusCode: 302 };
    } catch (error) {
      return this.#failed(error);
    }
  }

  @RateLimit('provider')
  @Get('callback')
  @Redirect()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Where the identity provider sends the browser back to' })
  async finish(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: CookieResponse,
  ): Promise<Next> {
    try {
      const flow = await this.cookie.take(request, response);
      const checkedAt = Date.now();
      const user = await this.google.signIn(await this.flows.finish(flow, queryOf(request)));
      await this.signIns.begin(user, { request, response, cookie: true, checkedAt });
      return SIGNED_IN;
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** The host that the browser asked is the one that has its cookie; only this machine's own names are taken at their word. */
  #redirectUri({ headers }: HttpRequest): string {
    const { redirectUri } = this.settings.provider ?? {};
    if (redirectUri !== undefined) return redirectUri;
    const { host } = headers;
    if (typeof host === 'string' && isLoopback(host)) return `http://${host}/auth/callback`;
    throw new Error('OIDC_REDIRECT_URI is not set, which hosts other than this machine need');
  }

  #failed(error: unknown): Next {
    if (error instanceof HttpException && error.getStatus() === 404) throw error;
    this.#logger.warn(`not signed in: ${reasonOf(error)}`);
    return FAILED;
  }
}

/** The name and the code: what came from outside may be in the rest. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  const code = 'code' in error ? ` (${String(error.code)})` : '';
  return `${error.name}${code}: ${error.message}`;
}

function queryOf({ url = '' }: HttpRequest): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start);
}

/** Another site's link or redirect must not sign somebody in as somebody else (W3C Fetch Metadata §2.3). */
function assertOwnDoing({ headers }: HttpRequest): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new Error('a sign-in that another site has begun');
  }
}
