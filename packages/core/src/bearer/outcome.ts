/** The one place that turns what happened into what an HTTP client is told (RFC 6750 §3). */
import { PortcullisError, UnavailableError } from '../errors.js';

/** A refusal, ready for any HTTP server. */
export interface HttpOutcome {
  readonly status: 400 | 401 | 403 | 503;
  /** `WWW-Authenticate`, `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The members in the order in which Nest's own exceptions have them, so that the bytes are the same. */
  readonly body: { readonly message: string; readonly statusCode: number };
}

/** The default realm of the challenge. */
export const DEFAULT_REALM = 'api';

// The same bytes whatever is wrong with a token: a client learns nothing to try next.
const INVALID_TOKEN =
  'error="invalid_token", error_description="The access token is invalid or expired"';

/**
 * Maps an error of authentication to the response that the client receives.
 *
 * @returns undefined for an error that is not about the request, its token, its keys or its revocations. The caller
 *   throws that error on
 */
export function outcomeOf(error: unknown, realm: string = DEFAULT_REALM): HttpOutcome | undefined {
  if (error instanceof UnavailableError) {
    return unavailable(error.retryAfter);
  }
  if (!(error instanceof PortcullisError)) return undefined;
  switch (error.category) {
    case 'request':
      return error.code === 'ERR_CREDENTIAL_MISSING'
        ? unauthorized(realm, 'missing')
        : refusal(400, 'Bad Request', challenge(realm, 'error="invalid_request"'));
    case 'origin':
      return refusal(403, 'Forbidden', {});
    case 'session':
    case 'token-request':
    case 'argument':
    case 'configuration':
    case 'unavailable':
      return undefined;
    default:
      return unauthorized(realm);
  }
}

/**
 * Creates the response 401 (RFC 6750 §3): the same bytes for every invalid token.
 *
 * @param credential `missing` for a request without a credential: the challenge then has no error code
 *
 * @example
 * const { status, headers, body } = unauthorized('api');
 */
export function unauthorized(
  realm: string = DEFAULT_REALM,
  credential: 'invalid' | 'missing' = 'invalid',
): HttpOutcome {
  const detail = credential === 'invalid' ? INVALID_TOKEN : undefined;
  return refusal(401, 'Unauthorized', challenge(realm, detail));
}

/**
 * Creates the response 503 with `Retry-After`.
 *
 * @param retryAfter seconds, rounded up to at least 1
 *
 * @example
 * const { status, headers, body } = unavailable(5);
 */
export function unavailable(retryAfter = 1): HttpOutcome {
  const seconds = Math.max(1, Math.ceil(retryAfter));
  return refusal(503, 'Service Unavailable', { 'Retry-After': String(seconds) });
}

/**
 * Creates the response 403 for a valid token that lacks a role or a scope (RFC 6750 §3.1).
 *
 * @param scopes the required scopes, which the challenge names
 */
export function forbidden(
  realm: string = DEFAULT_REALM,
  scopes: readonly string[] = [],
): HttpOutcome {
  const scope = scopes.length > 0 ? `, scope="${scopes.join(' ')}"` : '';
  return refusal(403, 'Forbidden', challenge(realm, `error="insufficient_scope"${scope}`));
}

function challenge(realm: string, detail?: string): Readonly<Record<string, string>> {
  return {
    'WWW-Authenticate': `Bearer realm="${realm.replace(/["\\]/g, '\\$&')}"${detail === undefined ? '' : `, ${detail}`}`,
  };
}

function refusal(
  status: HttpOutcome['status'],
  message: string,
  headers: HttpOutcome['headers'],
): HttpOutcome {
  return Object.freeze({
    status,
    headers: Object.freeze(headers),
    body: Object.freeze({ message, statusCode: status }),
  });
}
