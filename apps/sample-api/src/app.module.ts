import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import { JwtAuthModule } from '@portcullis/nest';
import { TokenIssuer, TokenIssuerModule } from '@portcullis/nest/issuer';
import { Accounts } from '@portcullis/accounts';
import { AdminController } from './admin/admin.controller.js';
import { KeysController } from './admin/keys.controller.js';
import { Articles } from './articles/articles.js';
import { ArticlesController } from './articles/articles.controller.js';
import { AuthController } from './auth/auth.controller.js';
import { FlowCookie } from './auth/flow-cookie.js';
import { GoogleSignIn } from './auth/google-sign-in.js';
import { OptionsController } from './auth/options.controller.js';
import { ProviderController } from './auth/provider.controller.js';
import { ProviderFlow } from './auth/provider-flow.js';
import { RefreshController } from './auth/refresh.controller.js';
import { SessionsController } from './auth/sessions.controller.js';
import { SignIns } from './auth/sign-ins.js';
import { TokenDelivery } from './auth/token-delivery.js';
import { TokenErrorFilter } from './auth/token-error.filter.js';
import { SETTINGS } from './configuration/settings.token.js';
import type { SampleSettings } from './configuration/settings.js';
import { IssuerSecrets } from './configuration/issuer-secrets.js';
import { tokenIssuerOptions } from './stores/token-issuer-options.js';
import { issuerNames, trustedIssuers } from './configuration/trusted-issuers.js';
import { DemoUsers } from './demo/demo-users.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './lifecycle/readiness.js';
import { Page } from './page/page.js';
import { PageController } from './page/page.controller.js';
import { BoundedHits } from './rate-limits/bounded-hits.js';
import { TokenEndpointLimit } from './rate-limits/rate-limit.js';
import { StoresModule } from './stores/stores.module.js';
import { TokenStores } from './stores/token-stores.js';
import { UsersController } from './users/users.controller.js';

/** The root module of the sample API. */
@Module({})
export class AppModule {
  static forRoot(settings: SampleSettings, page: Page): DynamicModule {
    return {
      module: AppModule,
      imports: [
        StoresModule.forRoot(settings),
        TokenIssuerModule.forRootAsync({
          inject: [TokenStores, IssuerSecrets, Accounts],
          useFactory: (stores: TokenStores, secrets: IssuerSecrets, accounts: Accounts) =>
            tokenIssuerOptions(settings, { stores, secrets, accounts }),
        }),
        JwtAuthModule.forRootAsync({
          inject: [TokenIssuer],
          useFactory: ({ verifierOptions, revocations }: TokenIssuer) => ({
            issuers: trustedIssuers(settings, verifierOptions),
            issuerNames: issuerNames(settings),
            revocations,
          }),
        }),
      ],
      controllers: [
        AuthController,
        RefreshController,
        SessionsController,
        OptionsController,
        ProviderController,
        ArticlesController,
        UsersController,
        AdminController,
        KeysController,
        HealthController,
        PageController,
      ],
      providers: [
        Articles,
        { provide: BoundedHits, useFactory: () => new BoundedHits() },
        DemoUsers,
        GoogleSignIn,
        ProviderFlow,
        Readiness,
        SignIns,
        TokenDelivery,
        {
          provide: FlowCookie,
          inject: [IssuerSecrets],
          useFactory: ({ refreshKeys }: IssuerSecrets) =>
            new FlowCookie({ refreshKeys, isDevelopment: settings.isDevelopmentCookie }),
        },
        { provide: SETTINGS, useValue: settings },
        { provide: Page, useValue: page },
        { provide: APP_PIPE, useFactory: () => new StandardSchemaValidationPipe() },
        { provide: APP_GUARD, useClass: TokenEndpointLimit },
        { provide: APP_FILTER, useClass: TokenErrorFilter },
      ],
    };
  }
}
