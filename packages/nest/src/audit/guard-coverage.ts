/** Finds the guards that Nest runs for a handler. Global guards do not run for all handlers. */
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

/** Guards of a handler. */
export interface Coverage {
  /** Whether any guard runs. */
  readonly isGuarded: boolean;
  /** Whether authentication is required, with or without rules. */
  readonly isProtected: boolean;
  /** Whether a guard authenticates: one of this library, or an unknown one that may. */
  readonly isAuthenticated: boolean;
  /** Whether a guard enforces `@Roles()` and the other rules. */
  readonly isAuthorized: boolean;
}

/** The options that are read. */
export interface GuardCoverageSettings {
  readonly guard: 'global' | 'manual';
}

/** Finds the guards of each handler. */
@Injectable()
export class GuardCoverage {
  @Inject(ApplicationConfig) private readonly config!: ApplicationConfig;
  @Inject(ModulesContainer) private readonly modules!: ModulesContainer;
  @Inject(NEST_OPTIONS) private readonly settings!: GuardCoverageSettings;

  /** Returns the guards of a handler. `isGlobalReached` is for microservices, which can have their own configuration. */
  of(found: FoundHandler, isGlobalReached = this.#reachesGlobal(found)): Coverage {
    if (found.isField && !this.#fieldsAreGuarded()) return coverage([]);
    const own = guardsOf(found.type, found.handler);
    return coverage(isGlobalReached ? [...this.#globalGuards(), ...own] : own);
  }

  #reachesGlobal({ transport }: FoundHandler): boolean {
    return transport !== 'ws' || globalGuardsReachGateways();
  }

  /** In manual mode, this library's global guard only records the request. */
  #globalGuards(): readonly Type[] {
    return globalGuardsOf(this.config).filter(
      (guard) => guard !== GlobalGuard || this.settings.guard === 'global',
    );
  }

  #fieldsAreGuarded(): boolean {
    const all = graphqlOptionsOf(this.modules);
    // `include` decides which module serves a resolver. One module without the guards is enough for a fault.
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
    // RolesGuard checks whether another guard has authenticated.
    isProtected: isProtected || (isAuthenticated && rules.length > 0),
    isAuthenticated,
    isAuthorized: isGlobal || rules.length > 0,
  };
}

/** A guard of another library, such as `AuthGuard('jwt')`, may authenticate. If it does not, RolesGuard rejects. */
function mayAuthenticate(guard: Type): boolean {
  return isOrExtends(guard, JwtAuthGuard) || !isOrExtends(guard, RolesGuard);
}

/** A guard of this library or of @nestjs/passport. What others do, for example rate limits, is unknown. */
function authenticates(guard: Type): boolean {
  return isPassportGuard(guard) || isOrExtends(guard, JwtAuthGuard);
}

function isOrExtends(guard: Type, base: Type): boolean {
  return guard === base || guard.prototype instanceof base;
}
