/** Mistakes in guards, decorators, transports and the audit. */
const accessRule = 'packages/nest/src/authorization/access-rule.ts';
const authContext = 'packages/nest/src/authentication/auth-context.ts';
const authenticator = 'packages/nest/src/authentication/authenticator.ts';
const authGuard = 'packages/nest/src/guards/jwt-auth.guard.ts';
const coverage = 'packages/nest/src/audit/guard-coverage.ts';
const faults = 'packages/nest/src/audit/faults.ts';
const globalGuard = 'packages/nest/src/enhancers/global.guard.ts';
const grants = 'packages/nest/src/authentication/grants.ts';
const graphql = 'packages/nest/src/transports/graphql.ts';
const handlerPolicy = 'packages/nest/src/authorization/handler-access.ts';
const handshakeCheck = 'packages/nest/src/connections/handshake-check.ts';
const hierarchy = 'packages/nest/src/authorization/role-hierarchy.ts';
const httpRequest = 'packages/nest/src/transports/http-request.ts';
const liveSockets = 'packages/nest/src/connections/live-connections.ts';
const oneCredential = 'packages/nest/src/transports/single-credential.ts';
const providerScopes = 'packages/nest/src/nest-internals/provider-scopes.ts';
const policyRegistry = 'packages/nest/src/authorization/access-registry.ts';
const protection = 'packages/nest/src/connections/adapter-protection.ts';
const registration = 'packages/nest/src/passport/strategy-registration.ts';
const rolesGuard = 'packages/nest/src/guards/roles.guard.ts';
const rpc = 'packages/nest/src/transports/rpc.ts';
const rpcWatch = 'packages/nest/src/audit/rpc-watch.ts';
const ws = 'packages/nest/src/transports/ws.ts';

