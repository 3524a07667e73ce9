/**
 * Tells whether the global guard reaches the handlers of a microservice: not where `connectMicroservice` gave it a
 * configuration of its own. For each handler Nest reads the server's `transportId`, then `canActivate` of each guard as
 * it compiles the handler, and then registers it; a registration without a reading of our guard in between is one
 * without it. What else was compiled before, as where the microservice starts late, counts for nothing.
 *
 * The handlers of a request-scoped controller are compiled at each message. Of a microservice that stands alone there is one
 * configuration, the application's, which has the guard; in a hybrid application nobody can tell at the start.
 */
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { ConfigurationError } from '@portcullis/core';
import { compilations } from '../enhancers/global.guard.js';
import { PolicyRegistry } from '../authorization/access-registry.js';
import { RpcStreams, type RpcHandler } from '../connections/rpc-streams.js';
import { faultOf, type Fault } from './faults.js';
import { GuardCoverage } from './guard-coverage.js';
import { findHandlers, nameOf, type FoundHandler } from './handlers.js';

/** A server of @nestjs/microservices, as far as registrations go. */
interface RpcServer {
  transportId?: unknown;
  addHandler(
    pattern: unknown,
    handler: RpcHandler,
    isEvent?: boolean,
    ...others: readonly unknown[]
  ): unknown;
}

/** Watches the registration of handlers at microservices, and has their streams watched. */
@Injectable()
export class RpcWatch implements OnModuleDestroy {
  readonly #unreached = new Set<string>();
  readonly #subscription: { unsubscribe(): void };

  @Inject(PolicyRegistry) private readonly policies!: PolicyRegistry;
  @Inject(GuardCoverage) private readonly coverage!: GuardCoverage;
  @Inject(RpcStreams) private readonly streams!: RpcStreams;
  @Inject(HttpAdapterHost) private readonly http!: HttpAdapterHost;

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
    noteBeginnings(server);
    let last: Beginning | undefined;
    server.addHandler = (pattern, handler, isEvent, ...others) => {
      const begun = beginnings.get(server);
      const isReached = begun !== undefined && begun !== last && compilations.count > begun.count;
      last = begun;
      if (!isReached) this.#assertGuarded(routeOf(pattern));
      // An event has no answer.
      const watched = isEvent === true ? handler : this.streams.watched(handler);
      return addHandler(pattern, watched, isEvent, ...others);
    };
  }

  /** @throws ConfigurationError for a handler that has no guard of its own either */
  #assertGuarded(route: string): void {
    const found = findHandlers(this.modules).filter(
      (handler) => handler.transport === 'rpc' && handler.route === route,
    );
    const isAlone = !this.http.httpAdapter;
    if (isAlone && found.some(({ type }) => this.#isRequestScoped(type))) return;
    this.#unreached.add(route);
    if (found.length === 0) {
      const right = 'inheritAppConfig: true: no class of this application is known to have it';
      throw new ConfigurationError('connectMicroservice()', `the pattern ${route}`, right);
    }
    for (const handler of found) {
      const policy = this.policies.ofHandler(handler.type, handler.handler);
      const fault = faultOf(handler, policy, this.coverage.of(handler, false), this.policies);
      if (!fault) continue;
      const { given, right } = this.#isRequestScoped(handler.type) ? SCOPED : fault;
      throw new ConfigurationError(
        'connectMicroservice()',
        `${nameOf(handler)} with ${given}`,
        right,
      );
    }
  }

  #isRequestScoped(type: FoundHandler['type']): boolean {
    return [...this.modules.values()].some(
      ({ controllers }) => controllers.get(type)?.isDependencyTreeStatic() === false,
    );
  }
}

const SCOPED: Fault = {
  given:
    'a controller that is request-scoped: Nest chooses its guards at each message, so that nobody can tell at the start whether the global guard is one of them',
  right: '@UseGuards(JwtAuthGuard, RolesGuard) on it, or a controller that is not request-scoped',
};

function routeOf(pattern: unknown): string {
  return typeof pattern === 'string' ? pattern : JSON.stringify(pattern);
}

/** How many compilations there were when Nest turned to a handler. */
interface Beginning {
  readonly count: number;
}

const beginnings = new WeakMap<RpcServer, Beginning>();
const noted = new WeakSet<RpcServer>();

/** Each reading of `transportId` is a beginning; once for each server, however many watch it. */
function noteBeginnings(server: RpcServer): void {
  if (noted.has(server)) return;
  noted.add(server);
  let { transportId } = server;
  Object.defineProperty(server, 'transportId', {
    configurable: true,
    enumerable: true,
    get() {
      beginnings.set(server, { count: compilations.count });
      return transportId;
    },
    set(id: unknown) {
      transportId = id;
    },
  });
}
