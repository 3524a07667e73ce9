/** Finds the modules of a class, and the one policy that it means among those of its modules. */
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

/** The modules that have a class as controller or provider, whatever its token there. */
export function modulesWith(modules: ModulesContainer, type: object): readonly NestModule[] {
  return modulesOf(modules).filter((module) =>
    [...controllersIn(module), ...providersIn(module)].some((found) => found === type),
  );
}

/**
 * The modules whose policy a class may mean: its own, else those that its own imports it from, else any. More than one
 * is a question that nobody has answered.
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
