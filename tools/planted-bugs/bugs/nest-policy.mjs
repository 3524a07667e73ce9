/** Mistakes in streams, in what the audit knows of rules and scopes, in contexts, bodies, and guards that are extended. */
const authGuard = 'packages/nest/src/guards/jwt-auth.guard.ts';
const globalGuard = 'packages/nest/src/enhancers/global.guard.ts';
const graphql = 'packages/nest/src/transports/graphql.ts';
const graphqlArguments = 'packages/nest/src/nest-internals/graphql-arguments.ts';
const graphqlOptions = 'packages/nest/src/audit/graphql-options.ts';
const handlerAudit = 'packages/nest/src/audit/handler-audit.ts';
const handlers = 'packages/nest/src/audit/handlers.ts';
const http = 'packages/nest/src/transports/http.ts';
const idleRules = 'packages/nest/src/audit/idle-rules.ts';
const liveSockets = 'packages/nest/src/connections/live-connections.ts';
const options = 'packages/nest/src/options/jwt-auth.options.ts';
const rolesGuard = 'packages/nest/src/guards/roles.guard.ts';
const rpcStreams = 'packages/nest/src/connections/rpc-streams.ts';
const rpcWatch = 'packages/nest/src/audit/rpc-watch.ts';
const transports = 'packages/nest/src/transports/transport-registry.ts';

