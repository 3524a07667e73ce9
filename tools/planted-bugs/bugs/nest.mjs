/** Mistakes in guards and decorators. */
const authenticator = 'packages/nest/src/authentication/authenticator.ts';
const authGuard = 'packages/nest/src/authentication/jwt-auth.guard.ts';
const globalGuard = 'packages/nest/src/authentication/global.guard.ts';
const handlerPolicy = 'packages/nest/src/authorization/handler-policy.ts';
const http = 'packages/nest/src/transports/http.ts';
const registration = 'packages/nest/src/authentication/strategy-registration.ts';
const rolesGuard = 'packages/nest/src/authorization/roles.guard.ts';

export const nestBugs = [
  {
    name: 'every role of the user must be asked for, so that a user without roles has them all',
    file: rolesGuard,
    find: '.some((role) => roles.has(role))',
    replace: '.every((role) => roles.has(role))',
  },
  {
    name: 'any role will do',
    file: rolesGuard,
    find: '.some((role) => roles.has(role))',
    replace: '.length > 0',
  },
  {
    name: 'roles are compared without case',
    file: rolesGuard,
    find: 'roles.has(role)',
    replace: 'roles.has(role) || roles.has(role.toLowerCase())',
  },
  {
    name: 'roles are read from request.user, which anyone may have written',
    file: rolesGuard,
    find: 'rolesOf(authenticated.token).some(',
    replace: '((request.user as { roles?: string[] } | undefined)?.roles ?? []).some(',
  },
  {
    name: 'roles without authentication let everyone in',
    file: rolesGuard,
    find: 'if (!authenticated) throw this.#unauthenticated(request);',
    replace: 'if (!authenticated) return true;',
  },
  {
    name: 'roles are asked for over HTTP alone',
    file: rolesGuard,
    find: "if (context.getType() !== 'http') return false;",
    replace: "if (context.getType() !== 'http') return true;",
  },
  {
    name: 'a context that is not HTTP needs no token',
    file: authGuard,
    find: 'return false;',
    replace: 'return true;',
  },
  {
    name: 'a good token is enough, whatever its roles',
    file: globalGuard,
    find: '(await this.authentication.canActivate(context)) && this',
    replace: '(await this.authentication.canActivate(context)) || this',
  },
  {
    name: '@Public() is inherited from a base class',
    file: handlerPolicy,
    find: 'Reflect.getOwnMetadata(PUBLIC_KEY, place)',
    replace: 'Reflect.getMetadata(PUBLIC_KEY, place)',
  },
  {
    name: '@Roles() is not inherited from a base class',
    file: handlerPolicy,
    find: '(isOpen === undefined ? Reflect.getMetadata(ROLES_KEY, place) : undefined)',
    replace: 'undefined',
  },
  {
    name: 'the class goes before its handler',
    file: handlerPolicy,
    find: 'for (const place of [handler, controller]) {',
    replace: 'for (const place of [controller, handler]) {',
  },
  {
    name: '@Public() beside @Roles() wins',
    file: handlerPolicy,
    find: 'if (roles !== undefined) return Object.freeze(',
    replace: 'if (roles !== undefined && isOpen === undefined) return Object.freeze(',
  },
  {
    name: 'policies are remembered per handler, so that a subclass has that of its base',
    file: handlerPolicy,
    find: 'const controller = context.getClass();',
    replace: 'const controller = policies;',
  },
  {
    name: 'mapUser may find nobody',
    file: authenticator,
    find: 'if (!user) {',
    replace: 'if (user === undefined) {',
  },
  {
    name: 'the log holds the token',
    file: authenticator,
    find: 'token: fingerprint })',
    replace: 'token: credential })',
  },
  {
    name: 'the strategy of one application authenticates another’s requests',
    file: authenticator,
    find: 'if (receivedByAny.has(request) && !this.#received.has(request)) {',
    replace: 'if (!receivedByAny.has(request) && this.#received.has(request)) {',
  },
  {
    name: 'the name of a strategy is taken from whoever has it',
    file: registration,
    find: 'if (holder !== undefined && !abandoned) throw nameTaken(name);',
    replace: '',
  },
  {
    name: 'a request is read as Fastify shows it, without repeated headers',
    file: http,
    find: 'return request.raw ?? request;',
    replace: 'return request;',
  },
];
