/** What `@Resolver()`, `@Query()` and their kind have written. */
import { hasNestMetadata, nestMetadata } from './metadata.js';

/** Returns whether a class is a resolver. */
export function isResolverClass(type: object): boolean {
  return hasNestMetadata('resolverType', type);
}

/** Returns the type of `@Resolver()` on a class, or `Query`, `Mutation` or `Subscription` of a handler. */
export function resolverTypeOf(place: object): string | undefined {
  return nestMetadata('resolverType', place) as string | undefined;
}

/** Returns the name of a handler's field, when the decorator has one; otherwise it is the method's name. */
export function fieldNameOf(handler: object): string | undefined {
  return nestMetadata('resolverName', handler) as string | undefined;
}

/** Returns whether a handler resolves a field of a type. */
export function isFieldResolver(handler: object): boolean {
  return nestMetadata('isFieldResolver', handler) === true;
}

/** Returns whether a handler resolves references of a federation's router. */
export function isReferenceResolver(handler: object): boolean {
  return nestMetadata('isReferenceResolver', handler) === true;
}
