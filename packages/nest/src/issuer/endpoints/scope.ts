/** `scope` (RFC 6749 §3.3): names separated by single spaces. */
import { InvalidArgumentError } from '@portcullis/core';
import { isScopeList } from '../../authorization/scope-grammar.js';
import { TokenRequestError } from './token-request-error.js';

const MAX_LENGTH = 4096;

/**
 * Returns a valid scope; undefined for a missing or empty one.
 *
 * @throws InvalidArgumentError
 */
export function readScope(value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (isScopeList(value) && value.length <= MAX_LENGTH) return value;
  throw new InvalidArgumentError('scope', 'another value', 'names separated by single spaces');
}

/**
 * Narrows a grant to the requested scopes (RFC 6749 §6).
 *
 * @param asked undefined requests all granted scopes
 * @throws TokenRequestError `invalid_scope` for a scope that is not granted
 */
export function narrowed<Grant extends { readonly scope?: string | undefined }>(
  grant: Grant,
  asked: string | undefined,
): Grant {
  if (asked === undefined) return grant;
  if (!isWithin(asked, readScope(grant.scope))) throw new TokenRequestError('invalid_scope');
  return { ...grant, scope: asked };
}

/** Returns whether every requested scope is granted. An invalid scope is never granted. */
function isWithin(asked: string, granted: string | undefined): boolean {
  const names = new Set(granted?.split(' '));
  return asked.split(' ').every((name) => names.has(name));
}
