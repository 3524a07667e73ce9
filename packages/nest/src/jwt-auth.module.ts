import { Inject, Logger, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { createVerifier, TokenVerifier } from '@portcullis/core';
import { Authenticator } from './authentication/authenticator.js';
import { GlobalGuard } from './authentication/global.guard.js';
import { JwtAuthGuard } from './authentication/jwt-auth.guard.js';
import { StrategyRegistration } from './authentication/strategy-registration.js';
import { RolesGuard } from './authorization/roles.guard.js';
import { ConfigurableJwtAuthModule, RAW_OPTIONS } from './jwt-auth.module-definition.js';
import { splitOptions, type JwtAuthModuleOptions } from './jwt-auth.options.js';
import { NEST_OPTIONS } from './jwt-auth.tokens.js';

/**
 * JWT authentication and role authorization for a Nest application. Every handler is protected unless it is
 * `@Public()`; `@Roles()` asks for a role.
 *
 * @example
 * JwtAuthModule.forRoot({ issuer: 'https://id.example', audience: 'api', jwksUri: 'https://id.example/jwks' })
 */
@Module({
  providers: [
    {
      provide: NEST_OPTIONS,
      inject: [RAW_OPTIONS],
      useFactory: (options: JwtAuthModuleOptions) => splitOptions(options).nest,
    },
    {
      provide: TokenVerifier,
      inject: [RAW_OPTIONS],
      useFactory: (options: JwtAuthModuleOptions) => createVerifier(splitOptions(options).verifier),
    },
    Authenticator,
    JwtAuthGuard,
    RolesGuard,
    StrategyRegistration,
    { provide: APP_GUARD, useClass: GlobalGuard },
  ],
  exports: [NEST_OPTIONS, TokenVerifier, Authenticator, JwtAuthGuard, RolesGuard],
})
export class JwtAuthModule
  extends ConfigurableJwtAuthModule
  implements OnModuleInit, OnModuleDestroy
{
  readonly #logger = new Logger('JwtAuth');
  #isDestroyed = false;

  constructor(@Inject(TokenVerifier) private readonly verifier: TokenVerifier) {
    super();
  }

  /** Starts loading remote keys, so that the first request need not wait; the boot does not wait for them. */
  onModuleInit(): void {
    void this.verifier.warmUp().then((failures) => {
      if (this.#isDestroyed) return; // what was under way was ended by us
      for (const { issuer, error } of failures) {
        this.#logger.warn(
          `keys of ${issuer} are out of reach: ${error instanceof Error ? error.message : 'unknown'}`,
        );
      }
    });
  }

  onModuleDestroy(): void {
    this.#isDestroyed = true;
    this.verifier.close();
  }
}
