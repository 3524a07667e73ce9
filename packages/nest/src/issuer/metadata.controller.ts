import { Controller, Get, Header, Inject, NotFoundException } from '@nestjs/common';
import { Public } from '../decorators/public.decorator.js';
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
   * nobody for others.
   */
  @Get('openid-configuration')
  @Header('Cache-Control', 'public, max-age=600')
  openid(): IssuerMetadata & Readonly<Record<string, unknown>> {
    return {
      ...this.#metadata(),
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [this.parts.keyRing.active.alg],
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
