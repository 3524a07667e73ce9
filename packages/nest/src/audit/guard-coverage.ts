/** Which guards Nest will really run for a handler. Global guards do not reach everywhere. */
import { Inject, Injectable, type Type } from '@nestjs/common';
import { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { GlobalGuard } from '../enhancers/global.guard.js';
import { JwtAuthGuard } from '../guards/jwt-auth.guard.js';
import { RolesGuard } from '../guards/roles.guard.js';
import { globalGuardsOf, globalGuardsReachGateways } from '../nest-internals/global-guards.js';
import { graphqlOptionsOf } from '../nest-internals/graphql-modules.js';
import { isPassportGuard } from '../nest-internals/passport-guards.js';
import { guardsOf } from '../nest-internals/use-guards.js';
import { NEST_OPTIONS } from '../request/injection-tokens.js';
import type { FoundHandler } from './handlers.js';

/** What guards there are on the way to a handler. */
export interface Coverage {
  /** Some guard runs, whosever it is. */
  readonly isGuarded: boolean;
  /** Nobody gets by without having signed in, whether there are rules or not. */
  readonly isProtected: boolean;
  /** One that authenticates: ours, or one that we don't know and that may. */
  readonly isAuthenticated: boolean;
  /** One that enforces `@Roles()` and the other rules. */
  readonly isAuthorized: boolean;
}

/** What the coverage of guards reads of the options. */
export interface GuardCoverageSettings {
  readonly guard: 'global' | 'manual';
}

/** Tells the guards of each handler. */
@Injectable()
export class GuardCoverage {
  @Inject(ApplicationConfig) private readonly config!: ApplicationConfig;
  @Inject(ModulesContainer) private readonly modules!: ModulesContainer;
  @Inject(NEST_OPTIONS) private readonly settings!: GuardCoverageSettings;

  /** The guards of a handler; `isGlobalReached` for microservices, which may have a configuration of their own. */
  of(found: FoundHandler, isGlobalReached = this.#reachesGlobal(found)): Coverage {
    if (found.isField && !this.#fieldsAreGuarded()) return coverage([]);
    const own = guardsOf(found.type, found.handler);
    return coverage(isGlobalReached ? [...this.#globalGuards(), ...own] : own);
  }

  #reachesGlobal({ transport }: FoundHandler): boolean {
    return transport !== 'ws' || globalGuardsReachGateways();
  }

  /** In manual mode our own global guard only takes notes. */
  #globalGuards(): readonly Type[] {
    return globalGuardsOf(this.config).filter(
      (guard) => guard !== GlobalGuard || this.settings.guard === 'global',
    );
  }

  #fieldsAreGuarded(): boolean {
    const all = graphqlOptionsOf(this.modules);
    // Which module a resolver belongs to depends on its `include`: one without is a hole.
    return (
      all.length > 0 &&
      all.every(({ fieldResolverEnhancers }) => fieldResolverEnhancers?.includes('guards') === true)
    );
  }
}

function coverage(guards: readonly Type[]): Coverage {
  const isGlobal = guards.includes(GlobalGuard);
  const rules = guards.filter((guard) => isOrExtends(guard, RolesGuard));
  const isAuthenticated = isGlobal || guards.some((guard) => mayAuthenticate(guard));
  const isProtected = isGlobal || guards.some((guard) => authenticates(guard));
  return {
    isGuarded: guards.length > 0,
    // RolesGuard asks whether somebody else's guard has authenticated.
    isProtected: isProtected || (isAuthenticated && rules.length > 0),
    isAuthenticated,
    isAuthorized: isGlobal || rules.length > 0,
  };
}

/** Somebody else's guard, such as `AuthGuard('jwt')`, may: where it does not, RolesGuard lets nobody in. */
function mayAuthenticate(guard: Type): boolean {
  return isOrExtends(guard, JwtAuthGuard) || !isOrExtends(guard, RolesGuard);
}

/** Ours, or one of @nestjs/passport. Of others, such as a limit on the rate, nobody can tell. */
function authenticates(guard: Type): boolean {
  return isPassportGuard(guard) || isOrExtends(guard, JwtAuthGuard);
}

function isOrExtends(guard: Type, base: Type): boolean {
  return guard === base || guard.prototype instanceof base;
}
