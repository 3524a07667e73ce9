import {
  Inject,
  Module,
  type NestModule,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { KeyRing, TokenSigner } from '@portcullis/issuer';
import { IssuerErrorInterceptor } from './issuer-error.interceptor.js';
import { IssuerKeys } from './issuer-keys.js';
import { IssuerParts } from './issuer-parts.js';
import { PublishedDocuments } from './endpoints/published-documents.js';
import { RefreshCookie } from './cookies/refresh-cookie.js';
import { SameOriginGuard } from './cookies/same-origin.guard.js';
import { TokenIssuer } from './token-issuer.js';
import { WellKnownRoutes } from './endpoints/well-known-routes.js';
import type { TokenIssuerModuleOptions } from './options/token-issuer.options.js';
import {
  ConfigurableTokenIssuerModule,
  RAW_ISSUER_OPTIONS,
} from './token-issuer.module-definition.js';

/**
 * Makes this application an issuer: signs tokens, manages sessions and revocations, and serves the JWKS, metadata and a
 * token endpoint. Provides `TokenIssuer`, `RefreshCookie`, `KeyRing`, `TokenSigner`, and `IssuerKeys` for a verifier.
 *
 * @example
 * TokenIssuerModule.forRoot({ issuer: 'https://api.example.com', audience: 'https://api.example.com' })
 */
@Module({
  providers: [
    {
      provide: IssuerParts,
      inject: [RAW_ISSUER_OPTIONS],
      useFactory: (options: TokenIssuerModuleOptions) => IssuerParts.open(options),
    },
    { provide: KeyRing, inject: [IssuerParts], useFactory: ({ keyRing }: IssuerParts) => keyRing },
    {
      provide: TokenSigner,
      inject: [IssuerParts],
      useFactory: ({ signer }: IssuerParts) => signer,
    },
    {
      provide: RefreshCookie,
      inject: [IssuerParts],
      useFactory: ({ options: { cookie, sessions } }: IssuerParts) =>
        new RefreshCookie({ maxAge: sessions?.idleTimeout ?? '14d', ...cookie }),
    },
    IssuerKeys,
    TokenIssuer,
    SameOriginGuard,
    PublishedDocuments,
    WellKnownRoutes,
    { provide: APP_INTERCEPTOR, useClass: IssuerErrorInterceptor },
  ],
  exports: [
    IssuerParts,
    KeyRing,
    TokenSigner,
    RefreshCookie,
    IssuerKeys,
    TokenIssuer,
    SameOriginGuard,
  ],
})
export class TokenIssuerModule
  extends ConfigurableTokenIssuerModule
  implements NestModule, OnModuleInit, OnModuleDestroy
{
  constructor(
    @Inject(IssuerParts) private readonly parts: IssuerParts,
    @Inject(WellKnownRoutes) private readonly routes: WellKnownRoutes,
  ) {
    super();
  }

  /** Called by Nest before it registers routes. */
  configure(): void {
    this.routes.beforeRoutes();
  }

  /** Called by Nest after it has registered routes. */
  onModuleInit(): void {
    this.routes.afterRoutes();
  }

  /** Stops following the stores. */
  onModuleDestroy(): Promise<void> {
    return this.parts.close();
  }
}
