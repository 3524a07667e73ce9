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
 * What a client is told of an error that authentication threw.
 *
 * @returns undefined for an error that is not about the request, its token, its keys or revocations: a bug, which is for the
 *   caller to raise
 */
export function outcomeOf(error: unknown, realm: string = DEFAULT_REALM): HttpOutcome | undefined {
  if (error instanceof UnavailableError) {
    return refusal(503, 'Service Unavailable', { 'Retry-After': String(error.retryAfter) });
  }
  if (!(error instanceof PortcullisError)) return undefined;
  switch (error.category) {
    case 'request':
      return error.code === 'ERR_CREDENTIAL_MISSING'
        ? refusal(401, 'Unauthorized', challenge(realm))
        : refusal(400, 'Bad Request', challenge(realm, 'error="invalid_request"'));
    case 'origin':
      return refusal(403, 'Forbidden', {});
    case 'configuration':
    case 'unavailable':
      return undefined;
    default:
      return refusal(401, 'Unauthorized', challenge(realm, INVALID_TOKEN));
  }
}

/** What a client is told whose token is good and whose role or scope is not enough. */
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
