/** The guards that `@UseGuards()` puts on a handler. */
import 'reflect-metadata';
import type { Type } from '@nestjs/common';

const GUARDS = '__guards__';

/** The classes of the guards on a handler and on its class, of which some may have been given as instances. */
export function guardsOf(type: object, handler: object): readonly Type[] {
  return [type, handler].flatMap((place) => {
    const guards: unknown = Reflect.getMetadata(GUARDS, place);
    return Array.isArray(guards) ? guards.flatMap((guard: unknown) => classOf(guard)) : [];
  });
}

/** The class of a guard that may have been given as an instance. */
export function classOf(guard: unknown): readonly Type[] {
  if (typeof guard === 'function') return [guard as Type];
  return typeof guard === 'object' && guard !== null ? [guard.constructor as Type] : [];
}
