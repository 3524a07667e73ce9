import type { IdentityProvider } from '@portcullis/identity-provider';
import type { Sample } from '../support/sample.js';

/** The running API and its identity provider, for tests in other files. */
export type Running = () => { readonly api: Sample; readonly provider: IdentityProvider };

/** The exact body of every 401, as Nest sends it. */
export const UNAUTHORIZED = '{"message":"Unauthorized","statusCode":401}';
/** The challenge to a request without a token (RFC 6750 §3). */
export const CHALLENGE = 'Bearer realm="api"';
/** The challenge to every rejected token. */
export const INVALID_TOKEN =
  'Bearer realm="api", error="invalid_token", error_description="The access token is invalid or expired"';
