/** The classes behind a provider or controller, whatever its token. */
import type { Type } from '@nestjs/common';

/** What Nest keeps of a provider or controller: a part of its `InstanceWrapper`. */
interface Wrapped {
  readonly metatype: unknown;
  readonly instance: unknown;
}

/** Returns the class that Nest instantiates, and the class of what a factory or `useValue` gave. */
export function classesIn({ metatype, instance }: Wrapped): readonly Type[] {
  const prototype: unknown =
    typeof instance === 'object' && instance !== null ? Object.getPrototypeOf(instance) : undefined;
  const made = (prototype as { readonly constructor?: unknown } | null | undefined)?.constructor;
  return [...new Set([metatype, made])].filter((type) => isClass(type));
}

function isClass(type: unknown): type is Type {
  if (typeof type !== 'function') return false;
  const prototype: unknown = type.prototype;
  return typeof prototype === 'object' && prototype !== null;
}
