/** Finds the modules of a class, and the module that provides its policy. */
import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import type { AccessPolicy } from './access-policy.js';
import {
  controllersIn,
  exportsToken,
  importsOf,
  modulesOf,
  providersIn,
  providesToken,
  type NestModule,
} from '../nest-internals/modules.js';

/** Returns the modules that have a class as controller or provider, under any token. */
export function modulesWith(modules: ModulesContainer, type: object): readonly NestModule[] {
  return modulesOf(modules).filter((module) =>
    [...controllersIn(module), ...providersIn(module)].some((found) => found === type),
  );
}

/**
 * Returns the modules whose policy a class may mean: its own module, else modules that it imports the policy from, else
 * any. With more than one, the policy is ambiguous.
 */
export function modulesOfPolicy(
  modules: ModulesContainer,
  controller: object,
  policy: Type<AccessPolicy>,
): readonly NestModule[] {
  const homes = modulesWith(modules, controller);
  const imported = homes
    .flatMap((module) => importsOf(module))
    .filter((module) => exportsToken(module, policy));
  const found = [homes, imported, modulesOf(modules)].map((some) => [
    ...new Set(some.filter((module) => providesToken(module, policy))),
  ]);
  return found.find(({ length }) => length > 0) ?? [];
}
