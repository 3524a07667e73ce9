import { Inject, Logger, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { createVerifier, KeysUnavailableError, TokenVerifier } from '@portcullis/core';
import { GuardCoverage } from './audit/guard-coverage.js';
import { HandlerAudit } from './audit/handler-audit.js';
import { RpcWatch } from './audit/rpc-watch.js';
import { AuthContext } from './authentication/auth-context.js';
import { Authenticator } from './authentication/authenticator.js';
import { GlobalGuard } from './authentication/global.guard.js';
import { JwtAuthGuard } from './authentication/jwt-auth.guard.js';
import { StrategyRegistration } from './authentication/strategy-registration.js';
import { GrantReader } from './authorization/grants.js';
import { PolicyRegistry } from './authorization/policy-registry.js';
import { RolesGuard } from './authorization/roles.guard.js';
import { ConfigurableJwtAuthModule, RAW_OPTIONS } from './jwt-auth.module-definition.js';
import { splitOptions, type ResolvedNestOptions, type SplitOptions } from './jwt-auth.options.js';
import { NEST_OPTIONS, SPLIT_OPTIONS } from './jwt-auth.tokens.js';
import { TransportRegistry } from './transports/transport-registry.js';
import { Gateways } from './websockets/gateways.js';
import { HandshakeCheck } from './websockets/handshake-check.js';
import { LiveSockets } from './websockets/live-sockets.js';
import { RpcStreams } from './websockets/rpc-streams.js';
import { SocketProtection } from './websockets/socket-protection.js';
import { StreamWatch } from './websockets/stream-watch.js';

/**
 * JWT authentication and role authorization for a Nest application. Every handler is protected unless it is
 * `@Public()`; `@Roles()` asks for a role.
 *
 * @example
 * JwtAuthModule.forRoot({ issuer: 'https://id.example', audience: 'api', jwksUri: 'https://id.example/jwks' })
 */
@Module({
  providers: [
    { provide: SPLIT_OPTIONS, inject: [RAW_OPTIONS], useFactory: splitOptions },
    {
      provide: NEST_OPTIONS,
      inject: [SPLIT_OPTIONS],
      useFactory: ({ nest }: SplitOptions) => nest,
    },
    {
      provide: TokenVerifier,
      inject: [SPLIT_OPTIONS],
      useFactory: ({ verifier }: SplitOptions) => createVerifier(verifier),
    },
    GrantReader,
    PolicyRegistry,
    TransportRegistry,
    Authenticator,
    AuthContext,
    JwtAuthGuard,
    RolesGuard,
    StrategyRegistration,
    Gateways,
    HandshakeCheck,
    LiveSockets,
    SocketProtection,
    StreamWatch,
    RpcStreams,
    GuardCoverage,
    RpcWatch,
    HandlerAudit,
    { provide: APP_GUARD, useClass: GlobalGuard },
  ],
  exports: [
    NEST_OPTIONS,
    TokenVerifier,
    Authenticator,
    AuthContext,
    GrantReader,
    PolicyRegistry,
    TransportRegistry,
    LiveSockets,
    JwtAuthGuard,
    RolesGuard,
  ],
})
export class JwtAuthModule
  extends ConfigurableJwtAuthModule
  implements OnModuleInit, OnModuleDestroy
{
  readonly #logger = new Logger('JwtAuth');
  #isDestroyed = false;

  constructor(
    @Inject(TokenVerifier) private readonly verifier: TokenVerifier,
    @Inject(NEST_OPTIONS) private readonly options: ResolvedNestOptions,
  ) {
    super();
  }

  /** Loads remote keys, so that the first request need not wait; the boot waits for them where they are required. */
  async onModuleInit(): Promise<void> {
    const { warmUp } = this.options;
    if (warmUp === false) return;
    const loaded = this.verifier.warmUp();
    if (warmUp === 'required') return assertLoaded(await loaded);
    void loaded.then((failures) => {
      if (this.#isDestroyed) return; // what was under way was ended by us
      for (const failure of failures) this.#logger.warn(describe(failure));
    });
  }

  onModuleDestroy(): void {
    this.#isDestroyed = true;
    this.verifier.close();
  }
}

type WarmUpFailure = Awaited<ReturnType<TokenVerifier['warmUp']>>[number];

function describe({ issuer, error }: WarmUpFailure): string {
  return `keys of ${issuer} are out of reach: ${error instanceof Error ? error.message : 'unknown'}`;
}

function assertLoaded(failures: readonly WarmUpFailure[]): void {
  if (failures.length === 0) return;
  throw new KeysUnavailableError(
    `warmUp is 'required', and ${failures.map(describe).join('; ')}`,
    1,
    failures[0]?.error,
  );
}
