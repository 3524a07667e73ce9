/** Credentials outside of HTTP headers. The rules are those of `findCredential`: exactly one, well formed. */
import { CredentialError } from '@portcullis/core';
import { findCredential } from '@portcullis/core/bearer';

/**
 * Returns the one credential of a list of places.
 *
 * @throws CredentialError `ERR_REQUEST_MALFORMED` if several places have one
 */
export function oneCredential(found: readonly (string | undefined)[]): string | undefined {
  const [credential, ...others] = found.filter((value) => value !== undefined);
  if (others.length === 0) return credential;
  throw new CredentialError('ERR_REQUEST_MALFORMED', 'not exactly one credential: several places');
}

/**
 * Returns the token of an `authorization` value, or of a list with one value, in metadata that is not an HTTP header.
 *
 * @throws CredentialError `ERR_REQUEST_MALFORMED` for several values, or one that is not `Bearer <token>`
 */
export function readBearer(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.every((item) => typeof item === 'string')) {
    return findCredential({ headers: { authorization: values } });
  }
  throw new CredentialError('ERR_REQUEST_MALFORMED', 'an Authorization that is not text');
}
