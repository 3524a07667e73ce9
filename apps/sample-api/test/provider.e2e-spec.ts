/** Sign-in with the identity provider by the code flow, as a browser does, and attacks on it. */
import { jest } from '@jest/globals';
import { Accounts } from '@portcullis/accounts';
import { startIdentityProvider, type IdentityProvider } from '@portcullis/identity-provider';
import { chooseAccount } from '@portcullis/identity-provider/testing';
import { TokenIssuer } from '@portcullis/nest/issuer';
import { FlowCookie } from '../src/auth/flow-cookie.js';
import { GoogleSignIn } from '../src/auth/google-sign-in.js';
import { ProviderFlow, type Flow } from '../src/auth/provider-flow.js';
import { cookieOf, sending } from './support/cookies.js';
import { sendBytes, type Answer } from './support/http-client.js';
import { PLATFORMS } from './support/platforms.js';
import { accessTokenOf, PASSWORD, Sample } from './support/sample.js';

const GRACE = 'grace@example.com';
const FAILED = '/#sign-in?error=provider';
const FORGET_FLOW =
  /^__Host-provider-flow=; Max-Age=0; .*; Path=\/; HttpOnly; SameSite=Lax; Secure$/;

describe.each(PLATFORMS)('signing in with the identity provider on %s', (platform) => {
  let provider: IdentityProvider;
  let api: Sample;

  beforeAll(async () => {
    provider = await startIdentityProvider();
    api = await Sample.start(platform, {}, provider);
    await provider.setRedirectUris([`http://127.0.0.1:${api.port}/auth/callback`]);
  });

  afterAll(async () => {
    await api.close();
    await provider.stop();
  });

  /** Starts a flow. Returns the redirect and the cookie. */
  async function begun(): Promise<{ readonly url: URL; readonly cookie: string }> {
    const answer = await api.call('/auth/provider');
    expect(answer.status).toBe(302);
    return { url: new URL(answer.headers.get('location') ?? ''), cookie: cookieOf(answer) };
  }

  /** Signs in at the provider. Returns path and query of its redirect. */
  async function answered(url: URL): Promise<string> {
    const { pathname, search } = await chooseAccount(url, provider, GRACE);
    return pathname + search;
  }

  async function expectFailure(path: string, cookie?: string): Promise<void> {
    const answer = await api.call(path, cookie === undefined ? {} : { headers: [sending(cookie)] });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, FAILED]);
    expect(answer.headers.get('set-cookie')).toMatch(FORGET_FLOW); // and no other
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }

  it('requests a code with a new PKCE challenge, state and nonce each time', async () => {
    const { url } = await begun();
    expect(`${url.origin}${url.pathname}`).toBe(`${provider.issuer}/auth`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: provider.clientId,
      response_type: 'code',
      redirect_uri: `http://127.0.0.1:${api.port}/auth/callback`,
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      state: expect.stringMatching(/^[\w-]{43}$/) as string,
      nonce: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
    const { url: other } = await begun();
    for (const name of ['code_challenge', 'state', 'nonce']) {
      expect(other.searchParams.get(name)).not.toBe(url.searchParams.get(name));
    }
  });

  it('stores the flow in an encrypted HttpOnly cookie', async () => {
    const answer = await api.call('/auth/provider');
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-provider-flow=[\w.-]{100,1000}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { searchParams } = new URL(answer.headers.get('location') ?? '');
    const parts = cookieOf(answer).split('.');
    const readable = parts.map((part) => Buffer.from(part, 'base64url').toString('latin1')).join();
    expect(readable).not.toContain(searchParams.get('state'));
  });

  it('signs in: sets the refresh cookie and redirects to the token view', async () => {
    const { url, cookie } = await begun();
    const answer = await api.call(await answered(url), { headers: [sending(cookie)] });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/#token']);
    const [flow = '', refresh = ''] = (answer.headers.get('set-cookie') ?? '').split('\n');
    expect(flow).toMatch(FORGET_FLOW);
    expect(refresh).toMatch(/^__Host-refresh=prt_/);

    const refreshed = await api.call('/auth/refresh', {
      method: 'POST',
      headers: [sending(refresh.split(';')[0] ?? ''), api.origin],
    });
    const profile = await api.call('/profile', { token: accessTokenOf(refreshed) });
    expect(profile.json()).toMatchObject({ name: 'Grace Hopper', roles: ['viewer'] });
  });

  it('accepts a response once', async () => {
    const { url, cookie } = await begun();
    const path = await answered(url);
    expect((await api.call(path, { headers: [sending(cookie)] })).headers.get('location')).toBe(
      '/#token',
    );
    await expectFailure(path, cookie); // the provider accepts its code once, too
    await expectFailure(path);
  });

  it('rejects a response to a flow that this browser did not start', async () => {
    const [own, other] = [await begun(), await begun()];
    const path = await answered(own.url);
    await expectFailure(path); // a link sent to somebody else
    await expectFailure(path, other.cookie); // in a browser with a flow of its own
    await expectFailure(path, `${own.cookie}; ${own.cookie}`);
    await expectFailure(path, `${own.cookie.slice(0, -4)}AAAA`);
    await expectFailure(path, '__Host-provider-flow=a.b.c.d.e');
    await expectFailure(path, own.cookie.replace('__Host-', ''));
    const answer = await api.call(path, { headers: [sending(own.cookie)] });
    expect(answer.headers.get('location')).toBe('/#token'); // the attempts did not consume it
  });

  it.each([
    ['another state', (query: URLSearchParams) => query.set('state', 'forged')],
    ['no state', (query: URLSearchParams) => query.delete('state')],
    ['two states', (query: URLSearchParams) => query.append('state', query.get('state') ?? '')],
    ['another issuer', (query: URLSearchParams) => query.set('iss', 'https://evil.example')],
    ['no issuer', (query: URLSearchParams) => query.delete('iss')],
    ['another code', (query: URLSearchParams) => query.set('code', 'forged')],
    ['no code', (query: URLSearchParams) => query.delete('code')],
    ['an error', (query: URLSearchParams) => query.set('error', 'access_denied')],
  ])('rejects a response with %s', async (_what, change) => {
    const { url, cookie } = await begun();
    const { pathname, searchParams } = new URL(await answered(url), provider.issuer);
    change(searchParams);
    await expectFailure(`${pathname}?${searchParams.toString()}`, cookie);
  });

  it.each(['nonce', 'codeVerifier', 'redirectUri', 'state'] as const)(
    'rejects a response to a flow with another %s',
    async (member) => {
      const { url, cookie } = await begun();
      const path = await answered(url);
      const flow = await opened(api, cookie);
      await expectFailure(path, await sealed(api, { ...flow, [member]: `${flow[member]}x` }));
      const answer = await api.call(path, { headers: [sending(await sealed(api, flow))] });
      // The nonce is compared with the ID token, and getting that consumes the code.
      expect(answer.headers.get('location')).toBe(member === 'nonce' ? FAILED : '/#token');
    },
  );

  it('does not use a host that is not loopback as redirect URI', async () => {
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1@evil.example']) {
      const answer = await asHost(api.port, host);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, FAILED]);
    }
    expect(api.log.text).toContain('OIDC_REDIRECT_URI is not set');
  });

  it.each(['redirect_uri', 'next', 'return_to', 'returnTo', 'redirect', 'continue', 'url'])(
    'does not redirect to an address in the parameter %s',
    async (name) => {
      const evil = `${name}=${encodeURIComponent('https://evil.example/')}`;
      const begin = await api.call(`/auth/provider?${evil}`);
      const url = new URL(begin.headers.get('location') ?? '');
      expect(url.href).not.toContain('evil.example');
      const path = `${await answered(url)}&${evil}`;
      const answer = await api.call(path, { headers: [sending(cookieOf(begin))] });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/#token']);
    },
  );

  it('fails without details while the provider is unavailable, and recovers', async () => {
    const { url, cookie } = await begun();
    const path = await answered(url);
    await provider.stop();
    await expectFailure(path, cookie);
    await provider.restart();
    const again = await begun();
    const answer = await api.call(await answered(again.url), { headers: [sending(again.cookie)] });
    expect(answer.headers.get('location')).toBe('/#token');
  });

  it('lists the ways to sign in, without passwords', async () => {
    const answer = await api.call('/auth/options');
    expect(answer.json()).toEqual({
      issuer: api.settings.issuer,
      audience: api.settings.audience,
      identity_provider: { name: 'Demo identity provider', issuer: provider.issuer },
      demo_users: ['admin', 'editor', 'viewer'].map((role) => ({
        email: `${role}@example.com`,
        role,
      })),
    });
  });

  it.each<[string, () => Promise<void>]>([
    ['a password', async () => void (await api.login('viewer'))],
    [
      'an ID token',
      async () => void (await api.call('/auth/google', { json: { credential: 'an ID token' } })),
    ],
    [
      'a code',
      async () => {
        const { url, cookie } = await begun();
        await api.call(await answered(url), { headers: [sending(cookie)] });
      },
    ],
  ])(
    'reads the time before it checks %s, so that a revocation in between applies',
    async (_what, signIn) => {
      const accounts = api.nest.get(Accounts);
      const user = await accounts.checkCredentials('viewer@example.com', PASSWORD);
      if (!user) throw new Error('the demo user viewer is missing');
      let checking = Number.POSITIVE_INFINITY;
      /** A check that lasts until the clock advances. */
      const check = async <T>(found: T): Promise<T> => {
        checking = Math.min(checking, Date.now());
        while (Date.now() <= checking) await new Promise((next) => setTimeout(next, 1));
        return found;
      };
      const spies = [
        jest.spyOn(accounts, 'checkCredentials').mockImplementation(() => check(user)),
        jest.spyOn(api.nest.get(ProviderFlow), 'finish').mockImplementation(() => check('')),
        jest.spyOn(api.nest.get(GoogleSignIn), 'signIn').mockImplementation(() => check(user)),
      ];
      const signedIn = jest.spyOn(api.nest.get(TokenIssuer), 'signIn');
      await signIn();
      const [subject, details] = signedIn.mock.lastCall ?? [];
      for (const spy of [...spies, signedIn]) spy.mockRestore();
      expect(subject).toBe(user.id);
      expect(details?.checkedAt).toBeLessThanOrEqual(checking);
      expect(details?.checkedAt).toBeGreaterThan(checking - 60_000);
    },
  );

  it('logs no code, no state and no cookie', () => {
    expect(api.log.text).toContain('sign-in failed');
    expect(api.log.text).not.toMatch(/code=|state=|eyJ|prt_/);
    expect(api.log.text).not.toMatch(/^(error|fatal) /m);
  });
});

