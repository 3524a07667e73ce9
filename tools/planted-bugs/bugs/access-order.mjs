/** Mistakes in the order of rules, modules, guards and gateways. */
const coverage = 'packages/nest/src/audit/guard-coverage.ts';
const grants = 'packages/nest/src/authentication/grants.ts';
const guards = 'packages/nest/src/nest-internals/use-guards.ts';
const passportGuards = 'packages/nest/src/nest-internals/passport-guards.ts';
const handlers = 'packages/nest/src/audit/handlers.ts';
const handshake = 'packages/nest/src/connections/handshake-check.ts';
const hierarchy = 'packages/nest/src/authorization/role-hierarchy.ts';
const policy = 'packages/nest/src/authorization/handler-access.ts';
const providers = 'packages/nest/src/authorization/policy-providers.ts';
const providerScopes = 'packages/nest/src/nest-internals/provider-scopes.ts';
const registry = 'packages/nest/src/authorization/access-registry.ts';
const rolesGuard = 'packages/nest/src/guards/roles.guard.ts';
const faults = 'packages/nest/src/audit/faults.ts';
const rule = 'packages/nest/src/authorization/access-rule.ts';

export const accessOrderBugs = [
  {
    name: 'a class of several modules is public if one of them is',
    file: policy,
    find: 'if (all.length === 0 || all.includes(undefined)) return undefined;',
    replace: 'if (all.every((access) => access === undefined)) return undefined;',
  },
  {
    name: 'a class of several modules takes the access of its first module',
    file: policy,
    find: 'if (all.length === 0 || all.includes(undefined)) return undefined;',
    replace: 'if (all[0] === undefined) return undefined;',
  },
  {
    name: 'a class of an optional and a public module is public',
    file: policy,
    find: "return all.includes('optional') ? 'optional' : 'public';",
    replace: "return all.includes('public') ? 'public' : 'optional';",
  },
  {
    name: 'a rule of a handler does not replace that of its class',
    file: policy,
    find: '    for (const dimension of here.found) open.delete(dimension);\n    if (access === undefined) continue;',
    replace:
      '    if (access === undefined) continue;\n    for (const dimension of here.found) open.delete(dimension);',
  },
  {
    name: '@Public() beside a rule removes the rule',
    file: policy,
    find: "rules.length > 0 ? 'authenticated' : access",
    replace: 'access',
  },
  {
    name: 'an inherited public handler is protected only if all subclasses have rules',
    file: policy,
    find: 'return below.some((type) => hasRules(type));',
    replace: 'return below.length > 0 && below.every((type) => hasRules(type));',
  },
  {
    name: 'the class that declares a public handler counts as its own subclass',
    file: policy,
    find: '    if (declares(at, handler)) return below.some((type) => hasRules(type));\n    below.push(at);',
    replace:
      '    below.push(at);\n    if (declares(at, handler)) return below.some((type) => hasRules(type));',
  },
  {
    name: 'a public class keeps the rules of its base class',
    file: policy,
    find: 'isOpen ? ownAt(key, place) : givenAt(key, place)',
    replace: 'givenAt(key, place)',
  },
  {
    name: 'a report-only rule replaces the rule of the base class',
    file: policy,
    find: 'const isEnforced = own.some((given) => !isReported(given));',
    replace: 'const isEnforced = own.length > 0;',
  },
  {
    name: '@Public() is inherited from a base class, for subclasses with rules',
    file: policy,
    find: 'return Reflect.getOwnMetadata(PUBLIC_KEY, place) === true',
    replace: 'return Reflect.getMetadata(PUBLIC_KEY, place) === true',
  },
  {
    name: '@OptionalAuth() is inherited from a base class',
    file: policy,
    find: 'if (Reflect.getOwnMetadata(OPTIONAL_KEY, place) === true)',
    replace: 'if (Reflect.getMetadata(OPTIONAL_KEY, place) === true)',
  },
  {
    name: '@AllRoles() of a handler does not replace @Roles() of its class',
    file: policy,
    find: '  [ROLES_KEY, ALL_ROLES_KEY],\n',
    replace: '  [ROLES_KEY],\n  [ALL_ROLES_KEY],\n',
  },
  {
    name: 'modules are checked before the class',
    file: policy,
    find: "    ['class', [controller]],\n    ['module', modules],\n",
    replace: "    ['module', modules],\n    ['class', [controller]],\n",
  },
  {
    name: 'an application with issuer lookup trusts no issuer',
    file: registry,
    find: '.has(issuerNames.get(name) ?? name) ?? true',
    replace: '.has(issuerNames.get(name) ?? name) ?? false',
  },
  {
    name: 'an imported policy is preferred to that of the handler’s module',
    file: providers,
    find: '[homes, imported, modulesOf(modules)]',
    replace: '[imported, homes, modulesOf(modules)]',
  },
  {
    name: 'a policy that an imported module does not export is used',
    file: providers,
    find: '\n    .filter((module) => exportsToken(module, policy))',
    replace: '',
  },
  {
    name: 'a transient policy is shared',
    file: providerScopes,
    find: 'wrapper?.isDependencyTreeStatic() && wrapper.scope !== Scope.TRANSIENT',
    replace: 'wrapper?.isDependencyTreeStatic()',
  },
  {
    name: 'all GraphQL fields count as guarded if one GraphQLModule guards them',
    file: coverage,
    find: '      all.every(({ fieldResolverEnhancers })',
    replace: '      all.some(({ fieldResolverEnhancers })',
  },
  {
    name: 'a guard that can authenticate counts as authenticating',
    file: coverage,
    find: 'isProtected || (isAuthenticated && rules.length > 0)',
    replace: 'isProtected || isAuthenticated',
  },
  {
    name: 'an authenticating guard counts as enforcing roles',
    file: coverage,
    find: 'isAuthorized: isGlobal || rules.length > 0',
    replace: 'isAuthorized: isGlobal || isAuthenticated',
  },
  {
    name: 'any guard with a logIn method counts as Passport’s',
    file: passportGuards,
    find: "typeof handleRequest === 'function' && typeof logIn === 'function'",
    replace: "typeof handleRequest === 'function' || typeof logIn === 'function'",
  },
  {
    name: 'the global guard counts where Nest does not run it',
    file: coverage,
    find: 'isGlobalReached ? [...this.#globalGuards(), ...own] : own',
    replace: '[...this.#globalGuards(), ...own]',
  },
  {
    name: 'guards of a class do not count for its handlers',
    file: guards,
    find: 'return [type, handler].flatMap(',
    replace: 'return [handler].flatMap(',
  },
  {
    name: 'a rule of policies without a policy allows everything',
    file: rule,
    find: '    if (policies.length === 0) return false;\n',
    replace: '',
  },
  {
    name: 'the second of two policies is not called',
    file: rule,
    find: '      if ((await calls.run(() => policy.canAccess(request))) !== true) return false;\n',
    replace: '      return (await calls.run(() => policy.canAccess(request))) === true;\n',
  },
  {
    name: 'an optional handler checks no rules for signed-in users',
    file: rolesGuard,
    find: "if (access !== 'authenticated') return true; // open",
    replace: "if (access === 'public') return true; // open",
  },
  {
    name: 'a role missing from the mapping is kept',
    file: grants,
    find: 'mapping.get(role) ?? []',
    replace: 'mapping.get(role) ?? [role]',
  },
  {
    name: 'roles are included one level deep only',
    file: hierarchy,
    find: 'this.#collect(top, included, children, [...path, role]);',
    replace: 'if (path.length === 0) this.#collect(included, included, children, [...path, role]);',
  },
  {
    name: 'only the first gateway of a socket is checked',
    file: handshake,
    find: 'for (const gateway of guarded) {',
    replace: 'for (const gateway of guarded.slice(0, 1)) {',
  },
  {
    name: 'a socket needs a token only if all its gateways require one',
    file: handshake,
    find: "needs.includes('authenticated')",
    replace: "needs.every((need) => need === 'authenticated')",
  },
  {
    name: 'the second gateway at an address is ignored',
    file: handshake,
    find: "needs.includes('authenticated')",
    replace: "needs[0] === 'authenticated'",
  },
  {
    name: 'a class that is controller and provider has only the handlers of one role',
    file: handlers,
    find: 'const seenProviders = new Set<Type>();',
    replace: 'const seenProviders = seenControllers;',
  },
  {
    name: 'a rule without an enforcing guard starts',
    file: faults,
    find: 'if (rules.length === 0 || (isAuthenticated && isAuthorized)) return undefined;',
    replace: 'if (rules.length === 0 || isAuthenticated || isAuthorized) return undefined;',
  },
  {
    name: 'an optional handler without a guard starts',
    file: faults,
    find: "if (isProtected || access === 'public' || !found.isEntry) return undefined;",
    replace: "if (isProtected || access !== 'authenticated' || !found.isEntry) return undefined;",
  },
];
