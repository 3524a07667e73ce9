import type { IdentityProvider } from '@portcullis/identity-provider';
import type { Sample } from '../support/sample.js';

/** What a part of the walk asks for when its tests run: the API, and the identity provider that it trusts. */
export type Running = () => { readonly api: Sample; readonly provider: IdentityProvider };

/** The body of every 401, to the byte: Nest's own. */
export const UNAUTHORIZED = '{"message":"Unauthorized","statusCode":401}';
/** The challenge where nothing was presented (RFC 6750 §3). */
export const CHALLENGE = 'Bearer realm="api"';
/** The challenge to every token that is not taken. */
export const INVALID_TOKEN =
  'Bearer realm="api", error="invalid_token", error_description="The access token is invalid or expired"';