export const nestPolicyBugs = [
  {
    name: 'a connection is looked at again only once the look before has ended',
    file: liveSockets,
    find: '    this.#schedule(client, socket.expiresAt);\n    void this.#look(client);',
    replace: '    void this.#look(client);',
  },
  {
    name: 'one connection that can’t be closed leaves the others open',
    file: liveSockets,
    find: '    try {\n      closeSocket(client);\n    } catch {\n',
    replace: '    closeSocket(client);\n    try {\n    } catch {\n',
  },
  {
    name: 'the list of revocations is lost on the way to the verifier',
    file: options,
    find: '.filter(([name]) => !OWN_OPTIONS.includes(name))',
    replace: ".filter(([name]) => ![...OWN_OPTIONS, 'revocations'].includes(name))",
  },
  {
    name: 'streams are not watched',
    file: globalGuard,
    find: 'this.streams.expect(context);',
    replace: '',
  },
  {
    name: 'server-sent events go on after their token',
    file: http,
    find: 'return response.raw ?? response;',
    replace: 'return undefined;',
  },
  {
    name: 'the wrapper of Fastify is taken for the response',
    file: http,
    find: 'return response.raw ?? response;',
    replace: 'return response;',
  },
  {
    name: 'a subscription of Apollo goes on after its token',
    file: graphql,
    find: 'return req?.extra?.socket ?? request?.raw?.socket;',
    replace: 'return request?.raw?.socket;',
  },
  {
    name: 'a subscription of Mercurius goes on after its token',
    file: graphql,
    find: 'return req?.extra?.socket ?? request?.raw?.socket;',
    replace: 'return req?.extra?.socket;',
  },
  {
    name: 'a socket is watched again for each of its subscriptions',
    file: liveSockets,
    find: 'if (this.#sockets.has(client) || hasEnded(client)) return;',
    replace: 'if (hasEnded(client)) return;',
  },
  {
    name: 'a connection that has ended is kept until its token expires',
    file: liveSockets,
    find: 'if (this.#sockets.has(client) || hasEnded(client)) return;',
    replace: 'if (this.#sockets.has(client)) return;',
  },
  {
    name: 'a rule with no handler behind it is silent',
    file: handlerAudit,
    find: '...findIdleRules(this.modules, this.transports),',
    replace: '',
  },
  {
    name: 'the rules of inherited methods are not looked at',
    file: idleRules,
    find: 'return [prototype, ...basesOf(prototype)];',
    replace: 'return [prototype];',
  },
  {
    name: 'a rule that was lost with its method is silent',
    file: idleRules,
    find: 'if (lost.length > 0) {',
    replace: 'if (lost.length > 1) {',
  },
  {
    name: 'a handler of one’s own transport is none',
    file: transports,
    find: 'transport.isHandler?.(method) === true',
    replace: 'transport.isHandler === undefined && method === undefined',
  },
  {
    name: 'a request-scoped controller of a hybrid application starts, guarded or not',
    file: rpcWatch,
    find: 'if (isAlone && found.some(',
    replace: 'if (found.some(',
  },
  {
    name: 'a request-scoped controller of a microservice that stands alone does not start',
    file: rpcWatch,
    find: 'if (isAlone && found.some(',
    replace: 'if (isAlone && !found.some(',
  },
  {
    name: 'a token in the body is overlooked',
    file: http,
    find: 'assertNoTokenIn(request.body);',
    replace: '',
  },
  {
    name: 'a context function may give one object to several requests',
    file: graphqlOptions,
    find: 'owners.set(made, owner);',
    replace: '',
  },
  {
    name: 'a context that was taken before it could be held starts',
    file: graphqlOptions,
    find: 'if (isStarted(modules)) {',
    replace: 'if (isStarted(modules) && held.has(modules)) {',
  },
  {
    name: 'the fields of a subgraph are open where Nest runs no guards for them',
    file: handlerAudit,
    find: '{ ...found, isEntry: true }',
    replace: '{ ...found }',
  },
  {
    name: 'no subgraph is noticed',
    file: graphqlOptions,
    find: "['_entities'] !== undefined",
    replace: "['_entities'] === null",
  },
  {
    name: 'every graph is taken for a subgraph',
    file: graphqlOptions,
    find: "?.getFields()['_entities'] !== undefined",
    replace: ' !== undefined',
  },
  {
    name: 'a method of a root type of GraphQL is no handler unless it is decorated',
    file: handlers,
    find: 'if (!isRoot && Reflect',
    replace: 'if (Reflect',
  },
  {
    name: 'a reference resolver is no way in',
    file: handlers,
    find: 'isField: true, isEntry: true }',
    replace: 'isField: true }',
  },
  {
    name: 'the context of a reference resolver is sought where fields have theirs',
    file: graphqlArguments,
    find: 'args.length === 3 ? args[1] : args[2]',
    replace: 'args[2]',
  },
  {
    name: 'the request of a subgraph of Mercurius is not found',
    file: graphql,
    find: 'req ?? (reply?.raw === undefined ? undefined : reply.request)',
    replace: 'req',
  },
  {
    name: 'a socket of Mercurius is taken for the request of a query',
    file: graphql,
    find: 'reply?.raw === undefined ? undefined : reply.request',
    replace: 'reply === undefined ? undefined : reply.request',
  },
  {
    name: 'streams of microservices are not watched',
    file: rpcWatch,
    find: 'isEvent ? handler : this.streams.watched(handler)',
    replace: 'handler',
  },
  {
    name: 'a stream of a microservice that is refused ends as if it were whole',
    file: rpcStreams,
    find: 'stream.destroyed ? this.#refuse(transport, carrier) : EMPTY',
    replace: 'EMPTY',
  },
  {
    name: 'a stream of a microservice that has ended is kept until its token expires',
    file: rpcStreams,
    find: "subscriber.add(() => stream.emit('close'));",
    replace: '',
  },
  {
    name: 'one answer of a microservice that was at hand is watched',
    file: rpcStreams,
    find: 'if (!subscriber.closed) this',
    replace: 'this',
  },
  {
    name: 'the refusal of a stream is an exception that no filter has unpacked',
    file: rpcStreams,
    find: "typeof getError === 'function'",
    replace: "typeof getError === 'string'",
  },
  {
    name: 'a guard’s own policyOf is not asked',
    file: authGuard,
    find: 'const { access } = this.policyOf(context);',
    replace: 'const { access } = this.policies.of(context);',
  },
  {
    name: 'a guard’s own authenticate is not asked',
    file: authGuard,
    find: "this.authenticate(transport, carrier, access === 'optional'),",
    replace:
      "JwtAuthGuard.prototype.authenticate.call(this, transport, carrier, access === 'optional'),",
  },
  {
    name: 'a guard’s own isAllowed is not asked',
    file: rolesGuard,
    find: ': this.isAllowed(rule, request);',
    replace: ': rule.allows(request);',
  },
];
