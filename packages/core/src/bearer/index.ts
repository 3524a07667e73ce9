/** `@portcullis/core/bearer`: bearer tokens in HTTP requests (RFC 6750), for any server. */
export {
  cookieOf,
  findCredential,
  headerValues,
  locateCredential,
  type CredentialOptions,
  type LocatedCredential,
  type RequestLike,
  type WebRequestLike,
} from './credential.js';
export {
  asciiLowercase,
  equalsIgnoringCase,
  listItems,
  readDecimal,
  trimOws,
} from '../encoding/ascii.js';
export { assertSameOrigin, readAllowedOrigins } from './origin.js';
export {
  DEFAULT_REALM,
  forbidden,
  outcomeOf,
  unauthorized,
  unavailable,
  type HttpOutcome,
} from './outcome.js';
