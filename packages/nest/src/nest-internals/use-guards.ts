/** The guards that `@UseGuards()` puts on a handler. */
import type { Type } from '@nestjs/common';
import { nestMetadata } from './metadata.js';

/** Returns the classes of the guards on a class and on its handler. A guard may have been given as an instance. */
export function guardsOf(type: object, handler: object): readonly Type[] {
  return [type, handler].flatMap((place) => {
    const guards = nestMetadata('guards', place);
    return Array.isArray(guards) ? guards.flatMap((guard: unknown) => classOfGuard(guard)) : [];
  });
}

/** Returns the class of a guard that is a class or an instance; an empty list for anything else. */
export function classOfGuard(guard: unknown): readonly Type[] {
  if (typeof guard === 'function') return [guard as Type];
  return typeof guard === 'object' && guard !== null ? [guard.constructor as Type] : [];
}
