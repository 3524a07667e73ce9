import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import { JwtAuthModule } from '@portcullis/nest';
import { IssuerKeys, TokenIssuerModule } from '@portcullis/nest/issuer';
import { Articles } from './articles/articles.js';
import { ArticlesController } from './articles/articles.controller.js';
import { AuthController } from './auth/auth.controller.js';
import { GoogleSignIn } from './auth/google-sign-in.js';
import { TokenErrorFilter } from './auth/token-error.filter.js';
import { SETTINGS } from './configuration/settings.token.js';
import type { SampleSettings } from './configuration/settings.js';
import { signingKeyOf } from './configuration/signing-key.js';
import { trustedIssuers } from './configuration/trusted-issuers.js';
import { DatabaseModule } from './database.module.js';
import { HealthController } from './health/health.controller.js';
import { UsersController } from './users/users.controller.js';

/** The sample API: one module, because it is small. */
@Module({})
export class AppModule {
  static forRoot(settings: SampleSettings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DatabaseModule.forRoot(settings),
        TokenIssuerModule.forRootAsync({ useFactory: () => tokenIssuerOptions(settings) }),
        JwtAuthModule.forRootAsync({
          inject: [IssuerKeys],
          useFactory: (own: IssuerKeys) => ({ issuers: trustedIssuers(settings, own) }),
        }),
      ],
      controllers: [AuthController, ArticlesController, UsersController, HealthController],
      providers: [
        Articles,
        GoogleSignIn,
        { provide: SETTINGS, useValue: settings },
        { provide: APP_PIPE, useFactory: () => new StandardSchemaValidationPipe() },
        { provide: APP_FILTER, useClass: TokenErrorFilter },
      ],
    };
  }
}

async function tokenIssuerOptions(settings: SampleSettings) {
  const { issuer, audience, algorithm } = settings;
  const key = await signingKeyOf(settings);
  return { issuer, audience, algorithm, ...(key === undefined ? {} : { key }) };
}
