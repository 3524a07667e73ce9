/** `scope` (RFC 6749 §3.3): names separated by single spaces. */
import { InvalidArgumentError } from '@portcullis/core';
import { TokenRequestError } from './token-request-error.js';

const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;
const MOST = 4096;

/**
 * A scope for a token; undefined where it is left out or grants nothing.
 *
 * @throws InvalidArgumentError for what is no scope
 */
export function readScope(value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' && value.length <= MOST && SCOPE.test(value)) return value;
  throw new InvalidArgumentError('scope', 'something else', 'names separated by single spaces');
}

/**
 * What is granted, with the scopes that are asked for: the same or fewer (RFC 6749 §6).
 *
 * @param asked undefined for all of them
 * @throws TokenRequestError `invalid_scope` for more
 */
export function narrowed<Grant extends { readonly scope?: string | undefined }>(
  grant: Grant,
  asked: string | undefined,
): Grant {
  if (asked === undefined) return grant;
  if (!isWithin(asked, readScope(grant.scope))) throw new TokenRequestError('invalid_scope');
  return { ...grant, scope: asked };
}

/** Whether each scope that is asked for is one of those that are granted; what is no scope is none of them. */
function isWithin(asked: string, granted: string | undefined): boolean {
  const names = new Set(granted?.split(' '));
  return asked.split(' ').every((name) => names.has(name));
}
