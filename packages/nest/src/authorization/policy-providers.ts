/** Finds the modules of a class, and the one policy that it means among those of its modules. */
import { Scope, type Type } from '@nestjs/common';
import { ModuleRef, type ModulesContainer } from '@nestjs/core';
import type { AccessPolicy } from './access-policy.js';
import { classesIn } from './provider-classes.js';

/** A module of an application, as Nest keeps it. */
export type NestModule = ModulesContainer extends Map<string, infer M> ? M : never;

/** The modules that have a class as controller or provider, whatever its token there. */
export function modulesWith(modules: ModulesContainer, type: object): readonly NestModule[] {
  return [...modules.values()].filter(({ controllers, providers }) =>
    [...controllers.values(), ...providers.values()].some((wrapper) =>
      classesIn(wrapper).some((found) => found === type),
    ),
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
    .flatMap(({ imports }) => [...imports])
    .filter(({ exports }) => exports.has(policy));
  const found = [homes, imported, [...modules.values()]].map((some) => [
    ...new Set(some.filter(({ providers }) => providers.has(policy))),
  ]);
  return found.find(({ length }) => length > 0) ?? [];
}

/** A policy as one module has it: the same instance always, unless it has a scope of its own. */
export function policyIn(
  { providers }: NestModule,
  policy: Type<AccessPolicy>,
  contextId: () => { readonly id: number },
): AccessPolicy | Promise<AccessPolicy> {
  const moduleRef = providers.get(ModuleRef)?.instance as ModuleRef;
  const wrapper = providers.get(policy);
  const isShared = wrapper?.isDependencyTreeStatic() && wrapper.scope !== Scope.TRANSIENT;
  return isShared
    ? moduleRef.get(policy, { strict: true })
    : moduleRef.resolve(policy, contextId(), { strict: true });
}
