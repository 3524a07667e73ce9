/** Which guards Nest will really run for a handler. Global guards do not reach everywhere. */
import { createRequire } from 'node:module';
import { Inject, Injectable, type Type } from '@nestjs/common';
import { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { GlobalGuard } from '../authentication/global.guard.js';
import { classOf, guardsOf } from '../authentication/guards-in-force.js';
import { JwtAuthGuard } from '../authentication/jwt-auth.guard.js';
import { RolesGuard } from '../authorization/roles.guard.js';
import { NEST_OPTIONS } from '../jwt-auth.tokens.js';
import type { ResolvedNestOptions } from '../jwt-auth.options.js';
import { graphqlOptions } from './graphql-options.js';
import type { FoundHandler } from './handlers.js';

/** What guards there are on the way to a handler. */
export interface Coverage {
  /** Some guard runs, whosever it is. */
  readonly isGuarded: boolean;
  /** One that authenticates: ours, or one that we don't know and that may. */
  readonly isAuthenticated: boolean;
  /** One that enforces `@Roles()` and the other rules. */
  readonly isAuthorized: boolean;
}

/** Tells the guards of each handler. */
@Injectable()
export class GuardCoverage {
  @Inject(ApplicationConfig) private readonly config!: ApplicationConfig;
  @Inject(ModulesContainer) private readonly modules!: ModulesContainer;
  @Inject(NEST_OPTIONS) private readonly options!: ResolvedNestOptions;

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
    const wrappers = this.config.getGlobalRequestGuards().map(({ metatype }) => metatype);
    return [...this.config.getGlobalGuards(), ...wrappers]
      .flatMap((guard) => classOf(guard))
      .filter((guard) => guard !== GlobalGuard || this.options.guard === 'global');
  }

  #fieldsAreGuarded(): boolean {
    return graphqlOptions(this.modules).some(
      ({ fieldResolverEnhancers }) => fieldResolverEnhancers?.includes('guards') === true,
    );
  }
}

function coverage(guards: readonly Type[]): Coverage {
  const isGlobal = guards.includes(GlobalGuard);
  const rules = guards.filter((guard) => isOrExtends(guard, RolesGuard));
  return {
    isGuarded: guards.length > 0,
    isAuthenticated: isGlobal || guards.some((guard) => mayAuthenticate(guard)),
    isAuthorized: isGlobal || rules.length > 0,
  };
}

/** Somebody else's guard, such as `AuthGuard('jwt')`, may: where it does not, RolesGuard lets nobody in. */
function mayAuthenticate(guard: Type): boolean {
  return isOrExtends(guard, JwtAuthGuard) || !isOrExtends(guard, RolesGuard);
}

function isOrExtends(guard: Type, base: Type): boolean {
  return guard === base || guard.prototype instanceof base;
}

/** Nest 11 does not run them there (its gateways get no application configuration), Nest 12 does. */
function globalGuardsReachGateways(): boolean {
  const require = createRequire(import.meta.url);
  const { version } = require('@nestjs/core/package.json') as { readonly version: string };
  return Number(version.split('.')[0]) >= 12;
}
