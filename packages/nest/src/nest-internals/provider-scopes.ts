/** Whether Nest makes a provider or controller once, or again for each request. */
import { Scope, type Type } from '@nestjs/common';
import { ModuleRef, type ModulesContainer } from '@nestjs/core';
import { modulesOf, type NestModule } from './modules.js';

/** Returns whether a controller, or something that it injects, is request-scoped in some module. */
export function isRequestScoped(container: ModulesContainer, controller: Type): boolean {
  return modulesOf(container).some(
    ({ controllers }) => controllers.get(controller)?.isDependencyTreeStatic() === false,
  );
}

/** Returns the instance of a module's own provider: always the same one, unless the provider has a scope of its own. */
export function instanceIn<T>(
  { providers }: NestModule,
  token: Type<T>,
  contextId: () => { readonly id: number },
): T | Promise<T> {
  const moduleRef = providers.get(ModuleRef)?.instance as ModuleRef;
  const wrapper = providers.get(token);
  const isShared = wrapper?.isDependencyTreeStatic() && wrapper.scope !== Scope.TRANSIENT;
  return isShared
    ? moduleRef.get(token, { strict: true })
    : moduleRef.resolve(token, contextId(), { strict: true });
}
