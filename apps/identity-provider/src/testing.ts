/** Signs in by the whole code flow without a browser, to get real tokens in tests and demonstrations. */
import * as client from 'openid-client';

/** The provider to sign in with, such as a running `IdentityProvider`. */
export interface SignInTarget {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUris: readonly string[];
}

/** The account and the requested access. */
export interface SignInOptions {
  /** E-mail of the account. */
  readonly account: string;
  /** Default `openid profile email`. */
  readonly scope?: string;
  /** Resource indicator (RFC 8707); default: not sent, so the provider uses its default. */
  readonly resource?: string;
}

/** Tokens from the token endpoint. */
export interface SignInResult {
  readonly idToken: string;
  readonly accessToken: string;
}

/**
 * Signs in by the authorization code flow with PKCE over HTTP: discovery, authorization request, account chooser, token
 * request. Verifies the ID token's signature and claims.
 *
 * @throws {Error} when the account is unknown or the provider rejects a step
 */
export async function signIn(target: SignInTarget, options: SignInOptions): Promise<SignInResult> {
  const flow = await beginSignIn(target, options);
  const callback = await chooseAccount(flow.url, target, options.account);
  const tokens = await client.authorizationCodeGrant(flow.configuration, callback, flow.checks);
  if (!tokens.id_token)
    throw new Error('the provider returned no ID token: add `openid` to the scope');
  return { idToken: tokens.id_token, accessToken: tokens.access_token };
}

interface BegunSignIn {
  readonly configuration: client.Configuration;
  /** The authorization request. */
  readonly url: URL;
  /** Expected state and nonce, and the PKCE verifier. */
  readonly checks: client.AuthorizationCodeGrantChecks;
}

async function beginSignIn(target: SignInTarget, options: SignInOptions): Promise<BegunSignIn> {
  const configuration = await client.discovery(
    new URL(target.issuer),
    target.clientId,
    undefined,
    client.None(),
    { execute: [client.allowInsecureRequests] }, // http on loopback
  );
  client.enableNonRepudiationChecks(configuration);
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const expectedNonce = client.randomNonce();
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: firstRedirectUri(target),
    scope: options.scope ?? 'openid profile email',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...(options.resource !== undefined && { resource: options.resource }),
  });
  return { configuration, url, checks: { pkceCodeVerifier, expectedState, expectedNonce } };
}

/**
 * Acts as the browser: follows the provider's redirects with its cookies, chooses the account, and stops before it
 * requests the redirect URI.
 *
 * @returns the redirect URI with the provider's response in its query
 * @throws {Error} when the account is unknown or the provider shows an error page
 */
export async function chooseAccount(
  authorizationUrl: URL,
  target: SignInTarget,
  account: string,
): Promise<URL> {
  const browser = new Browser();
  const form = new URLSearchParams({ account });
  let url = authorizationUrl;
  for (let step = 0; step < MAX_STEPS; step++) {
    const post = url.pathname.startsWith('/interaction/') ? form : undefined;
    const next = await browser.visit(url, post);
    if (next.origin !== authorizationUrl.origin) return next;
    if (target.redirectUris.includes(next.origin + next.pathname)) return next;
    url = next;
  }
  throw new Error(`the sign-in did not complete within ${MAX_STEPS} redirects`);
}

const MAX_STEPS = 8;

function firstRedirectUri({ redirectUris: [first] }: SignInTarget): string {
  if (first === undefined) {
    throw new TypeError('Invalid option "redirectUris": received [], expected at least one URL');
  }
  return first;
}

/** Keeps cookies and reads redirects. */
class Browser {
  readonly #cookies = new Map<string, string>();

  /** Requests a page that must redirect, and returns the target. */
  async visit(url: URL, form: URLSearchParams | undefined): Promise<URL> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(form && { method: 'POST', body: form }),
    });
    this.#remember(response.headers.getSetCookie());
    const location = response.headers.get('location');
    if (location !== null) return new URL(location, url);
    throw new Error(
      `${url.pathname} answered ${response.status}: ${textOf(await response.text())}`,
    );
  }

  #remember(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = ''] = line.split(';');
      const split = pair.indexOf('=');
      const value = pair.slice(split + 1);
      if (value) this.#cookies.set(pair.slice(0, split), value);
      else this.#cookies.delete(pair.slice(0, split));
    }
  }
}

/** Extracts the text of a page for an error message. */
function textOf(html: string): string {
  return html
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}
