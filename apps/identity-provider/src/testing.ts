/** Real tokens for tests and demonstrations: the whole code flow, with a browser's part played here. */
import * as client from 'openid-client';

/** The provider to sign in at; a running `IdentityProvider` fits. */
export interface SignInTarget {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUris: readonly string[];
}

/** Who signs in, and for what. */
export interface SignInOptions {
  /** E-mail of an account of the provider. */
  readonly account: string;
  /** Default `openid profile email`. */
  readonly scope?: string;
  /** Resource indicator (RFC 8707); default: none is sent, and the provider uses its own default. */
  readonly resource?: string;
}

/** What the token endpoint answered. */
export interface SignInResult {
  readonly idToken: string;
  readonly accessToken: string;
}

/**
 * Signs an account in by the authorization code flow with PKCE over HTTP: discovery, authorization
 * request, account chooser, code, token request. The ID token's signature and claims are checked.
 *
 * @throws {Error} when the provider does not know the account or refuses a step
 */
export async function signIn(target: SignInTarget, options: SignInOptions): Promise<SignInResult> {
  const flow = await beginSignIn(target, options);
  const callback = await chooseAccount(flow.url, target, options.account);
  const tokens = await client.authorizationCodeGrant(flow.configuration, callback, flow.checks);
  if (!tokens.id_token) throw new Error('the provider gave no ID token; is `openid` in the scope?');
  return { idToken: tokens.id_token, accessToken: tokens.access_token };
}

interface BegunSignIn {
  readonly configuration: client.Configuration;
  /** Where a browser would be sent. */
  readonly url: URL;
  /** What the answer is held against; holds the PKCE verifier. */
  readonly checks: client.AuthorizationCodeGrantChecks;
}

async function beginSignIn(target: SignInTarget, options: SignInOptions): Promise<BegunSignIn> {
  const configuration = await client.discovery(
    new URL(target.issuer),
    target.clientId,
    undefined,
    client.None(),
    { execute: [client.allowInsecureRequests] }, // plain http, on loopback only
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
 * Plays the browser: follows the provider's redirects with its cookies, picks the account, and stops at
 * the redirect URI, which is not fetched.
 *
 * @returns the redirect URI with the provider's answer in its query
 * @throws {Error} when the account chooser refuses, or the provider shows an error page
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
  throw new Error(`the sign-in did not end after ${MAX_STEPS} redirects`);
}

const MAX_STEPS = 8;

function firstRedirectUri({ redirectUris: [first] }: SignInTarget): string {
  if (first === undefined) throw new TypeError('redirectUris must hold at least one URL');
  return first;
}

/** As much of a browser as a sign-in needs: cookies by name, and redirects. */
class Browser {
  readonly #cookies = new Map<string, string>();

  /** Requests a page that must answer with a redirect; gives where it leads. */
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

/** The words of a page, for an error message. */
function textOf(html: string): string {
  return html
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}
