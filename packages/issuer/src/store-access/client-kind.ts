/** Recognizes database clients by their methods, without loading their packages. */
import { describeValue } from '@portcullis/core/internal';

/** Returns whether a value has methods of these names. */
export function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return names.every((name) => typeof Reflect.get(value, name) === 'function');
}

/** Describes a value that is not a client, by its class if it has one. Never shows a URL, which contains a password. */
export function describeClient(value: unknown): string {
  if (typeof value === 'string') return 'a string';
  if (value instanceof Promise) return 'a Promise of a client; await it first';
  if (typeof value !== 'object' || value === null) return describeValue(value);
  const { name } = value.constructor ?? {};
  return name ? `an instance of ${name}` : describeValue(value);
}
