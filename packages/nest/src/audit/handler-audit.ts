/** Looks at every handler before the application starts, and stops it where one has a hole. */
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { ConfigurationError } from '@portcullis/core';
import { AccessRegistry } from '../authorization/access-registry.js';
import { NEST_OPTIONS } from '../request/injection-tokens.js';
import { TransportRegistry } from '../transports/transport-registry.js';
import { Gateways, type Gateway } from '../connections/gateways.js';
import { HandshakeCheck } from '../connections/handshake-check.js';
import { GuardCoverage, type Coverage } from './guard-coverage.js';
import { faultOf, type NamedFault } from './faults.js';
import { findForeignEntityFields, findForeignFields, isSchema } from './graphql-fields.js';
import { graphqlOptionsOf, type Schema } from '../nest-internals/graphql-modules.js';
import { assertContextPerRequest, servesEntities } from './graphql-options.js';
import { findHandlers, nameOf, type FoundHandler } from './handlers.js';
import { findIdleRules } from './idle-rules.js';
import { RpcWatch } from './rpc-watch.js';
import { findUnreadMetadata } from './unread-metadata.js';

/** A handler with its effective policy, as a snapshot keeps it. */
export interface AuditedHandler {
  readonly transport: FoundHandler['transport'];
  /** `GET /articles/:id`, `Query articles`, the name of a message or pattern. */
  readonly route: string;
  /** `ArticlesController.remove` */
  readonly handler: string;
  readonly access: 'public' | 'optional' | 'authenticated' | 'unguarded';
  /** The decorators in force, as they are written: `@Roles('admin')`. */
  readonly rules: readonly string[];
  /** Those of them that are only reported. */
  readonly reportOnly: readonly string[];
}

/** What the audit reads of the options. */
export interface HandlerAuditSettings {
  readonly enforcedMetadata: ReadonlySet<string | symbol>;
}

