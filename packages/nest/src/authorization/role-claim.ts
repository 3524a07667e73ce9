import type { VerifiedToken } from '@portcullis/core';

/**
 * The roles in a token's role claim: a string is one role, an array of strings several. Anything else, and an
 * array with anything else in it, is no role at all.
 *
 * @param path the claim's name, and the members below it
 */
export function rolesOf(token: VerifiedToken, path: readonly string[]): readonly string[] {
  let value: unknown = token.claims;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return [];
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((role) => typeof role === 'string') ? value : [];
}
