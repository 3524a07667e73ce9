/** Checks every handler at start. The application does not start if one is unprotected by mistake. */
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

/** A handler with its effective access rules. */
export interface AuditedHandler {
  readonly transport: FoundHandler['transport'];
  /** `GET /articles/:id`, `Query articles`, the name of a message or pattern. */
  readonly route: string;
  /** `ArticlesController.remove` */
  readonly handler: string;
  readonly access: 'public' | 'optional' | 'authenticated' | 'unguarded';
  /** Effective decorators as written: `@Roles('admin')`. */
  readonly rules: readonly string[];
  /** Rules that are `reportOnly`. */
  readonly reportOnly: readonly string[];
}

/** The options that the audit reads. */
export interface HandlerAuditSettings {
  readonly enforcedMetadata: ReadonlySet<string | symbol>;
}

/** Audits the handlers of an application. */
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

  /** @throws ConfigurationError that names the faulty handlers, and the fix */
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
   * Checks GraphQL after its schema was created: for fields that Nest does not handle, and for entities. A router may
   * request any object as an entity, with or without a reference resolver, so that each field is an entry point.
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

  /** A gateway serves the fields of subgraphs, which no class of the application handles. */
  #hasGateway(): boolean {
    return graphqlOptionsOf(this.modules).some(({ gateway }) => gateway !== undefined);
  }

  /** A plugin may have extended the schema of Mercurius. */
  #servedSchemas(): readonly Schema[] {
    const app = this.http.httpAdapter?.getInstance<{ readonly graphql?: { schema?: unknown } }>();
    const schema = app?.graphql?.schema;
    return isSchema(schema) ? [schema] : [];
  }

  onModuleDestroy(): void {
    this.rpc.stop();
  }

  /** Returns every handler of every transport with its access rules and guards. */
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

  /** Handlers and handshakes: an open socket receives messages, with or without a `handleConnection`. */
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

  /** Metadata under a generated key can be a rule or a cache setting: the start can only warn about it. */
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

/** The handshake check decides about it: Nest runs no guard for `handleConnection`. */
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
