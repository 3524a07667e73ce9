/** Access rules of an application's handlers, each compiled once. */
import { Inject, Injectable, type ExecutionContext, type Type } from '@nestjs/common';
import { ContextIdFactory, ModulesContainer } from '@nestjs/core';
import type { RoleHierarchy } from './role-hierarchy.js';
import { NEST_OPTIONS } from '../request/injection-tokens.js';
import {
  ALL_ROLES_KEY,
  ISSUERS_KEY,
  POLICIES_KEY,
  ROLES_KEY,
  SCOPES_KEY,
} from './rule-metadata.js';
import { ApplicationCalls } from '@portcullis/core/internal';
import type { AccessPolicy, AccessRequest } from './access-policy.js';
import {
  acceptedIssuer,
  anyRole,
  everyPolicy,
  everyRole,
  everyScope,
  type AccessRule,
} from './access-rule.js';
import { readAccess, type HandlerAccess, type RuleFactories } from './handler-access.js';
import { classOfModule, type NestModule } from '../nest-internals/modules.js';
import { instanceIn } from '../nest-internals/provider-scopes.js';
import { modulesOfPolicy, modulesWith } from './policy-providers.js';

/** The options that the registry reads. */
export interface AccessRegistrySettings {
  readonly roleHierarchy: RoleHierarchy;
  readonly issuerNames: ReadonlyMap<string, string>;
  readonly callbackTimeoutMs: number;
  readonly trustedIssuers: ReadonlySet<string> | undefined;
}

/** Reads the decorators of a handler on its first request, and caches the compiled rules. */
@Injectable()
export class AccessRegistry {
  readonly #policies = new WeakMap<object, WeakMap<object, HandlerAccess>>();
  readonly #policyClasses = new WeakMap<AccessRule, readonly Type<AccessPolicy>[]>();
  readonly #homes = new WeakMap<object, Map<object, NestModule>>();
  readonly #factories: RuleFactories;
  readonly #policyCalls: ApplicationCalls;

  constructor(
    @Inject(NEST_OPTIONS) private readonly settings: AccessRegistrySettings,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
  ) {
    const { roleHierarchy, issuerNames, callbackTimeoutMs: timeoutMs } = settings;
    this.#policyCalls = new ApplicationCalls('canAccess', { timeoutMs });
    this.#factories = {
      [ROLES_KEY]: (text) => anyRole(text, roleHierarchy),
      [ALL_ROLES_KEY]: (text) => everyRole(text, roleHierarchy),
      [SCOPES_KEY]: everyScope,
      [ISSUERS_KEY]: (text) => acceptedIssuer(text, issuerNames),
      [POLICIES_KEY]: (text, policies) => {
        const rule = everyPolicy(
          text,
          (request) => Promise.all(policies.map((policy) => this.#instanceOf(policy, request))),
          this.#policyCalls,
        );
        this.#policyClasses.set(rule, policies);
        return rule;
      },
    };
  }

  /** Returns the access rules of the handler of a context. */
  of(context: ExecutionContext): HandlerAccess {
    return this.ofHandler(context.getClass(), context.getHandler());
  }

  /** Returns the access rules of a handler of a class. An inherited handler can have other rules in a subclass. */
  ofHandler(controller: object, handler: object): HandlerAccess {
    let ofClass = this.#policies.get(controller);
    if (!ofClass) this.#policies.set(controller, (ofClass = new WeakMap()));
    let policy = ofClass.get(handler);
    if (!policy) {
      policy = readAccess(handler, controller, this.#modulesOf(controller), this.#factories);
      ofClass.set(handler, policy);
    }
    return policy;
  }

  /** Returns what the rules of a handler name and the application does not have: a policy or an issuer. */
  faultOf(controller: object, handler: object): { given: string; right: string } | undefined {
    const { rules } = this.ofHandler(controller, handler);
    for (const { kind, decorator, names } of rules) {
      const missing = names.filter((name) => kind === 'issuers' && !this.#isTrusted(name));
      if (missing.length > 0) {
        return {
          given: `${decorator}, but ${missing.join(', ')} is not a trusted issuer`,
          right: 'an issuer from the options of JwtAuthModule, or its name in issuerNames',
        };
      }
    }
    return this.#policiesOf(rules)
      .map((policy) => this.#faultOfPolicy(policy, controller))
      .find((fault) => fault !== undefined);
  }

  #faultOfPolicy(policy: Type<AccessPolicy>, controller: object) {
    const homes = modulesOfPolicy(this.modules, controller, policy);
    if (homes.length === 1) return undefined;
    const names = homes.map((module) => classOfModule(module).name).join(', ');
    return {
      given: `@RequirePolicy(${policy.name}), which ${names === '' ? 'no module provides' : `several modules provide: ${names}`}`,
      right: `${policy.name} among the providers of ${names === '' ? 'a module' : 'the module that has the handler, or of one module alone'}`,
    };
  }

  #policiesOf(rules: HandlerAccess['rules']): readonly Type<AccessPolicy>[] {
    return rules.flatMap((rule) => this.#policyClasses.get(rule) ?? []);
  }

  #isTrusted(name: string): boolean {
    const { issuerNames, trustedIssuers } = this.settings;
    return trustedIssuers?.has(issuerNames.get(name) ?? name) ?? true;
  }

  #modulesOf(controller: object): readonly Type[] {
    return modulesWith(this.modules, controller).map((module) => classOfModule(module));
  }

  /** @throws Error if several modules provide the policy; the audit finds that at start */
  async #instanceOf(policy: Type<AccessPolicy>, { context }: AccessRequest): Promise<AccessPolicy> {
    return instanceIn(this.#homeOf(policy, context.getClass()), policy, () =>
      ContextIdFactory.getByRequest(
        context.getArgs<object[]>().find((arg) => typeof arg === 'object') ?? {},
      ),
    );
  }

  #homeOf(policy: Type<AccessPolicy>, controller: object) {
    let homes = this.#homes.get(controller);
    if (!homes) this.#homes.set(controller, (homes = new Map<object, NestModule>()));
    const known = homes.get(policy);
    if (known) return known;
    const [home, other] = modulesOfPolicy(this.modules, controller, policy);
    if (!home || other) throw new Error(`no module, or several, provide ${policy.name}`);
    homes.set(policy, home);
    return home;
  }
}
