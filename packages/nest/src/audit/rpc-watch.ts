/**
 * Finds out whether the global guard runs for the handlers of a microservice.
 *
 * Nest compiles the handlers of a request-scoped controller at each message. A stand-alone microservice has one
 * configuration, which includes the guard. In a hybrid application this cannot be known at start.
 */
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { ConfigurationError } from '@portcullis/core';
import { AccessRegistry } from '../authorization/access-registry.js';
import { RpcStreams } from '../connections/rpc-streams.js';
import { isRequestScoped } from '../nest-internals/provider-scopes.js';
import { textOfPattern } from '../nest-internals/rpc-patterns.js';
import {
  watchRpcRegistrations,
  type RpcHandler,
  type RpcRegistration,
} from '../nest-internals/rpc-registrations.js';
import { faultOf, type Fault } from './faults.js';
import { GuardCoverage } from './guard-coverage.js';
import { findHandlers, nameOf } from './handlers.js';

/** Observes the registration of microservice handlers, and watches their streams. */
@Injectable()
export class RpcWatch implements OnModuleDestroy {
  readonly #unreached = new Set<string>();
  readonly #subscription: { unsubscribe(): void };

  @Inject(AccessRegistry) private readonly policies!: AccessRegistry;
  @Inject(GuardCoverage) private readonly coverage!: GuardCoverage;
  @Inject(RpcStreams) private readonly streams!: RpcStreams;
  @Inject(HttpAdapterHost) private readonly http!: HttpAdapterHost;

  constructor(@Inject(ModulesContainer) private readonly modules: ModulesContainer) {
    this.#subscription = watchRpcRegistrations(modules, (registration) =>
      this.#registered(registration),
    );
  }

  /** Returns whether the global guard runs for a pattern, on all of its servers. */
  reachesGlobal(pattern: string): boolean {
    return !this.#unreached.has(pattern);
  }

  onModuleDestroy(): void {
    this.stop();
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }

  #registered({ pattern, handler, isEvent, isGuarded }: RpcRegistration): RpcHandler {
    if (!isGuarded) this.#assertGuarded(textOfPattern(pattern));
    return isEvent ? handler : this.streams.watched(handler);
  }

  /** @throws ConfigurationError for a handler without a guard */
  #assertGuarded(route: string): void {
    const found = findHandlers(this.modules).filter(
      (handler) => handler.transport === 'rpc' && handler.route === route,
    );
    const isAlone = !this.http.httpAdapter;
    if (isAlone && found.some(({ type }) => isRequestScoped(this.modules, type))) return;
    this.#unreached.add(route);
    if (found.length === 0) {
      const right = 'inheritAppConfig: true: no class of this application is known to have it';
      throw new ConfigurationError('connectMicroservice()', `the pattern ${route}`, right);
    }
    for (const handler of found) {
      const policy = this.policies.ofHandler(handler.type, handler.handler);
      const fault = faultOf(handler, policy, this.coverage.of(handler, false), this.policies);
      if (!fault) continue;
      const { given, right } = isRequestScoped(this.modules, handler.type) ? SCOPED : fault;
      throw new ConfigurationError(
        'connectMicroservice()',
        `${nameOf(handler)} with ${given}`,
        right,
      );
    }
  }
}

const SCOPED: Fault = {
  given:
    'a controller that is request-scoped: Nest chooses its guards at each message, so that nobody can tell at the start whether the global guard is one of them',
  right: '@UseGuards(JwtAuthGuard, RolesGuard) on it, or a controller that is not request-scoped',
};
