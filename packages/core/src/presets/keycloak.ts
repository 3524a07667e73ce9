import { assertKnownOptions } from '../options/known-options.js';
import {
  NAME,
  readAudiences,
  readBaseUrl,
  readText,
  type RemoteIssuerOptions,
} from './read-options.js';

/** Options of `keycloak`. */
export interface KeycloakOptions {
  /** Where Keycloak is, as browsers know it; with `/auth` at its end where it is served there. */
  readonly url: string;
  /** The name of the realm. */
  readonly realm: string;
  /** The audience that an audience mapper puts in, most often the client ID of the API. */
  readonly audience: string | readonly string[];
  /** The client whose roles count beside those of the realm. Default none. */
  readonly client?: string;
}

/**
 * Keycloak: access tokens of one realm for one audience, which Keycloak puts in only where a mapper, or a role of
 * that client, has it do so.
 *
 * Roles are those of the realm and, with `client`, those of that client, without a difference between them.
 *
 * @throws ConfigurationError for an address with a slash at its end or a realm in it, no realm, or no audience
 * @see https://www.keycloak.org/securing-apps/oidc-layers
 */
export function keycloak(options: KeycloakOptions): RemoteIssuerOptions {
  assertKnownOptions(
    options,
    { url: 'value', realm: 'value', audience: 'value', client: 'value' },
    'keycloak.',
  );
  const issuer = issuerOf(options);
  return {
    issuer,
    audience: readAudiences(options.audience, 'keycloak.audience'),
    jwksUri: `${issuer}/protocol/openid-connect/certs`,
    algorithms: ['RS256'],
    tokenType: 'access',
    // `ID`, `Refresh` and the like are other tokens; one that says `DPoP` is bound to a key that nobody asks for here.
    presetConditions: { requiredValues: { typ: 'Bearer' } },
    roleClaim: rolePaths(options.client),
    scopeClaim: 'scope',
  };
}

function issuerOf({ url, realm }: KeycloakOptions): string {
  const base = readText(readBaseUrl(url, 'keycloak.url', 'https://id.example.com'), {
    option: 'keycloak.url',
    pattern: /^(?!.*[^/]\/realms(?:\/|$))/,
    right: 'the address of Keycloak without the realm, which is an option of its own',
  });
  const name = readText(realm, {
    option: 'keycloak.realm',
    pattern: /^(?!\.{1,2}$)[^\s/?#%*]+$/,
    right: 'the name of a realm, without blanks and slashes',
  });
  return `${base}/realms/${name}`;
}

function rolePaths(client: unknown): readonly (readonly string[])[] {
  const ofRealm = ['realm_access', 'roles'];
  if (client === undefined) return [ofRealm];
  const name = readText(client, {
    option: 'keycloak.client',
    pattern: NAME,
    right: 'the client ID whose roles count, or none',
  });
  return [ofRealm, ['resource_access', name, 'roles']];
}
