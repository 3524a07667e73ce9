/** The closed union of error codes, and the category of each. */

/** The kind of a failure. Each code belongs to one category. */
export type ErrorCategory =
  | 'request' // the request's credential is missing or malformed
  | 'origin' // a page of another site may have made the request
  | 'malformed' // the token is not a well-formed compact JWS with a JSON payload
  | 'algorithm' // the token's algorithm is not the one that its key is bound to
  | 'signature' // the signature is invalid
  | 'key' // the issuer has no such key
  | 'claim' // a claim is invalid
  | 'type' // the token is of another kind, or bound to a key and not a bearer token
  | 'revoked' // the token was revoked
  | 'session' // the session has ended: the user has to sign in again
  | 'token-request' // the token endpoint rejects the request (RFC 6749 §5.2)
  | 'unavailable' // keys, revocations, a store or the application are unavailable; the token may be valid
  | 'argument' // a method was called with an invalid argument
  | 'configuration'; // the options are invalid: the application does not start

export const CATEGORY = {
  ERR_CREDENTIAL_MISSING: 'request',
  ERR_REQUEST_MALFORMED: 'request',
  ERR_ORIGIN_NOT_ALLOWED: 'origin',
  ERR_TOKEN_MALFORMED: 'malformed',
  ERR_TOKEN_TOO_LARGE: 'malformed',
  ERR_HEADER_INVALID: 'malformed',
  ERR_CRITICAL_HEADER: 'malformed',
  ERR_ALGORITHM_NOT_ALLOWED: 'algorithm',
  ERR_SIGNATURE_INVALID: 'signature',
  ERR_KEY_NOT_FOUND: 'key',
  ERR_KEY_AMBIGUOUS: 'key',
  ERR_ISSUER_UNKNOWN: 'claim',
  ERR_AUDIENCE_MISMATCH: 'claim',
  ERR_CLAIM_MISSING: 'claim',
  ERR_CLAIM_INVALID: 'claim',
  ERR_TOKEN_EXPIRED: 'claim',
  ERR_TOKEN_NOT_YET_VALID: 'claim',
  ERR_TOKEN_TOO_OLD: 'claim',
  ERR_TOKEN_LIFETIME: 'claim',
  ERR_TOKEN_TYPE: 'type',
  ERR_TOKEN_BOUND: 'type',
  ERR_TOKEN_REVOKED: 'revoked',
  ERR_KEYS_UNAVAILABLE: 'unavailable',
  ERR_REVOCATION_UNKNOWN: 'unavailable',
  ERR_APPLICATION_UNAVAILABLE: 'unavailable',
  ERR_STORE_UNAVAILABLE: 'unavailable',
  ERR_REVOCATIONS_FULL: 'unavailable',
  ERR_ACCESS_TOKENS_REMAIN: 'unavailable',
  ERR_REFRESH_REJECTED: 'session',
  ERR_SUBJECT_GONE: 'session',
  ERR_TOKEN_REQUEST: 'token-request',
  ERR_INVALID_ARGUMENT: 'argument',
  ERR_KEY_INVALID: 'configuration',
  ERR_CONFIGURATION: 'configuration',
} as const satisfies Readonly<Record<string, ErrorCategory>>;

/** The closed union of error codes. */
export type ErrorCode = keyof typeof CATEGORY;

/** The codes of one category. */
export type CodeOf<Category extends ErrorCategory> = {
  [Code in ErrorCode]: (typeof CATEGORY)[Code] extends Category ? Code : never;
}[ErrorCode];

/** Codes of errors that are temporary: the same request may succeed later (HTTP 503). */
export type UnavailableErrorCode = CodeOf<'unavailable'>;
