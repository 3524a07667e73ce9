import { assertKnownOptions } from '../options/known-options.js';
import { readAudiences, readHost, readText, type RemoteIssuerOptions } from './read-options.js';

/** Options of `okta`. */
export interface OktaOptions {
  /** The domain of the Okta organization: `acme.okta.com`, or a custom one. */
  readonly domain: string;
  /** The audience of the authorization server: that of `default` is `api://default`. */
  readonly audience: string | readonly string[];
  /** The ID of a custom authorization server. Default `default`. */
  readonly authorizationServerId?: string;
}

/**
 * Okta: access tokens of a custom authorization server. Those of the organization's own authorization server are
 * meant for Okta alone, and there is no preset for them.
 *
 * Roles are the names in a `groups` claim, once the authorization server is set up to add one.
 *
 * @throws ConfigurationError for a domain with a scheme or a slash, no audience, or no authorization server
 * @see https://developer.okta.com/docs/guides/validate-access-tokens/main/
 */
export function okta(options: OktaOptions): RemoteIssuerOptions {
  assertKnownOptions(
    options,
    { domain: 'value', audience: 'value', authorizationServerId: 'value' },
    'okta.',
  );
  const { authorizationServerId = 'default' } = options;
  const domain = readHost(options.domain, 'okta.domain', 'acme.okta.com');
  const server = readText(authorizationServerId, {
    option: 'okta.authorizationServerId',
    pattern: /^[\w-]+$/,
    right: "the ID of a custom authorization server, such as 'default' or 'aus1a2b3c'",
  });
  const issuer = `https://${domain}/oauth2/${server}`;
  return {
    issuer,
    audience: readAudiences(options.audience, 'okta.audience'),
    jwksUri: `${issuer}/v1/keys`,
    algorithms: ['RS256'],
    tokenType: 'access',
    // An ID token, whose audience is a client ID, has none.
    presetConditions: { requiredClaims: ['cid'] },
    roleClaim: 'groups',
    scopeClaim: 'scp',
  };
}
