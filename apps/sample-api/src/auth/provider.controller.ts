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

/** A redirect. */
interface Next {
  readonly url: string;
  readonly statusCode: 302 | 303;
}

/** The page only says that the sign-in failed. The reason is in the log. */
const FAILED: Next = { url: '/#sign-in?error=provider', statusCode: 303 };
const SIGNED_IN: Next = { url: '/#token', statusCode: 303 };

/** Signs browsers in with the identity provider, by the authorization code flow. */
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
  @ApiOperation({ summary: 'Redirect a browser to the identity provider to sign in' })
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
  @ApiOperation({ summary: 'Redirect URI for the identity provider' })
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

  /** The cookie belongs to the requested host, so that host is used. Only loopback names are trusted without an option. */
  #redirectUri({ headers }: HttpRequest): string {
    const { redirectUri } = this.settings.provider ?? {};
    if (redirectUri !== undefined) return redirectUri;
    const { host } = headers;
    if (typeof host === 'string' && isLoopback(host)) return `http://${host}/auth/callback`;
    throw new Error('OIDC_REDIRECT_URI is not set: set it unless the API is used on localhost');
  }

  #failed(error: unknown): Next {
    if (error instanceof HttpException && error.getStatus() === 404) throw error;
    this.#logger.warn(`sign-in failed: ${reasonOf(error)}`);
    return FAILED;
  }
}

/** Name, code and message of an error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const code = 'code' in error ? ` (${String(error.code)})` : '';
  return `${error.name}${code}: ${error.message}`;
}

function queryOf({ url = '' }: HttpRequest): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start);
}

/** Rejects a sign-in started by another site, which could sign the user in as somebody else (W3C Fetch Metadata §2.3). */
function assertOwnDoing({ headers }: HttpRequest): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new Error('another site started the sign-in');
  }
}
