import { DEMO_ACCOUNTS, type DemoAccount } from './demo-accounts.js';
import { assertSigningKeys, type SigningKeys } from './signing-keys.js';

/** Options of `startIdentityProvider`. All are optional. */
export interface IdentityProviderOptions {
  /** Loopback address to listen on; default `127.0.0.1`. Only loopback: sign-in asks for no password. */
  readonly host?: '127.0.0.1' | '::1' | 'localhost';
  /** Port; default 0, which picks a free one. */
  readonly port?: number;
  /** The one client, public (no secret, PKCE required); default {@link DEFAULT_CLIENT_ID}. */
  readonly clientId?: string;
  /** Allowed redirect URIs, compared exactly; default {@link DEFAULT_REDIRECT_URIS}. */
  readonly redirectUris?: readonly string[];
  /** `aud` of the access tokens, an absolute URI (RFC 8707); default {@link DEFAULT_API_AUDIENCE}. */
  readonly apiAudience?: string;
  /** Scopes of the API that a client may request; default `articles:read` and `articles:write`. */
  readonly apiScopes?: readonly string[];
  /** Users who can sign in; default Ada (editor) and Grace (viewer). */
  readonly accounts?: readonly DemoAccount[];
  /** Private keys from `exportKeys()`; default one new RS256 key. */
  readonly keys?: SigningKeys;
  /** Bearer token for `POST /rotate-keys`, at least 16 characters; default: the route does not exist. */
  readonly adminToken?: string;
  /** Called with errors that a client sees as "server_error"; default: emits a process warning. */
  readonly onError?: (error: Error) => void;
}

/** Options with their defaults. */
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
 * Validates the options and fills in the defaults.
 *
 * @throws {TypeError} that names the option, the received value and the expected one
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
    const { length } = resolved.adminToken;
    throw new TypeError(
      `Invalid option "adminToken": received ${length} characters, expected at least 16`,
    );
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
      throw wrong('apiScopes', scope, 'one scope token per entry (RFC 6749 §3.3)');
    }
  }
}

function checkAccounts(accounts: readonly DemoAccount[]): void {
  if (accounts.length === 0) throw wrong('accounts', accounts, 'at least one account');
  for (const { id } of accounts) {
    if (!/^[\x21-\x7e]{1,255}$/.test(id)) {
      throw wrong('accounts', id, 'an id of 1 to 255 ASCII characters without spaces');
    }
  }
  for (const unique of ['id', 'email'] as const) {
    const values = accounts.map((account) => account[unique]);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined) throw wrong('accounts', twice, `a unique ${unique} for each account`);
  }
}

function wrong(option: string, received: unknown, expected: string): TypeError {
  return new TypeError(
    `Invalid option "${option}": received ${JSON.stringify(received)}, expected ${expected}`,
  );
}

function warn(error: Error): void {
  process.emitWarning(`the identity provider failed: ${error.message}`, {
    code: 'PORTCULLIS_IDENTITY_PROVIDER',
    detail: error.stack ?? '',
  });
}
