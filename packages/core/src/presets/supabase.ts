import { assertKnownOptions } from '../options/known-options.js';
import { readOrigin, type RemoteIssuerOptions } from './read-options.js';

/** Options of `supabase`. */
export interface SupabaseOptions {
  /** The address of the project, what its clients have as SUPABASE_URL: `https://abcdefghij.supabase.co`. */
  readonly url: string;
}

/**
 * Supabase Auth: the access tokens of signed-in users, of a project that signs with asymmetric keys. Tokens under
 * the legacy shared secret, the anon and service_role keys among them, are refused, and so are tokens of third
 * parties, which have a `client_id`.
 *
 * Roles are read from `user_role`, the claim that Supabase's guide to roles has a hook add; `role` is a role of
 * Postgres.
 *
 * @throws ConfigurationError for an address with a path or a slash at its end
 * @see https://supabase.com/docs/guides/auth/jwt-fields
 * @see https://supabase.com/docs/guides/auth/signing-keys
 */
export function supabase(options: SupabaseOptions): RemoteIssuerOptions {
  assertKnownOptions(options, { url: 'value' }, 'supabase.');
  const issuer = `${readOrigin(options.url, 'supabase.url', 'https://abcdefghij.supabase.co')}/auth/v1`;
  return {
    issuer,
    audience: 'authenticated',
    jwksUri: `${issuer}/.well-known/jwks.json`,
    algorithms: ['ES256', 'RS256'],
    tokenType: 'access',
    roleClaim: 'user_role',
    // Where the project is an OAuth server, that is all by which tokens of third parties differ.
    presetConditions: { forbiddenClaims: ['client_id'] },
  };
}
