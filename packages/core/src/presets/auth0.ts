import { assertKnownOptions } from '../options/known-options.js';
import { readAudiences, readHost, type RemoteIssuerOptions } from './read-options.js';

/** Options of `auth0`. */
export interface Auth0Options {
  /** The tenant's domain, or its custom domain where tokens are asked for there: `acme.eu.auth0.com`. */
  readonly domain: string;
  /** The identifier of the API, never a client ID: that is the audience of ID tokens. */
  readonly audience: string | readonly string[];
}

/**
 * Auth0: access tokens for an API, in Auth0's own profile or in that of RFC 9068. Its `iss` ends with a slash.
 *
 * Roles are the user's `permissions`, which Auth0 puts in when the API has RBAC and "Add Permissions in the Access
 * Token" turned on.
 *
 * @throws ConfigurationError for a domain with a scheme or a slash, or no audience
 * @see https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles
 */
export function auth0(options: Auth0Options): RemoteIssuerOptions {
  assertKnownOptions(options, { domain: 'value', audience: 'value' }, 'auth0.');
  const domain = readHost(options.domain, 'auth0.domain', 'acme.eu.auth0.com');
  return {
    issuer: `https://${domain}/`,
    audience: readAudiences(options.audience, 'auth0.audience'),
    jwksUri: `https://${domain}/.well-known/jwks.json`,
    algorithms: ['RS256'],
    tokenType: 'access',
    roleClaim: 'permissions',
    scopeClaim: 'scope',
  };
}
