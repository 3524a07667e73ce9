/** The policies of an application's handlers, each compiled once. */
import { Inject, Injectable, Scope, type ExecutionContext, type Type } from '@nestjs/common';
import { ContextIdFactory, ModuleRef, ModulesContainer } from '@nestjs/core';
import { NEST_OPTIONS } from '../jwt-auth.tokens.js';
import type { ResolvedNestOptions } from '../jwt-auth.options.js';
import {
  ALL_ROLES_KEY,
  ISSUERS_KEY,
  POLICIES_KEY,
  ROLES_KEY,
  SCOPES_KEY,
} from '../decorators/metadata.js';
import type { AccessPolicy, AccessRequest } from './access-policy.js';
import {
  acceptedIssuer,
  anyRole,
  everyPolicy,
  everyRole,
  everyScope,
  type AccessRule,
} from './access-rule.js';
import { readPolicy, type HandlerPolicy, type RuleFactories } from './handler-policy.js';

/** Reads the decorators of a handler on its first request, and remembers what they say. */
@Injectable()
export class PolicyRegistry {
  readonly #policies = new WeakMap<object, WeakMap<object, HandlerPolicy>>();
  readonly #policyClasses = new WeakMap<AccessRule, readonly Type<AccessPolicy>[]>();
  readonly #factories: RuleFactories;

  constructor(
    @Inject(NEST_OPTIONS) private readonly options: ResolvedNestOptions,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
  ) {
    const { roleHierarchy, issuerNames } = options;
    this.#factories = {
      [ROLES_KEY]: (text) => anyRole(text, roleHierarchy),
      [ALL_ROLES_KEY]: (text) => everyRole(text, roleHierarchy),
      [SCOPES_KEY]: everyScope,
      [ISSUERS_KEY]: (text) => acceptedIssuer(text, issuerNames),
      [POLICIES_KEY]: (text, policies) => {
        const rule = everyPolicy(text, (request) =>
          Promise.all(policies.map((policy) => this.#instanceOf(policy, request))),
        );
        this.#policyClasses.set(rule, policies);
        return rule;
      },
    };
  }

  /** The policy of the handler that a context is about to call. */
  of(context: ExecutionContext): HandlerPolicy {
    return this.ofHandler(context.getClass(), context.getHandler());
  }

  /** The policy of a handler of a class. A base class's handler may have another one in a class that extends it. */
  ofHandler(controller: object, handler: object): HandlerPolicy {
    let ofClass = this.#policies.get(controller);
    if (!ofClass) this.#policies.set(controller, (ofClass = new WeakMap()));
    let policy = ofClass.get(handler);
    if (!policy) {
      policy = readPolicy(handler, controller, this.#modulesOf(controller), this.#factories);
      ofClass.set(handler, policy);
    }
    return policy;
  }

  /** What the rules of a handler name that the application does not have: a policy, an issuer. */
  faultOf(controller: object, handler: object): { given: string; right: string } | undefined {
    const { rules } = this.ofHandler(controller, handler);
    for (const { kind, decorator, names } of rules) {
      const missing = names.filter((name) => kind === 'issuers' && !this.#isTrusted(name));
      if (missing.length > 0) {
        return {
          given: `${decorator}, of which ${missing.join(', ')} is no issuer that is trusted`,
          right: 'an issuer of the options of JwtAuthModule, or its name among issuerNames',
        };
      }
    }
    const [unprovided] = this.#policiesOf(rules).filter((policy) => !this.#isProvided(policy));
    if (!unprovided) return undefined;
    return {
      given: `@RequirePolicy(${unprovided.name}), which no module provides`,
      right: `${unprovided.name} among the providers of a module`,
    };
  }

  #policiesOf(rules: HandlerPolicy['rules']): readonly Type<AccessPolicy>[] {
    return rules.flatMap((rule) => this.#policyClasses.get(rule) ?? []);
  }

  #isProvided(policy: Type<AccessPolicy>): boolean {
    try {
      this.moduleRef.introspect(policy);
      return true;
    } catch {
      return false;
    }
  }

  #isTrusted(name: string): boolean {
    const { issuerNames, trustedIssuers } = this.options;
    return trustedIssuers?.has(issuerNames.get(name) ?? name) ?? true;
  }

  #modulesOf(controller: object): readonly Type[] {
    return [...this.modules.values()]
      .filter(({ controllers, providers }) =>
        [controllers, providers].some(
          (all) => all.get(controller as Type)?.metatype === controller,
        ),
      )
      .map(({ metatype }) => metatype);
  }

  async #instanceOf(policy: Type<AccessPolicy>, { context }: AccessRequest): Promise<AccessPolicy> {
    if (this.moduleRef.introspect(policy).scope === Scope.DEFAULT) {
      return this.moduleRef.get(policy, { strict: false });
    }
    const request = context.getArgs<object[]>().find((arg) => typeof arg === 'object') ?? {};
    const contextId = ContextIdFactory.getByRequest(request);
    return this.moduleRef.resolve(policy, contextId, { strict: false });
  }
}
