import { assertKnownOptions } from '../options/known-options.js';
import { NAME, readTexts, type RemoteIssuerOptions } from './read-options.js';

/** Options of `google`. */
export interface GoogleOptions {
  /** The OAuth client ID of the application, or those of its web, Android and iOS clients. */
  readonly clientId: string | readonly string[];
  /**
   * Further client IDs that may be `azp`: those of Android and iOS apps of the same project, which ask for tokens
   * that are for the web client. Default none; `clientId` is always one.
   */
  readonly authorizedParties?: string | readonly string[];
}

/**
 * Google sign-in: the ID tokens that Google's button and its code flow give (OpenID Connect). They say who
 * signed in; they are not access tokens for an API, and Google's access tokens are not JWTs.
 *
 * The owner of any service account gets tokens from this issuer for any audience. Therefore `azp`, the client that received
 * the token, must be one of the application's clients: a service account has its own number there.
 *
 * Tokens with the legacy `iss` without a scheme, `accounts.google.com`, are those of another issuer.
 *
 * @throws ConfigurationError without a client ID, or for an authorized party that is not a client ID
 * @see https://developers.google.com/identity/gsi/web/guides/verify-google-id-token
 * @see https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload
 */
export function google(options: GoogleOptions): RemoteIssuerOptions {
  assertKnownOptions(options, { clientId: 'value', authorizedParties: 'value' }, 'google.');
  const clientId = readClientIds(options.clientId, 'google.clientId');
  const { authorizedParties = clientId } = options;
  const parties = readClientIds(authorizedParties, 'google.authorizedParties');
  return {
    issuer: 'https://accounts.google.com',
    audience: clientId,
    jwksUri: 'https://www.googleapis.com/oauth2/v3/certs',
    algorithms: ['RS256'],
    tokenType: 'id',
    presetConditions: { requiredValues: { azp: [clientId, parties].flat() } },
  };
}

function readClientIds(value: unknown, option: string): string | readonly string[] {
  const right =
    'an OAuth client ID such as 123-abc.apps.googleusercontent.com, or an array of them';
  return readTexts(value, { option, pattern: NAME, right });
}
