import { Inject, Logger, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { createVerifier, KeysUnavailableError, TokenVerifier } from '@portcullis/core';
import { GuardCoverage, type GuardCoverageSettings } from './audit/guard-coverage.js';
import { HandlerAudit, type HandlerAuditSettings } from './audit/handler-audit.js';
import { RpcWatch } from './audit/rpc-watch.js';
import { AuthContext } from './authentication/auth-context.js';
import { Authenticator, type AuthenticatorSettings } from './authentication/authenticator.js';
import { GlobalGuard, type GlobalGuardSettings } from './enhancers/global.guard.js';
import { JwtAuthGuard } from './guards/jwt-auth.guard.js';
import { StrategyRegistration, type StrategySettings } from './passport/strategy-registration.js';
import { GrantReader, type GrantReaderSettings } from './authentication/grants.js';
import { AccessRegistry, type AccessRegistrySettings } from './authorization/access-registry.js';
import { RolesGuard, type RolesGuardSettings } from './guards/roles.guard.js';
import { ConfigurableJwtAuthModule, RAW_OPTIONS } from './jwt-auth.module-definition.js';
import { splitOptions, type SplitOptions } from './options/jwt-auth.options.js';
import { NEST_OPTIONS, SPLIT_OPTIONS } from './request/injection-tokens.js';
import {
  TransportRegistry,
  type TransportRegistrySettings,
} from './transports/transport-registry.js';
import type { IssuerErrorSettings } from './issuer/issuer-error.interceptor.js';
import { Gateways } from './connections/gateways.js';
import { HandshakeCheck, type HandshakeCheckSettings } from './connections/handshake-check.js';
import { LiveConnections, type LiveConnectionsSettings } from './connections/live-connections.js';
import { RpcStreams, type RpcStreamsSettings } from './connections/rpc-streams.js';
import { SocketProtection } from './connections/adapter-protection.js';
import { StreamWatch } from './connections/response-streams.js';

/** Options that the providers read: a missing one does not compile. */
type Settings = AccessRegistrySettings &
  AuthenticatorSettings &
  GlobalGuardSettings &
  GrantReaderSettings &
  GuardCoverageSettings &
  HandlerAuditSettings &
  HandshakeCheckSettings &
  IssuerErrorSettings &
  LiveConnectionsSettings &
  RolesGuardSettings &
  RpcStreamsSettings &
  StrategySettings &
  TransportRegistrySettings &
  WarmUpSettings;

interface WarmUpSettings {
  readonly warmUp: boolean | 'required';
}

/**
 * Adds JWT authentication and role authorization to a Nest application. Every handler requires a valid token unless it is
 * `@Public()`; `@Roles()` requires a role.
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
      useFactory: ({ nest }: SplitOptions): Settings => nest,
    },
    {
      provide: TokenVerifier,
      inject: [SPLIT_OPTIONS],
      useFactory: ({ verifier }: SplitOptions) => createVerifier(verifier),
    },
    GrantReader,
    AccessRegistry,
    TransportRegistry,
    Authenticator,
    AuthContext,
    JwtAuthGuard,
    RolesGuard,
    StrategyRegistration,
    Gateways,
    HandshakeCheck,
    LiveConnections,
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
    AccessRegistry,
    TransportRegistry,
    LiveConnections,
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
    @Inject(NEST_OPTIONS) private readonly settings: WarmUpSettings,
  ) {
    super();
  }

  /** Loads remote keys before the first request. The start waits for them with `warmUp: 'required'`. */
  async onModuleInit(): Promise<void> {
    const { warmUp } = this.settings;
    if (warmUp === false) return;
    const loaded = this.verifier.warmUp();
    if (warmUp === 'required') return assertLoaded(await loaded);
    void loaded.then((failures) => {
      if (this.#isDestroyed) return; // shutdown has cancelled the fetches
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
  return `keys of ${issuer} are unavailable: ${error instanceof Error ? error.message : 'unknown'}`;
}

function assertLoaded(failures: readonly WarmUpFailure[]): void {
  if (failures.length === 0) return;
  throw new KeysUnavailableError(
    `warmUp is 'required', and ${failures.map(describe).join('; ')}`,
    1,
    failures[0]?.error,
  );
}