it('has no sign-in with a provider unless one is configured', async () => {
  const api = await Sample.start('fastify', {});
  try {
    expect((await api.call('/auth/provider')).status).toBe(404);
    expect((await api.call('/auth/options')).json()).toMatchObject({ identity_provider: null });
  } finally {
    await api.close();
  }
});

it('calls the provider Google for the issuer of Google', async () => {
  const api = await Sample.start('express', {
    OIDC_ISSUER: 'https://accounts.google.com',
  });
  try {
    expect((await api.call('/auth/options')).json()).toMatchObject({
      identity_provider: { name: 'Google', issuer: 'https://accounts.google.com' },
    });
  } finally {
    await api.close();
  }
});

describe('the cookie of a flow', () => {
  const refreshKeys = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(9)];
  const flow: Flow = { redirectUri: 'http://a/b', state: 's', nonce: 'n', codeVerifier: 'v' };
  let now = 1_800_000_000_000;
  const made = (keys = refreshKeys) =>
    new FlowCookie({ refreshKeys: keys, isDevelopment: false, clock: () => now });

  it('is accepted for ten minutes', async () => {
    const cookie = await kept(made(), flow);
    now += 599_000;
    await expect(made().take(asking(cookie), silent())).resolves.toEqual(flow);
    now += 1000;
    await expect(made().take(asking(cookie), silent())).rejects.toMatchObject({
      code: 'ERR_CREDENTIAL_MISSING',
    });
  });

  it('is accepted after its key was rotated, and rejected with other keys', async () => {
    const cookie = await kept(made(), flow);
    await expect(made(refreshKeys.toReversed()).take(asking(cookie), silent())).resolves.toEqual(
      flow,
    );
    const others = [new Uint8Array(32).fill(8)];
    await expect(made(others).take(asking(cookie), silent())).rejects.toMatchObject({
      code: 'ERR_CREDENTIAL_MISSING',
    });
  });
});

const asking = (cookie: string) => ({ headers: { cookie } });
const silent = () => ({ append: () => undefined });

async function kept(cookie: FlowCookie, flow: Flow): Promise<string> {
  let line = '';
  await cookie.set({ append: (_name, value) => (line = value) }, flow);
  return line.split(';')[0] ?? '';
}

function opened(api: Sample, cookie: string): Promise<Flow> {
  return api.nest.get(FlowCookie).take(asking(cookie), silent());
}

function sealed(api: Sample, flow: Flow): Promise<string> {
  return kept(api.nest.get(FlowCookie), flow);
}

/** Sends a request with another Host, as after DNS rebinding or through a proxy. */
function asHost(port: number, host: string): Promise<Answer> {
  const lines = ['GET /auth/provider HTTP/1.1', `Host: ${host}`, 'Connection: close', '', ''];
  return sendBytes(port, Buffer.from(lines.join('\r\n')));
}
