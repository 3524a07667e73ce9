/**
 * Registers the Passport strategy. Passport's registry is global to the process: a second registration of a name would
 * silently replace the first application's strategy. Here it is a configuration error.
 */
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { ConfigurationError } from '@portcullis/core';
import passport from 'passport';
import { findCredential } from '@portcullis/core/bearer';
import { strategyRegisteredAs } from '../nest-internals/passport-strategies.js';
import { NEST_OPTIONS } from '../request/injection-tokens.js';
import { asReceived } from '../transports/http-request.js';
import { type HttpRequest } from '../transports/http-request.js';
import { Authenticator } from '../authentication/authenticator.js';
import { JwtStrategy, registerJwtStrategy } from './jwt.strategy.js';

/** Strategies whose application has started. An application that failed to start must not keep the name. */
const running = new WeakSet<object>();

/** The options that the registration reads. */
export interface StrategySettings {
  readonly strategy: string | false;
  readonly cookie: string | undefined;
  readonly allowedOrigins: readonly string[] | undefined;
  readonly extract: ((request: HttpRequest) => string | null | undefined) | undefined;
}

/** Registers the strategy when the module starts, and unregisters it when the module is destroyed. */
@Injectable()
export class StrategyRegistration implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  #strategy: JwtStrategy | undefined;

  constructor(
    @Inject(Authenticator) private readonly authenticator: Authenticator,
    @Inject(NEST_OPTIONS) private readonly settings: StrategySettings,
  ) {}

  onModuleInit(): void {
    const { strategy: name } = this.settings;
    if (name === false) return;
    const holder = strategyRegisteredAs(name);
    // Nest calls the hooks of all modules again for a microservice with deferred initialization.
    if (holder !== undefined && holder === this.#strategy) return;
    const abandoned = holder instanceof JwtStrategy && !running.has(holder);
    if (holder !== undefined && !abandoned) throw nameTaken(name);
    const {
      extract = (request: HttpRequest) => findCredential(asReceived(request), this.settings),
    } = this.settings;
    this.#strategy = registerJwtStrategy(name, {
      authenticator: this.authenticator,
      extract: (request) => extract(request) ?? null,
    });
  }

  /** Other code may have registered the name while the application was starting. */
  onApplicationBootstrap(): void {
    const { strategy: name } = this.settings;
    if (name === false || this.#strategy === undefined) return;
    if (strategyRegisteredAs(name) !== this.#strategy) throw nameTaken(name);
    running.add(this.#strategy);
  }

  onModuleDestroy(): void {
    const { strategy: name } = this.settings;
    if (
      name !== false &&
      this.#strategy !== undefined &&
      strategyRegisteredAs(name) === this.#strategy
    )
      passport.unuse(name);
    this.#strategy = undefined;
  }
}

function nameTaken(name: string): ConfigurationError {
  return new ConfigurationError(
    'strategy',
    `${JSON.stringify(name)}, which another strategy in this process has`,
    "another name, such as 'internal-jwt', or false for none; an application that is no longer used must be closed",
  );
}
