import type { IssuerOptions } from '../verifier/issuer-options.js';

/**
 * Google sign-in: the ID tokens that Google's button and its code flow give (OpenID Connect). They say who
 * signed in; they are not access tokens for an API.
 *
 * @param options `clientId`: the OAuth client ID of the application, the audience of its tokens
 * @see https://developers.google.com/identity/gsi/web/guides/verify-google-id-token
 */
export function google({ clientId }: { readonly clientId: string }): IssuerOptions {
  return {
    issuer: 'https://accounts.google.com',
    audience: clientId,
    jwksUri: 'https://www.googleapis.com/oauth2/v3/certs',
    algorithms: ['RS256'],
    tokenType: 'id',
  };
}
