/** Reads metadata that decorators of Nest have written. */
import 'reflect-metadata';
import { METADATA_KEYS } from './metadata-keys.js';

/** A name of {@link METADATA_KEYS}. */
export type MetadataName = keyof typeof METADATA_KEYS;

/** Returns what a decorator of Nest wrote on a class or method, or on a base class. Undefined without the decorator. */
export function nestMetadata(name: MetadataName, place: object): unknown {
  return Reflect.getMetadata(METADATA_KEYS[name], place) as unknown;
}

/** Returns whether a decorator of Nest wrote something on a class or method, or on a base class. */
export function hasNestMetadata(name: MetadataName, place: object): boolean {
  return Reflect.hasMetadata(METADATA_KEYS[name], place);
}