/** The audit of an application's handlers. */
@Injectable()
export class HandlerAudit implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('JwtAuth');

  @Inject(ModulesContainer) private readonly modules!: ModulesContainer;
  @Inject(AccessRegistry) private readonly policies!: AccessRegistry;
  @Inject(GuardCoverage) private readonly coverage!: GuardCoverage;
  @Inject(RpcWatch) private readonly rpc!: RpcWatch;
  @Inject(Gateways) private readonly gateways!: Gateways;
  @Inject(HandshakeCheck) private readonly handshakes!: HandshakeCheck;
  @Inject(TransportRegistry) private readonly transports!: TransportRegistry;
  @Inject(HttpAdapterHost) private readonly http!: HttpAdapterHost;
  @Inject(NEST_OPTIONS) private readonly settings!: HandlerAuditSettings;

  /** @throws ConfigurationError that names the handlers at fault, and the mend */
  onModuleInit(): void {
    assertContextPerRequest(this.modules);
    const { enforcedMetadata } = this.settings;
    const unread = findUnreadMetadata(this.modules, this.transports, enforcedMetadata);
    const faults = [
      ...this.#all().flatMap((audited) => this.#faultOf(audited) ?? []),
      ...findIdleRules(this.modules, this.transports),
      ...unread.faults,
    ];
    assertNone('the audit of handlers', faults);
    this.#warnOf(unread.unclear);
    for (const { handler, reportOnly } of this.handlers()) {
      if (reportOnly.length === 0) continue;
      this.#logger.warn(`NOT ENFORCED: ${reportOnly.join(', ')} of ${handler} is reportOnly`);
    }
  }

  /**
   * By now GraphQL's schema is made, and tells which fields are no handlers, and whether a router may ask for entities: it hands in whatever object it
   * likes as one, with a reference resolver or without, so that each field of the graph is a way in of its own.
   *
   * @throws ConfigurationError that names the fields that are open
   */
  onApplicationBootstrap(): void {
    const known = new Set(
      findHandlers(this.modules).flatMap(({ transport, route }) =>
        transport === 'graphql' ? [route] : [],
      ),
    );
    const hasGateway = this.#hasGateway();
    const served = hasGateway ? [] : this.#servedSchemas();
    const foreign = findForeignFields(this.modules, known, served);
    assertNone('the audit of GraphQL', foreign);
    if (hasGateway) this.#logger.warn(GATEWAY);
    if (!servesEntities(this.modules)) return;
    const fields = this.#all().filter(({ found }) => found.isField);
    const faults = fields.flatMap(
      ({ found, coverage }) =>
        this.#faultOf({ found: { ...found, isEntry: true }, coverage }) ?? [],
    );
    assertNone('the audit of fields, to which _entities of a subgraph leads', [
      ...faults,
      ...findForeignEntityFields(this.modules, known),
    ]);
  }

  /** Its fields are those of the subgraphs, which no class of the application can handle. */
  #hasGateway(): boolean {
    return graphqlOptionsOf(this.modules).some(({ gateway }) => gateway !== undefined);
  }

  /** A plugin may have added to the schema of Mercurius since. */
  #servedSchemas(): readonly Schema[] {
    const app = this.http.httpAdapter?.getInstance<{ readonly graphql?: { schema?: unknown } }>();
    const schema = app?.graphql?.schema;
    return isSchema(schema) ? [schema] : [];
  }

  onModuleDestroy(): void {
    this.rpc.stop();
  }

  /** Every handler of every transport, with what its decorators and guards make of it. */
  handlers(): readonly AuditedHandler[] {
    return this.#all().map(({ found, coverage }) => {
      const { access, rules } = this.policies.ofHandler(found.type, found.handler);
      return {
        transport: found.transport,
        route: found.route,
        handler: nameOf(found),
        access: coverage.isProtected ? access : 'unguarded',
        rules: rules.map(({ decorator }) => decorator),
        reportOnly: rules.flatMap(({ decorator, reportOnly }) => (reportOnly ? [decorator] : [])),
      };
    });
  }

  /** Handlers, and the opening of sockets: with or without a `handleConnection`, an open socket is told things. */
  #all(): readonly Audited[] {
    const handlers = findHandlers(this.modules).map((found) => ({
      found,
      coverage: this.#coverageOf(found),
    }));
    const connections = this.gateways.all().map((gateway) => {
      const isGuarded = this.handshakes.isGuarded(gateway);
      const coverage: Coverage = {
        isGuarded,
        isProtected: isGuarded,
        isAuthenticated: isGuarded,
        isAuthorized: isGuarded,
      };
      return { found: connectionOf(gateway), coverage };
    });
    return [...handlers, ...connections];
  }

  /** A cache and a rule look alike under a key that was made up: the start can only tell that somebody must know. */
  #warnOf(unclear: readonly string[]): void {
    if (unclear.length === 0) return;
    this.#logger.warn(
      `NOT ENFORCED: ${unclear.join(', ')} has metadata of Reflector.createDecorator(), which Portcullis does not read. Add the decorators to enforcedMetadata if code of the application does.`,
    );
  }

  #coverageOf(found: FoundHandler): Coverage {
    return found.transport === 'rpc'
      ? this.coverage.of(found, this.rpc.reachesGlobal(found.route))
      : this.coverage.of(found);
  }

  #faultOf({ found, coverage }: Audited) {
    const policy = this.policies.ofHandler(found.type, found.handler);
    const fault = faultOf(found, policy, coverage, this.policies);
    return fault && { handler: nameOf(found), ...fault };
  }
}

const GATEWAY =
  'NOT ENFORCED: GraphQLModule has a gateway, for whose fields no guard runs. Forward the Authorization header, and verify it in each subgraph.';

interface Audited {
  readonly found: FoundHandler;
  readonly coverage: Coverage;
}

/** The handshake check judges it, and no guard of Nest: none runs for `handleConnection`. */
function connectionOf({ type, handler }: Gateway): FoundHandler {
  const what = { transport: 'ws', method: 'handleConnection', route: 'connection' } as const;
  return { ...what, type, handler, isField: false, isEntry: true };
}

function assertNone(audit: string, faults: readonly NamedFault[]): void {
  if (faults.length === 0) return;
  throw new ConfigurationError(
    audit,
    faults.map(({ handler, given }) => `${handler} with ${given}`).join('; '),
    [...new Set(faults.map(({ right }) => right))].join('; '),
  );
}
