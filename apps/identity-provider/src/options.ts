import { DEMO_ACCOUNTS, type DemoAccount } from './demo-accounts.js';
import { assertSigningKeys, type SigningKeys } from './signing-keys.js';

/** Settings of `startIdentityProvider`; every one has a default. */
export interface IdentityProviderOptions {
  /** Loopback address to listen on; default `127.0.0.1`. Others are refused: nobody asks for a password. */
  readonly host?: '127.0.0.1' | '::1' | 'localhost';
  /** Port; default 0, any free one. */
  readonly port?: number;
  /** The one client, public (no secret, PKCE required); default {@link DEFAULT_CLIENT_ID}. */
  readonly clientId?: string;
  /** Where codes may be sent, compared exactly; default {@link DEFAULT_REDIRECT_URIS}. */
  readonly redirectUris?: readonly string[];
  /** `aud` of the access tokens, an absolute URI (RFC 8707); default {@link DEFAULT_API_AUDIENCE}. */
  readonly apiAudience?: string;
  /** Scopes of the API that a client may ask for; default `articles:read` and `articles:write`. */
  readonly apiScopes?: readonly string[];
  /** Who can sign in; default Ada (editor) and Grace (viewer). */
  readonly accounts?: readonly DemoAccount[];
  /** Private keys to start with, as `exportKeys()` gave them; default one new RS256 key. */
  readonly keys?: SigningKeys;
  /** Lets `POST /rotate-keys` with this bearer token rotate the keys; default: there is no such route. */
  readonly adminToken?: string;
  /** Hears of errors inside the provider that a client saw as "server_error"; default: a process warning. */
  readonly onError?: (error: Error) => void;
}

/** Options with every default filled in. */
export type ResolvedOptions = Required<Omit<IdentityProviderOptions, 'keys' | 'adminToken'>> &
  Pick<IdentityProviderOptions, 'keys' | 'adminToken'>;

export const DEFAULT_CLIENT_ID = 'portcullis-demo';
export const DEFAULT_API_AUDIENCE = 'urn:portcullis:sample-api';
export const DEFAULT_REDIRECT_URIS: readonly string[] = Object.freeze([
  'http://127.0.0.1:3000/auth/callback',
  'http://localhost:3000/auth/callback',
]);

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/**
 * Fills in the defaults and holds the options to their bounds.
 *
 * @throws {TypeError} naming the option, what was given and what would be right
 */
export function resolveOptions(options: IdentityProviderOptions): ResolvedOptions {
  const resolved: ResolvedOptions = Object.freeze({
    ...options,
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    clientId: options.clientId ?? DEFAULT_CLIENT_ID,
    redirectUris: options.redirectUris ?? DEFAULT_REDIRECT_URIS,
    apiAudience: options.apiAudience ?? DEFAULT_API_AUDIENCE,
    apiScopes: options.apiScopes ?? ['articles:read', 'articles:write'],
    accounts: options.accounts ?? DEMO_ACCOUNTS,
    onError: options.onError ?? warn,
  });
  checkAddress(resolved);
  checkClient(resolved);
  checkApi(resolved);
  checkAccounts(resolved.accounts);
  if (resolved.keys !== undefined) assertSigningKeys(resolved.keys);
  if (resolved.adminToken !== undefined && resolved.adminToken.length < 16) {
    throw new TypeError('adminToken must be at least 16 characters long');
  }
  return resolved;
}

function checkAddress({ host, port }: ResolvedOptions): void {
  if (!LOOPBACK.includes(host)) throw wrong('host', host, `one of ${LOOPBACK.join(', ')}`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw wrong('port', port, 'a whole number from 0 to 65535');
  }
}

function checkClient({ clientId, redirectUris }: ResolvedOptions): void {
  if (!/^[\x21-\x7e]+$/.test(clientId)) throw wrong('clientId', clientId, 'ASCII without spaces');
  if (redirectUris.length === 0) throw wrong('redirectUris', redirectUris, 'at least one URL');
  for (const uri of redirectUris) {
    if (!/^https?:\/\/[^#]+$/.test(uri) || !URL.canParse(uri)) {
      throw wrong('redirectUris', uri, 'http(s) URLs without a fragment');
    }
  }
}

function checkApi({ apiAudience, apiScopes }: ResolvedOptions): void {
  if (!URL.canParse(apiAudience) || apiAudience.includes('#')) {
    throw wrong('apiAudience', apiAudience, 'an absolute URI without a fragment (RFC 8707 §2)');
  }
  for (const scope of apiScopes) {
    if (!/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)) {
      throw wrong('apiScopes', scope, 'scope tokens (RFC 6749 §3.3), one an entry');
    }
  }
}

function checkAccounts(accounts: readonly DemoAccount[]): void {
  if (accounts.length === 0) throw wrong('accounts', accounts, 'at least one account');
  for (const { id } of accounts) {
    if (!/^[\x21-\x7e]{1,255}$/.test(id)) {
      throw wrong('accounts', id, 'ids of 1 to 255 ASCII characters without spaces');
    }
  }
  for (const unique of ['id', 'email'] as const) {
    const values = accounts.map((account) => account[unique]);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined) throw wrong('accounts', twice, `accounts that differ in ${unique}`);
  }
}

function wrong(option: string, given: unknown, right: string): TypeError {
  return new TypeError(`${option} must be ${right}; got ${JSON.stringify(given)}`);
}

function warn(error: Error): void {
  process.emitWarning(`the identity provider failed: ${error.message}`, {
    code: 'PORTCULLIS_IDENTITY_PROVIDER',
    detail: error.stack ?? '',
  });
}
