/** Creates the metadata of this issuer (RFC 8414 §2), and the paths of its documents. */
import type { TokenIssuerModuleOptions } from '../options/token-issuer.options.js';

/**
 * Returns the members of RFC 8414 §2 that apply to this issuer, and those of the option `metadata`.
 *
 * @param path the path of the token endpoint under `url`
 */
export function issuerMetadata(
  options: TokenIssuerModuleOptions,
  path: string,
): Readonly<Record<string, unknown>> {
  const { issuer, url = issuer, metadata = {} } = options;
  const base = withoutSlash(url);
  const authorizes = metadata.authorization_endpoint !== undefined;
  const grants = grantTypes(options);
  return {
    issuer,
    jwks_uri: `${base}/.well-known/jwks.json`,
    response_types_supported: authorizes ? ['code'] : [],
    grant_types_supported: [...(authorizes ? ['authorization_code'] : []), ...grants],
    ...(grants.length > 0 && {
      token_endpoint: `${base}/${path}/token`,
      token_endpoint_auth_methods_supported: authenticationMethods(options),
    }),
    ...metadata,
  };
}

function grantTypes({ sessions, clients }: TokenIssuerModuleOptions): readonly string[] {
  return [...(sessions ? ['refresh_token'] : []), ...(clients ? ['client_credentials'] : [])];
}

function authenticationMethods({ sessions, clients }: TokenIssuerModuleOptions): readonly string[] {
  return [
    ...(clients ? ['client_secret_basic', 'client_secret_post'] : []),
    ...(sessions ? ['none'] : []),
  ];
}

/** The documents of an issuer. */
export type DocumentName = 'jwks' | 'oauth' | 'openid';

/**
 * Returns the paths of an issuer's documents. RFC 8414 §3.1 inserts its well-known path before the issuer's path; OpenID
 * Connect Discovery §4 appends it. The JWKS is served at `jwks_uri` and under the issuer's path. The JWKS and the OpenID
 * Connect metadata are also served at the root, for proxies that remove the path.
 */
export function documentPaths({
  issuer,
  url = issuer,
}: Pick<TokenIssuerModuleOptions, 'issuer' | 'url'>): ReadonlyMap<string, DocumentName> {
  const path = pathOf(issuer);
  const bases = new Set([path, pathOf(url), '']);
  return new Map<string, DocumentName>([
    [`/.well-known/oauth-authorization-server${path}`, 'oauth'],
    [`${path}/.well-known/openid-configuration`, 'openid'],
    ['/.well-known/openid-configuration', 'openid'],
    ...[...bases].map((base) => [`${base}/.well-known/jwks.json`, 'jwks'] as const),
  ]);
}

function pathOf(url: string): string {
  return URL.canParse(url) ? withoutSlash(new URL(url).pathname) : '';
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
