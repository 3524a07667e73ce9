/** What kind of client an application gave, by its methods: the packages of clients are not loaded here. */
import { describeValue } from '@portcullis/core';

/** Whether a value has methods of these names. */
export function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return names.every((name) => typeof Reflect.get(value, name) === 'function');
}

/** What was given instead of a client, by its class where it has one. An address is not repeated: it holds a password. */
export function nameOf(value: unknown): string {
  if (typeof value === 'string') return 'a string';
  if (value instanceof Promise) return 'a Promise of a client; await it first';
  if (typeof value !== 'object' || value === null) return describeValue(value);
  const { name } = value.constructor ?? {};
  return name ? `an instance of ${name}` : describeValue(value);
}