export const nestBugs = [
  {
    name: 'a user passes if all their roles are required, so a user without roles passes',
    file: accessRule,
    find: '({ roles }) => overlap(roles, enough));',
    replace: '({ roles }) => [...roles].every((role) => enough.has(role)));',
  },
  {
    name: 'any role is enough',
    file: accessRule,
    find: '({ roles }) => overlap(roles, enough));',
    replace: '({ roles }) => roles.size > 0 || overlap(roles, enough));',
  },
  {
    name: 'roles are compared case-insensitively',
    file: accessRule,
    find: 'if (many.has(item)) return true;',
    replace: 'if (many.has(item.toLowerCase())) return true;',
  },
  {
    name: '@AllRoles() is met by any of them',
    file: accessRule,
    find: 'atLeastOne(each).every((enough)',
    replace: 'each.some((enough)',
  },
  {
    name: '@Scopes() is met by any of them',
    file: accessRule,
    find: 'atLeastOne(text.names).every((scope)',
    replace: 'text.names.some((scope)',
  },
  {
    name: '@AcceptIssuers() accepts any issuer',
    file: accessRule,
    find: 'accepted.has(token.issuer)',
    replace: "accepted.size > 0 || token.issuer === ''",
  },
  {
    name: 'a truthy policy result allows access',
    file: accessRule,
    find: 'if ((await calls.run(() => policy.canAccess(request))) !== true) return false;',
    replace: 'if (!(await calls.run(() => policy.canAccess(request)))) return false;',
  },
  {
    name: 'a policy is not awaited',
    file: accessRule,
    find: 'if ((await calls.run(() => policy.canAccess(request))) !== true) return false;',
    replace: 'if ((policy.canAccess(request) as unknown) === false) return false;',
  },
  {
    name: 'a role includes the roles above it',
    file: hierarchy,
    find: 'this.#includedIn.set(included, above.add(top));',
    replace: 'this.#includedIn.set(top, (this.#includedIn.get(top) ?? new Set()).add(included));',
  },
  {
    name: 'a role includes only the roles directly below it',
    file: hierarchy,
    find: 'this.#collect(top, included, children, [...path, role]);',
    replace: '',
  },
  {
    name: 'a cycle of roles starts',
    file: hierarchy,
    find: 'if (path.includes(role)) throw cycle([...path.slice(path.indexOf(role)), role]);',
    replace: 'if (path.includes(role)) return;',
  },
  {
    name: 'roles missing from an issuer’s mapping are kept',
    file: grants,
    find: 'mapping.get(role) ?? []',
    replace: 'mapping.get(role) ?? role',
  },
  {
    name: 'roles are read from the result of mapUser instead of the token',
    file: rolesGuard,
    find: 'return { user, token, roles, scopes, context };',
    replace:
      'return { user, token, roles: new Set((user as { roles?: string[] }).roles), scopes, context };',
  },
  {
    name: 'roles without authentication allow everyone',
    file: rolesGuard,
    find: 'if (!authenticated) return refused(transport, carrier, ...this.#unauthenticated());',
    replace: 'if (!authenticated) return true;',
  },
  {
    name: 'report-only and enforced rules are swapped',
    file: rolesGuard,
    find: 'if (!rule.reportOnly) throw',
    replace: 'if (rule.reportOnly) throw',
  },
  {
    name: 'only the first rule is enforced',
    file: rolesGuard,
    find: 'if (isMet === true) continue;',
    replace: 'if (isMet === true) return true;',
  },
  {
    name: 'a promise of a decision counts as true',
    file: rolesGuard,
    find: 'if (verdict === true) continue;',
    replace: 'if (verdict !== false) continue;',
  },
  {
    name: 'the challenge of a 403 lacks the scopes',
    file: rolesGuard,
    find: "kind === 'scopes' ? names : []",
    replace: '[]',
  },
  {
    name: 'an unknown context type needs no token',
    file: authGuard,
    find: 'return false;',
    replace: 'return true;',
  },
  {
    name: '@OptionalAuth() is @Public()',
    file: authGuard,
    find: "if (access === 'public') return true;",
    replace: "if (access !== 'authenticated') return true;",
  },
  {
    name: '@OptionalAuth() requires a token',
    file: authGuard,
    find: "const isOptional = access === 'optional';",
    replace: 'const isOptional = false;',
  },
  {
    name: 'a valid token is enough, regardless of its roles',
    file: globalGuard,
    find: 'if (isAuthenticated === true) return this.authorization.canActivate(context);',
    replace: 'if (isAuthenticated === true) return true;',
  },
  {
    name: '@Public() is inherited from a base class',
    file: handlerPolicy,
    find: 'Reflect.getOwnMetadata(PUBLIC_KEY, place)',
    replace: 'Reflect.getMetadata(PUBLIC_KEY, place)',
  },
  {
    name: 'rules are not inherited from a base class',
    file: handlerPolicy,
    find: 'return base === null || isEnforced ? own',
    replace: 'return base !== place || isEnforced ? own',
  },
  {
    name: 'a @Public() class keeps the rules of its base class',
    file: handlerPolicy,
    find: 'const given = isOpen ?',
    replace: 'const given = isOpen && false ?',
  },
  {
    name: 'the class overrides its handler',
    file: handlerPolicy,
    find: `    ['handler', [handler]],
    ['class', [controller]],`,
    replace: `    ['class', [controller]],
    ['handler', [handler]],`,
  },
  {
    name: 'a module’s decorators are ignored',
    file: handlerPolicy,
    find: "['module', modules],",
    replace: "['module', []],",
  },
  {
    name: '@Public() beside @Roles() wins',
    file: handlerPolicy,
    find: "freeze(rules.length > 0 ? 'authenticated' : access, rules, conflict)",
    replace: 'freeze(access, access === undefined ? rules : [], conflict)',
  },
  {
    name: '@Roles() of a class applies beside @AllRoles() of its handler',
    file: handlerPolicy,
    find: 'for (const dimension of here.found) open.delete(dimension);',
    replace: '',
  },
  {
    name: 'policies are cached per handler, so a subclass uses its base class’s',
    file: policyRegistry,
    find: 'this.#policies.get(controller);',
    replace: 'this.#policies.get(Function);',
  },
  {
    name: 'a request-scoped policy is resolved as a singleton',
    file: providerScopes,
    find: 'const isShared = wrapper?.isDependencyTreeStatic() &&',
    replace: 'const isShared = wrapper !== undefined &&',
  },
  {
    name: 'mapUser may return no user',
    file: 'packages/nest/src/authentication/findings.ts',
    find: 'if (user) {',
    replace: 'if (user !== undefined) {',
  },
  {
    name: 'a call outside a request handler returns no user',
    file: authContext,
    find: 'throw new InvalidArgumentError(',
    replace: 'return undefined as never; throw new InvalidArgumentError(',
  },
  {
    name: 'the log contains the token',
    file: 'packages/nest/src/authentication/rejection-report.ts',
    find: 'token: fingerprint })',
    replace: 'token: credential })',
  },
  {
    name: 'an application’s strategy authenticates requests of a different application',
    file: authenticator,
    find: 'if (this.#exchanges.isOfAnother(request)) {',
    replace: 'if (false) {',
  },
  {
    name: 'a user set by a middleware is accepted without a token',
    file: authenticator,
    find: 'transport.setUser(carrier, undefined);',
    replace: '',
  },
  {
    name: 'a strategy replaces one with the same name',
    file: registration,
    find: 'if (holder !== undefined && !abandoned) throw nameTaken(name);',
    replace: '',
  },
  {
    name: 'a request is read through Fastify, without repeated headers',
    file: httpRequest,
    find: 'return request.raw ?? request;',
    replace: 'return request;',
  },
  {
    name: 'the cookies of a socket are a credential',
    file: ws,
    find: 'findCredential(handshake),',
    replace: "findCredential(handshake, { cookie: 'token' }),",
  },
  {
    name: 'the first of several credentials is used',
    file: oneCredential,
    find: 'if (others.length === 0) return credential;',
    replace: 'if (others.length >= 0) return credential;',
  },
  {
    name: 'a rejected socket stays open',
    file: ws,
    find: 'if (outcome.status === 401) setImmediate(closeRefused, client);',
    replace: '',
  },
  {
    name: 'a handshake is not checked: ws',
    file: protection,
    find: '.admit(gateways, { headers, rawHeaders, url })',
    replace: '.admit([], { headers, rawHeaders, url })',
  },
  {
    name: 'a handshake is not checked: socket.io',
    file: protection,
    find: 'const authenticated = handshake && (await this.check.admit(gateways, handshake));',
    replace: 'const authenticated = handshake && (await this.check.admit([], handshake));',
  },
  {
    name: 'a gateway’s own verifyClient is not called',
    file: protection,
    find: 'askOwn(own, info, answer);',
    replace: 'answer(own !== undefined || true);',
  },
  {
    name: 'an adapter without handshake checks starts',
    file: protection,
    find: '} else if (server.options?.verifyClient !== verifyClient) {',
    replace: '} else if (server.options === verifyClient) {',
  },
  {
    name: 'the roles of a gateway are not checked at the handshake',
    file: handshakeCheck,
    find: 'await this.roles.enforce(handshakeContextOf(gateway, opening), handshakeTransport, opening);',
    replace: '',
  },
  {
    name: 'a socket outlives its token',
    file: liveSockets,
    find: 'return expiresAt * 1000 <= this.#clock();',
    replace: 'return expiresAt <= 0;',
  },
  {
    name: 'a socket is not rechecked when its token expires',
    file: liveSockets,
    find: 'const wait = Math.min(untilExpiry, this.#recheckMs);',
    replace: 'const wait = this.#recheckMs * (untilExpiry > 0 ? 100 : 1);',
  },
  {
    name: 'closed sockets are kept',
    file: liveSockets,
    find: 'onceEnded(client, () => this.#forget(client));',
    replace: '',
  },
  {
    name: 'a subscription needs no token',
    file: graphql,
    find: 'fromConnection(req?.connectionParams),',
    replace: 'fromConnection({}),',
  },
  {
    name: 'a credential in the payload’s metadata is ignored',
    file: rpc,
    find: 'readBearer(payloadAuthorization(payloads.get(carrier))),',
    replace: '',
  },
  {
    name: 'a gRPC denial has the format of other microservices',
    file: rpc,
    find: `return isGrpcMetadata(carrier)
      ? new`,
    replace: `return !isGrpcMetadata(carrier)
      ? new`,
  },
  {
    name: '@Public() and @Roles() on one handler start',
    file: faults,
    find: 'if (place === undefined) return undefined;',
    replace: 'if (place !== undefined || !rules) return undefined;',
  },
  {
    name: 'roles without authentication start',
    file: faults,
    find: '(isAuthenticated && isAuthorized)',
    replace: 'isAuthorized',
  },
  {
    name: 'roles that no guard enforces start',
    file: faults,
    find: '(isAuthenticated && isAuthorized)',
    replace: 'isAuthenticated',
  },
  {
    name: 'a handler without a guard starts',
    file: faults,
    find: "if (isProtected || access === 'public' || !found.isEntry) return undefined;",
    replace: 'if (isProtected || access.length > 0 || !found.isEntry) return undefined;',
  },
  {
    name: 'guards count as running for every GraphQL field',
    file: coverage,
    find: 'if (found.isField && !this.#fieldsAreGuarded()) return coverage([]);',
    replace: '',
  },
  {
    name: 'a global guard that only logs counts as a guard',
    file: coverage,
    find: "guard !== GlobalGuard || this.settings.guard === 'global'",
    replace: 'guard !== undefined',
  },
  {
    name: 'a microservice without the global guard starts',
    file: rpcWatch,
    find: 'if (!isGuarded) this.#assertGuarded(textOfPattern(pattern));',
    replace: 'void isGuarded;',
  },
  {
    name: 'an untrusted issuer may be named',
    file: policyRegistry,
    find: 'trustedIssuers?.has(issuerNames.get(name) ?? name) ?? true',
    replace: 'trustedIssuers?.has(issuerNames.get(name) ?? name) !== null',
  },
  {
    name: 'a policy that no module provides starts',
    file: policyRegistry,
    find: 'if (homes.length === 1) return undefined;',
    replace: 'if (homes.length < 2) return undefined;',
  },
  {
    name: 'a policy that several modules provide starts',
    file: policyRegistry,
    find: 'if (homes.length === 1) return undefined;',
    replace: 'if (homes.length > 0) return undefined;',
  },
  {
    name: 'a GraphQL context shared by requests is accepted',
    file: graphql,
    find: 'isSame(req, served)) return;',
    replace: 'isSame(req, req)) return;',
  },
  {
    name: 'a report-only rule replaces an enforced one',
    file: handlerPolicy,
    find: 'return here.some(({ reportOnly }) => !reportOnly);',
    replace: 'return here.length > 0;',
  },
];
