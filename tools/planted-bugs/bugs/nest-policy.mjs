/** Mistakes in streams, contexts and bodies, in extended guards, and in the audit of rules and scopes. */
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
    name: 'a recheck waits for the previous one',
    file: liveSockets,
    find: '    this.#schedule(client, socket.expiresAt);\n    void this.#look(client);',
    replace: '    void this.#look(client);',
  },
  {
    name: 'one connection that fails to close keeps the others open',
    file: liveSockets,
    find: '    try {\n      closeSocket(client);\n    } catch {\n',
    replace: '    closeSocket(client);\n    try {\n    } catch {\n',
  },
  {
    name: 'revocations do not reach the verifier',
    file: options,
    find: '.filter(([name]) => !Object.hasOwn(OWN_OPTIONS, name))',
    replace: '.filter(([name]) => !Object.hasOwn({ ...OWN_OPTIONS, revocations: 1 }, name))',
  },
  {
    name: 'streams are not watched',
    file: globalGuard,
    find: 'this.streams.expect(context);',
    replace: '',
  },
  {
    name: 'server-sent events outlive their token',
    file: http,
    find: 'return response.raw ?? response;',
    replace: 'return undefined;',
  },
  {
    name: 'Fastify’s wrapper is used as the response',
    file: http,
    find: 'return response.raw ?? response;',
    replace: 'return response;',
  },
  {
    name: 'an Apollo subscription outlives its token',
    file: graphql,
    find: 'return req?.extra?.socket ?? request?.raw?.socket;',
    replace: 'return request?.raw?.socket;',
  },
  {
    name: 'a Mercurius subscription outlives its token',
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
    name: 'a closed connection is kept until its token expires',
    file: liveSockets,
    find: 'if (this.#sockets.has(client) || hasEnded(client)) return;',
    replace: 'if (this.#sockets.has(client)) return;',
  },
  {
    name: 'a rule without a handler is not reported',
    file: handlerAudit,
    find: '...findIdleRules(this.modules, this.transports),',
    replace: '',
  },
  {
    name: 'rules of inherited methods are ignored',
    file: idleRules,
    find: 'return [prototype, ...basesOf(prototype)];',
    replace: 'return [prototype];',
  },
  {
    name: 'a rule of an overridden method is not reported',
    file: idleRules,
    find: 'if (lost.length > 0) {',
    replace: 'if (lost.length > 1) {',
  },
  {
    name: 'a handler of a custom transport is not found',
    file: transports,
    find: 'transport.isHandler?.(method) === true',
    replace: 'transport.isHandler === undefined && method === undefined',
  },
  {
    name: 'an unguarded request-scoped controller of a hybrid application starts',
    file: rpcWatch,
    find: 'if (isAlone && found.some(',
    replace: 'if (found.some(',
  },
  {
    name: 'a request-scoped controller of a standalone microservice does not start',
    file: rpcWatch,
    find: 'if (isAlone && found.some(',
    replace: 'if (isAlone && !found.some(',
  },
  {
    name: 'a token in the body is ignored',
    file: http,
    find: 'assertNoTokenIn(request.body);',
    replace: '',
  },
  {
    name: 'a context function may return one object for several requests',
    file: graphqlOptions,
    find: 'owners.set(made, owner);',
    replace: '',
  },
  {
    name: 'a context claimed before the audit starts',
    file: graphqlOptions,
    find: 'if (isStarted(modules)) {',
    replace: 'if (isStarted(modules) && held.has(modules)) {',
  },
  {
    name: 'subgraph fields without guards are public',
    file: handlerAudit,
    find: '{ ...found, isEntry: true }',
    replace: '{ ...found }',
  },
  {
    name: 'subgraphs are not recognized',
    file: graphqlOptions,
    find: "['_entities'] !== undefined",
    replace: "['_entities'] === null",
  },
  {
    name: 'every schema counts as a subgraph',
    file: graphqlOptions,
    find: "?.getFields()['_entities'] !== undefined",
    replace: ' !== undefined',
  },
  {
    name: 'an undecorated method of a GraphQL root type is not a handler',
    file: handlers,
    find: 'if (!isRoot && Reflect',
    replace: 'if (Reflect',
  },
  {
    name: 'a reference resolver does not count as an entry point',
    file: handlers,
    find: 'isField: true, isEntry: true }',
    replace: 'isField: true }',
  },
  {
    name: 'the context of a reference resolver is read from a field’s argument',
    file: graphqlArguments,
    find: 'args.length === 3 ? args[1] : args[2]',
    replace: 'args[2]',
  },
  {
    name: 'the request of a Mercurius subgraph is not found',
    file: graphql,
    find: 'req ?? (reply?.raw === undefined ? undefined : reply.request)',
    replace: 'req',
  },
  {
    name: 'a Mercurius socket counts as the request of a query',
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
    name: 'a rejected microservice stream ends normally',
    file: rpcStreams,
    find: 'stream.destroyed ? this.#refuse(transport, carrier) : EMPTY',
    replace: 'EMPTY',
  },
  {
    name: 'an ended microservice stream is kept until its token expires',
    file: rpcStreams,
    find: "subscriber.add(() => stream.emit('close'));",
    replace: '',
  },
  {
    name: 'a synchronous microservice response is watched',
    file: rpcStreams,
    find: 'if (!subscriber.closed) this',
    replace: 'this',
  },
  {
    name: 'the rejection of a stream bypasses the exception filters',
    file: rpcStreams,
    find: "typeof getError === 'function'",
    replace: "typeof getError === 'string'",
  },
  {
    name: 'an overridden policyOf is not called',
    file: authGuard,
    find: 'const { access } = this.policyOf(context);',
    replace: 'const { access } = this.policies.of(context);',
  },
  {
    name: 'an overridden authenticate is not called',
    file: authGuard,
    find: '? this.authenticate(transport, carrier, isOptional)',
    replace: '? JwtAuthGuard.prototype.authenticate.call(this, transport, carrier, isOptional)',
  },
  {
    name: 'an overridden isAllowed is not called',
    file: rolesGuard,
    find: '      return this.isAllowed(rule, request);\n    } catch (error) {\n      return Promise.reject',
    replace:
      '      return rule.allows(request);\n    } catch (error) {\n      return Promise.reject',
  },
];
