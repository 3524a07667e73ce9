import type {
  AdapterFactory,
  Configuration,
  KoaContextWithOIDC,
  ResourceServer,
} from 'oidc-provider';
import { escapeHtml, page } from './html.js';
import { loadOidcProvider, type OidcProviderModule } from './load-oidc-provider.js';
import type { ResolvedOptions } from './options.js';
import type { SigningKeys } from './signing-keys.js';

/** State that is kept when the keys rotate. */
export interface ProviderState {
  readonly adapter: AdapterFactory;
  readonly cookieKeys: readonly string[];
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

const OPENID_SCOPES = ['openid', 'profile', 'email'];

/**
 * Builds the configuration of `oidc-provider`: one public client, and the code flow with PKCE (S256) only. ID tokens
 * carry the profile and e-mail, as Google's do. Access tokens are JWTs (RFC 9068) for one API.
 */
export function providerConfiguration(
  module: OidcProviderModule,
  options: ResolvedOptions,
  keys: SigningKeys,
  state: ProviderState,
): Configuration {
  return {
    ...client(options),
    ...people(module, options),
    adapter: state.adapter,
    cookies: { keys: [...state.cookieKeys] },
    jwks: { keys: keys.keys.map((key) => ({ ...key })) },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: resourceIndicators(options),
    },
    ttl: {
      AccessToken: 15 * MINUTE,
      AuthorizationCode: MINUTE,
      Grant: HOUR,
      IdToken: HOUR,
      Interaction: HOUR,
      Session: 12 * HOUR,
    },
    renderError(ctx, out) {
      ctx.type = 'html';
      const lines = Object.values(out).map((value) => `<p>${escapeHtml(String(value))}</p>`);
      ctx.body = page('Sign-in failed', lines.join(''));
    },
  };
}

function client(options: ResolvedOptions): Configuration {
  const origins = new Set(options.redirectUris.map((uri) => new URL(uri).origin));
  return {
    clients: [
      {
        client_id: options.clientId,
        redirect_uris: [...options.redirectUris],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'none',
      },
    ],
    responseTypes: ['code'],
    clientAuthMethods: ['none'],
    pkce: { required: () => true },
    clientBasedCORS: (_ctx, origin) => origins.has(origin),
  };
}

function people(module: OidcProviderModule, options: ResolvedOptions): Configuration {
  const byId = new Map(options.accounts.map((account) => [account.id, account]));
  const policy = module.interactionPolicy.base();
  policy.remove('consent'); // the only client is our own: signing in is consent
  return {
    scopes: OPENID_SCOPES,
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    interactions: { policy, url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount(_ctx, id) {
      const account = byId.get(id);
      if (!account) return undefined;
      const { email, name, emailVerified = true } = account;
      return {
        accountId: id,
        claims: () => Promise.resolve({ sub: id, email, email_verified: emailVerified, name }),
      };
    },
    extraTokenClaims(_ctx, token) {
      const account = 'accountId' in token ? byId.get(token.accountId) : undefined;
      return account && { role: account.role };
    },
    loadExistingGrant: (ctx) => grantEverything(ctx, options),
  };
}

/** Signing in grants our own client every scope that it may request. */
async function grantEverything(ctx: KoaContextWithOIDC, options: ResolvedOptions) {
  const { provider, client: asking, session } = ctx.oidc;
  if (!asking || !session?.accountId) return undefined;
  const grant = new provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
  grant.addOIDCScope(OPENID_SCOPES.join(' '));
  grant.addResourceScope(options.apiAudience, options.apiScopes.join(' '));
  await grant.save();
  return grant;
}

/** Resource indicators (RFC 8707). The API is the default resource, and the only one. */
function resourceIndicators({ apiAudience, apiScopes }: ResolvedOptions) {
  const api: ResourceServer = {
    audience: apiAudience,
    scope: apiScopes.join(' '),
    accessTokenFormat: 'jwt',
    accessTokenTTL: 15 * MINUTE,
    jwt: { sign: { alg: 'RS256' } },
  };
  return {
    enabled: true,
    defaultResource: () => apiAudience,
    useGrantedResource: () => true,
    async getResourceServerInfo(_ctx: unknown, resource: string): Promise<ResourceServer> {
      if (resource === apiAudience) return api;
      const { errors } = await loadOidcProvider();
      throw new errors.InvalidTarget();
    },
  };
}
