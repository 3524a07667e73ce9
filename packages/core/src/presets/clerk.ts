import { assertKnownOptions } from '../options/known-options.js';
import { readBaseUrl, readTexts, type RemoteIssuerOptions } from './read-options.js';

/** Options of `clerk`. */
export interface ClerkOptions {
  /** The Frontend API URL of the instance: `https://clerk.example.com`, `https://verb-noun-1.clerk.accounts.dev`. */
  readonly frontendApiUrl: string;
  /** The origins of the application, such as `https://app.example.com`: one of these must be `azp`. */
  readonly authorizedParties: string | readonly string[];
}

/**
 * Clerk: session tokens, version 2. They have no `aud`: the issuer is that of one application, and `azp` says on
 * which origin the token was asked for. Sessions with a task still open (`sts` is `pending`) are refused.
 *
 * Roles are read from `metadata.role`, as in Clerk's guide to roles; the role in an organization is another thing.
 *
 * @throws ConfigurationError for a URL with a slash at its end, or a party that is not an origin
 * @see https://clerk.com/docs/guides/sessions/manual-jwt-verification
 * @see https://clerk.com/docs/guides/sessions/session-tokens
 */
export function clerk(options: ClerkOptions): RemoteIssuerOptions {
  assertKnownOptions(options, { frontendApiUrl: 'value', authorizedParties: 'value' }, 'clerk.');
  const example = 'https://clerk.example.com';
  const issuer = readBaseUrl(options.frontendApiUrl, 'clerk.frontendApiUrl', example);
  const parties = readTexts(options.authorizedParties, {
    option: 'clerk.authorizedParties',
    pattern: /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#*]+$/,
    right:
      'an origin such as https://app.example.com, without a slash at its end, or an array of them',
  });
  return {
    issuer,
    audience: null,
    jwksUri: `${issuer}/.well-known/jwks.json`,
    algorithms: ['RS256'],
    tokenType: 'access',
    typ: ['JWT'], // `at+jwt` is that of an OAuth client of the application
    presetConditions: {
      requiredClaims: ['sid'], // tokens of a JWT template have none
      requiredValues: { azp: parties, sts: 'active' },
    },
    roleClaim: ['metadata', 'role'],
  };
}
