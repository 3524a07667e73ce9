/** `@portcullis/core/bearer`: bearer tokens in HTTP requests (RFC 6750), for any server. */
export { findCredential, type CredentialOptions, type RequestLike } from './credential.js';
export { DEFAULT_REALM, forbidden, outcomeOf, type HttpOutcome } from './outcome.js';
