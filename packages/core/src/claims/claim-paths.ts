/** Where in the claims of an issuer's tokens roles and scopes are. */
import { ConfigurationError } from '../errors.js';
import { describeValue } from '../time/duration.js';
import type { Claims } from './claims.js';

/**
 * Where a value is in the claims. Text is the name of a claim; dots in it go down a path (`realm_access.roles`),
 * unless it has a slash, as the names of namespaced claims do. A list of names is a path as it is. A list of paths
 * is several places, whose values count together.
 */
export type ClaimPath = string | readonly string[] | readonly (readonly string[])[];

/** Places in the claims, each as the names on the way. */
export type ClaimPlaces = readonly (readonly string[])[];

/** Where an issuer's tokens have their roles and scopes. */
export interface GrantPlaces {
  readonly roles: ClaimPlaces;
  readonly scopes: ClaimPlaces;
}

/** @throws ConfigurationError unless every name is a non-empty string and every path has one */
export function readClaimPath(value: unknown, option: string): ClaimPlaces {
  const places = placesOf(value);
  const isPath = (path: unknown): path is readonly string[] =>
    Array.isArray(path) &&
    path.length > 0 &&
    path.every((name) => typeof name === 'string' && name !== '');
  if (places.length > 0 && places.every(isPath)) {
    return Object.freeze(places.map((path) => Object.freeze([...path])));
  }
  throw new ConfigurationError(
    option,
    describeValue(value),
    "a claim such as 'role' or 'realm_access.roles', or a list of paths",
  );
}

function placesOf(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return [value.includes('/') ? [value] : value.split('.')];
  if (!Array.isArray(value)) return [];
  return value.every((item) => Array.isArray(item)) ? value : [value];
}

/** What {@link rolesOf} and {@link scopesOf} read: a verified token, for example. */
export interface GrantedClaims {
  readonly claims: Claims;
  readonly grants: GrantPlaces;
}

/**
 * Returns the roles in a verified token, each once. A string is one role, an array of strings is several. Any other value,
 * and an array with any other element, has no roles.
 */
export function rolesOf({ claims, grants }: GrantedClaims): readonly string[] {
  return gather(claims, grants.roles, (text) => [text]);
}

/**
 * The scopes in a verified token, each once: a string of them with spaces between (RFC 6749 §3.3), or an array.
 */
export function scopesOf({ claims, grants }: GrantedClaims): readonly string[] {
  return gather(claims, grants.scopes, (text) => text.split(' ').filter((scope) => scope !== ''));
}

function gather(
  claims: Claims,
  places: ClaimPlaces,
  split: (text: string) => readonly string[],
): readonly string[] {
  const found = places.flatMap((path) => {
    const value = valueAt(claims, path);
    if (typeof value === 'string') return split(value);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : [];
  });
  return [...new Set(found as readonly string[])];
}

function valueAt(claims: Claims, path: readonly string[]): unknown {
  let value: unknown = claims;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}
