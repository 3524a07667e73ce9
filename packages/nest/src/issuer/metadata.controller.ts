import { Controller, Get, Header, Inject, NotFoundException, Res } from '@nestjs/common';
import { Public } from '../decorators/public.decorator.js';
import type { HeaderResponse } from './header-response.js';
import { IssuerParts } from './issuer-parts.js';
import { ISSUER_EXTRAS } from './token-issuer.tokens.js';
import { isWebUrl } from './read-issuer-options.js';
import type { TokenIssuerModuleExtras } from './token-issuer.options.js';

/** What is known of this issuer (RFC 8414 §2). */
export interface IssuerMetadata {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly token_endpoint?: string;
  readonly grant_types_supported: readonly string[];
  readonly response_types_supported: readonly string[];
  readonly token_endpoint_auth_methods_supported?: readonly string[];
}

/** Publishes the metadata, where clients and verifiers look for it. */
@Public()
@Controller('.well-known')
export class MetadataController {
  constructor(
    @Inject(IssuerParts) private readonly parts: IssuerParts,
    @Inject(ISSUER_EXTRAS) private readonly extras: Required<TokenIssuerModuleExtras>,
  ) {}

  /** RFC 8414: what there is, and nothing that there is not. */
  @Get('oauth-authorization-server')
  @Header('Cache-Control', 'public, max-age=600')
  oauth(): IssuerMetadata {
    return this.#metadata();
  }

  /**
   * OpenID Connect Discovery §3, for verifiers that look for keys there. There is no authorization endpoint: it signs in
   * nobody for others. Verifiers narrow what they take to these algorithms, so they are those of every key of the JWKS,
   * of the one that will sign next and of those that have signed too, and are kept no longer than it is.
   */
  @Get('openid-configuration')
  openid(
    @Res({ passthrough: true }) response: HeaderResponse,
  ): IssuerMetadata & Readonly<Record<string, unknown>> {
    const metadata = this.#metadata();
    const { keyRing } = this.parts;
    response.header('Cache-Control', `public, max-age=${keyRing.publication().maxAge}`);
    return {
      ...metadata,
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [
        ...new Set(keyRing.verificationKeys.map(({ alg }) => alg)),
      ],
    };
  }

  #metadata(): IssuerMetadata {
    const { options, sessions } = this.parts;
    const { issuer, clients, url = issuer } = options;
    if (!isWebUrl(url)) throw new NotFoundException();
    const base = url.replace(/\/+$/, '');
    const grants = [
      ...(sessions ? ['refresh_token'] : []),
      ...(clients ? ['client_credentials'] : []),
    ];
    return {
      issuer,
      jwks_uri: `${base}/.well-known/jwks.json`,
      response_types_supported: [],
      grant_types_supported: grants,
      ...(grants.length > 0 && {
        token_endpoint: `${base}/${this.extras.path}/token`,
        token_endpoint_auth_methods_supported: [
          ...(clients ? ['client_secret_basic', 'client_secret_post'] : []),
          ...(sessions ? ['none'] : []),
        ],
      }),
    };
  }
}
