/**
 * Tells whether the global guard reaches the handlers of a microservice: not where `connectMicroservice` gave it a
 * configuration of its own. Nest reads `canActivate` of each guard as it compiles a handler, and registers the handler
 * right after; a registration without a reading is one without our guard.
 */
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ConfigurationError } from '@portcullis/core';
import { compilations } from '../authentication/global.guard.js';
import { PolicyRegistry } from '../authorization/policy-registry.js';
import { faultOf } from './faults.js';
import { GuardCoverage } from './guard-coverage.js';
import { findHandlers } from './handlers.js';

/** A server of @nestjs/microservices, as far as registrations go. */
interface RpcServer {
  addHandler(pattern: unknown, ...others: readonly unknown[]): unknown;
}

/** Watches the registration of handlers at microservices. */
@Injectable()
export class RpcWatch implements OnModuleDestroy {
  readonly #unreached = new Set<string>();
  readonly #subscription: { unsubscribe(): void };

  @Inject(PolicyRegistry) private readonly policies!: PolicyRegistry;
  @Inject(GuardCoverage) private readonly coverage!: GuardCoverage;

  constructor(@Inject(ModulesContainer) private readonly modules: ModulesContainer) {
    this.#subscription = modules
      .getRpcTargetRegistry<RpcServer>()
      .subscribe((server) => this.#watch(server));
  }

  /** Whether the global guard reaches a pattern, wherever it is served. */
  reachesGlobal(pattern: string): boolean {
    return !this.#unreached.has(pattern);
  }

  onModuleDestroy(): void {
    this.stop();
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }

  #watch(server: RpcServer): void {
    const addHandler = server.addHandler.bind(server);
    let before = compilations.count;
    server.addHandler = (pattern, ...others) => {
      const isReached = compilations.count > before;
      before = compilations.count;
      if (!isReached) this.#assertGuarded(pattern);
      return addHandler(pattern, ...others);
    };
  }

  /** @throws ConfigurationError for a handler that has no guard of its own either */
  #assertGuarded(pattern: unknown): void {
    const route = typeof pattern === 'string' ? pattern : JSON.stringify(pattern);
    this.#unreached.add(route);
    const found = findHandlers(this.modules).filter(
      (handler) => handler.transport === 'rpc' && handler.route === route,
    );
    for (const handler of found) {
      const policy = this.policies.ofHandler(handler.type, handler.handler);
      const fault = faultOf(handler, policy, this.coverage.of(handler, false), this.policies);
      if (!fault) continue;
      const name = `${handler.type.name}.${handler.method}`;
      throw new ConfigurationError(
        'connectMicroservice()',
        `${name} with ${fault.given}`,
        fault.right,
      );
    }
  }
}
