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

/** A request with a parsed body. */
type ParsedRequest = HttpRequest & { readonly body?: unknown };

const CHALLENGE = 'Basic realm="token", charset="UTF-8"';

/**
 * The token endpoint (RFC 6749 §3.2). Accepts form-encoded requests: `refresh_token` with the option `sessions`,
 * `client_credentials` with the option `clients`; 404 without both. A guard that limits requests recognizes it by
 * `context.getClass().prototype instanceof TokenController`.
 */
export abstract class TokenController {
  readonly #logger = new Logger('TokenIssuer');

  constructor(
    @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
    @Inject(IssuerParts) private readonly parts: IssuerParts,
  ) {}

  /** Responds to a token request (RFC 6749 §5.1), or rejects it (§5.2). */
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
      throw this.#rejection(error, response);
    }
  }

  /** Converts an error to the response, and logs the reason, which the client does not receive. */
  #rejection(error: unknown, response: HeaderResponse): unknown {
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

  /** Refreshes a session. Public clients send no secret (RFC 6749 §2.1). A secret that is sent must be correct. */
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

/** Creates the controller for a path, which is known when the module is created. */
export function tokenControllerAt(path: string): Type<TokenController> {
  @Public()
  @Controller({ path, version: VERSION_NEUTRAL })
  class TokenEndpointController extends TokenController {}
  return TokenEndpointController;
}
