import {
  Controller,
  HttpCode,
  Inject,
  Logger,
  NotFoundException,
  Post,
  Req,
  Res,
  VERSION_NEUTRAL,
  type Type,
} from '@nestjs/common';
import { Public } from '../../decorators/public.decorator.js';
import { asReceived } from '../../transports/http-request.js';
import { type HttpRequest } from '../../transports/http-request.js';
import type { HeaderResponse } from './header-response.js';
import { IssuerParts } from '../issuer-parts.js';
import { isRefreshRefusal } from '../issuer-outcome.js';
import { TokenIssuer } from '../token-issuer.js';
import {
  readClient,
  readParameters,
  type ClientAuthentication,
  type TokenParameters,
} from './token-endpoint.request.js';
import { TokenRequestError } from './token-request-error.js';
import type { TokenResponse } from './token-response.js';

/** A request whose body the application's parser has read. */
type ParsedRequest = HttpRequest & { readonly body?: unknown };

const CHALLENGE = 'Basic realm="token", charset="UTF-8"';

/**
 * The token endpoint (RFC 6749 §3.2), form-encoded: `refresh_token` where there are sessions,
 * `client_credentials` where there are clients, 404 where there is neither. A guard that limits how often it is asked knows
 * it by `context.getClass().prototype instanceof TokenController`.
 */
export abstract class TokenController {
  readonly #logger = new Logger('TokenIssuer');

  constructor(
    @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
    @Inject(IssuerParts) private readonly parts: IssuerParts,
  ) {}

  /** Answers a token request (RFC 6749 §5), and a bad one as its §5.2 says. */
  @Public()
  @Post('token')
  @HttpCode(200)
  async token(
    @Req() request: ParsedRequest,
    @Res({ passthrough: true }) response: HeaderResponse,
  ): Promise<TokenResponse> {
    const { sessions, options } = this.parts;
    if (!sessions && !options.clients) throw new NotFoundException();
    response.header('Cache-Control', 'no-store');
    response.header('Pragma', 'no-cache');
    try {
      const parameters = readParameters(request);
      return await this.#grant(parameters, readClient(asReceived(request), parameters));
    } catch (error) {
      throw this.#refusal(error, response);
    }
  }

  /** The client is told the kind of refusal, the log the reason. */
  #refusal(error: unknown, response: HeaderResponse): unknown {
    if (isRefreshRefusal(error)) {
      this.#logger.warn(`${error.code} (${error.message})`);
      return new TokenRequestError('invalid_grant', error);
    }
    if (error instanceof TokenRequestError && error.error === 'invalid_client') {
      this.#logger.warn('a client was not authenticated');
      response.header('WWW-Authenticate', CHALLENGE);
    }
    return error;
  }

  async #grant(parameters: TokenParameters, client: ClientAuthentication | undefined) {
    const { sessions, options } = this.parts;
    const { grant_type: type } = parameters;
    if (type === undefined) throw new TokenRequestError('invalid_request');
    if (type === 'refresh_token' && sessions) return this.#refresh(parameters, client);
    if (type === 'client_credentials' && options.clients) {
      if (!client) throw new TokenRequestError('invalid_client');
      return this.issuer.clientCredentials({ ...client, scope: parameters.scope });
    }
    throw new TokenRequestError('unsupported_grant_type');
  }

  /** A browser or an app has no secret to authenticate with (RFC 6749 §2.1); a client that shows one must be right. */
  async #refresh(parameters: TokenParameters, client: ClientAuthentication | undefined) {
    const { refresh_token: refreshToken, scope } = parameters;
    if (refreshToken === undefined) throw new TokenRequestError('invalid_request');
    if (client) await this.#authenticate(client);
    return this.issuer.refresh(refreshToken, { scope });
  }

  async #authenticate({ clientId, clientSecret }: ClientAuthentication): Promise<void> {
    if (!this.parts.options.clients) throw new TokenRequestError('invalid_client');
    await this.issuer.authenticateClient(clientId, clientSecret);
  }
}

/** Where the token endpoint is, is known when the module is made. */
export function tokenControllerAt(path: string): Type<TokenController> {
  @Public()
  @Controller({ path, version: VERSION_NEUTRAL })
  class TokenEndpointController extends TokenController {}
  return TokenEndpointController;
}
