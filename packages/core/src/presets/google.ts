import { assertKnownOptions } from '../known-options.js';
import { NAME, readTexts, type RemoteIssuerOptions } from './read-options.js';

/** Options of `google`. */
export interface GoogleOptions {
  /** The OAuth client ID of the application, or those of its web, Android and iOS clients. */
  readonly clientId: string | readonly string[];
}

/**
 * Google sign-in: the ID tokens that Google's button and its code flow give (OpenID Connect). They say who
 * signed in; they are not access tokens for an API, and Google's access tokens are not JWTs.
 *
 * Tokens with the legacy `iss` without a scheme, `accounts.google.com`, are those of another issuer.
 *
 * @throws ConfigurationError when the client ID is missing
 * @see https://developers.google.com/identity/gsi/web/guides/verify-google-id-token
 */
export function google(options: GoogleOptions): RemoteIssuerOptions {
  assertKnownOptions(options, ['clientId'], 'google.');
  return {
    issuer: 'https://accounts.google.com',
    audience: readTexts(options.clientId, {
      option: 'google.clientId',
      pattern: NAME,
      right: 'an OAuth client ID such as 123-abc.apps.googleusercontent.com, or an array of them',
    }),
    jwksUri: 'https://www.googleapis.com/oauth2/v3/certs',
    algorithms: ['RS256'],
    tokenType: 'id',
  };
}
