/** Credentials outside HTTP headers: exactly one, well formed, as `findCredential` demands of a request. */
import { CredentialError } from '@portcullis/core';
import { findCredential } from '@portcullis/core/bearer';

/**
 * The one credential among places that may hold one.
 *
 * @throws CredentialError `ERR_REQUEST_MALFORMED` when several do: which one would be meant?
 */
export function oneCredential(found: readonly (string | undefined)[]): string | undefined {
  const [credential, ...others] = found.filter((value) => value !== undefined);
  if (others.length === 0) return credential;
  throw new CredentialError('ERR_REQUEST_MALFORMED', 'not exactly one credential: several places');
}

/**
 * The token of an `Authorization` value, or of a list of them, in metadata that is not an HTTP header.
 *
 * @throws CredentialError `ERR_REQUEST_MALFORMED` for several, or one that is not `Bearer <token>`
 */
export function readBearer(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.every((item) => typeof item === 'string')) {
    return findCredential({ headers: { authorization: values } });
  }
  throw new CredentialError('ERR_REQUEST_MALFORMED', 'an Authorization that is not text');
}
