/** Routes for the page: signing keys, audit, and the demonstration session. */
import { jest } from '@jest/globals';
import { TokenIssuer } from '@portcullis/nest/issuer';
import { decodeJwt } from 'jose';
import { tokensOf } from './support/tokens.js';
import type { Answer } from './support/http-client.js';
import { PLATFORMS } from './support/platforms.js';
import { PASSWORD, Sample } from './support/sample.js';

interface Ring {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe.each(PLATFORMS)('the routes for the page on %s', (platform) => {
  let api: Sample;

  beforeAll(async () => {
    api = await Sample.start(platform, { IDENTITY_PROVIDER: 'off' });
  });

  afterAll(() => api.close());

  it.each(['/admin/keys', '/admin/routes'])('return %s to admins only', async (path) => {
    expect((await api.call(path)).status).toBe(401);
    for (const role of ['viewer', 'editor'] as const) {
      expect((await api.call(path, { token: await api.login(role) })).status).toBe(403);
    }
    expect((await api.call(path, { token: await api.login('admin') })).status).toBe(200);
  });

  it('list the keys with their times and without private parts', async () => {
    const answer = await api.call('/admin/keys', { token: await api.login('admin') });
    const time = expect.stringMatching(ISO) as string;
    const kid = expect.stringMatching(/^[\w-]{43}$/) as string;
    const key = { kid, alg: 'ES256', created_at: time, signs_from: time, leaves_at: null };
    expect(answer.json()).toEqual({
      now: time,
      keys: [
        { ...key, state: 'staged', signs_until: null },
        { ...key, state: 'active', signs_until: time },
      ],
      jwks_max_age: 600,
    });
    const { keys } = answer.json() as Ring;
    const published = (await api.call('/.well-known/jwks.json')).json() as Ring;
    expect(new Set(published.keys.map((each) => each['kid']))).toEqual(
      new Set(keys.map((each) => each['kid'])),
    );
  });

  it('list every route with its access rules', async () => {
    const answer = await api.call('/admin/routes', { token: await api.login('admin') });
    const { routes } = answer.json() as { readonly routes: readonly object[] };
    expect(routes).toContainEqual({
      transport: 'http',
      route: 'GET /admin/routes',
      handler: 'AdminController.routes',
      access: 'authenticated',
      rules: ["@Roles('admin')", "@AcceptIssuers('sample', 'internal')"],
      reportOnly: [],
    });
    expect(routes).toContainEqual(
      expect.objectContaining({ route: 'POST /auth/login', access: 'public' }),
    );
    expect(routes).not.toContainEqual(expect.objectContaining({ access: 'unguarded' }));
  });

  it('start a session that ends when its stolen refresh token is used; other sessions continue', async () => {
    const json = { email: 'viewer@example.com', password: PASSWORD };
    const own = tokensOf(api, await api.call('/auth/login', { json }));
    const path = '/auth/sessions/demonstration';
    expect((await api.call(path, { method: 'POST' })).status).toBe(401);
    const begun = await api.call(path, { method: 'POST', token: own.access });
    expect([begun.status, begun.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(begun.headers.has('set-cookie')).toBe(false);

    const first = tokensOf(api, begun).refresh;
    let last = first;
    for (let turn = 0; turn < 3; turn++) last = tokensOf(api, await refreshed(last)).refresh;
    expect(await devices(own.access)).toContain('stolen-token demonstration');
    expect((await refreshed(first)).status).toBe(401); // the thief
    expect((await refreshed(last)).status).toBe(401); // the owner
    expect(await devices(own.access)).not.toContain('stolen-token demonstration');
    expect((await refreshed(own.refresh)).status).toBe(200);
  });

  it('start one demonstration session at a time, for five minutes, which cannot start another', async () => {
    const json = { email: 'editor@example.com', password: PASSWORD };
    const own = tokensOf(api, await api.call('/auth/login', { json }));
    const demonstrated = (token: string) =>
      api.call('/auth/sessions/demonstration', { method: 'POST', token });
    const first = tokensOf(api, await demonstrated(own.access));
    expect((await demonstrated(first.access)).status).toBe(403);
    const second = tokensOf(api, await demonstrated(own.access));
    expect((await refreshed(first.refresh)).status).toBe(401);
    expect((await refreshed(second.refresh)).status).toBe(200);

    const answer = await api.call('/auth/sessions', { token: own.access });
    const ends = (answer.json() as readonly Readonly<Record<string, string>>[])
      .filter(({ device }) => device === 'stolen-token demonstration')
      .map(
        ({ created_at, expires_at }) => Date.parse(`${expires_at}`) - Date.parse(`${created_at}`),
      );
    expect(ends).toEqual([300_000]);
    const everywhere = { method: 'POST', token: await api.login('admin') };
    const { sub } = decodeJwt(own.access);
    expect((await api.call(`/admin/users/${sub}/revoke`, everywhere)).status).toBe(200);
    expect((await refreshed(own.refresh)).status).toBe(401);
    expect((await demonstrated(own.access)).status).toBe(401);
  });

  it('start a demonstration with the time of the access token, not of the request', async () => {
    const signIn = jest.spyOn(api.nest.get(TokenIssuer), 'signIn');
    const token = await api.login('viewer');
    const { sub, iat = 0 } = decodeJwt(token);
    await api.call('/auth/sessions/demonstration', { method: 'POST', token });
    const checkedAt = iat * 1000; // so that a revocation that this process has not seen yet applies
    expect(signIn).toHaveBeenLastCalledWith(sub, expect.objectContaining({ checkedAt }));
    signIn.mockRestore();
  });

  const refreshed = (refresh_token: string): Promise<Answer> =>
    api.call('/auth/refresh', { json: { refresh_token } });

  async function devices(token: string): Promise<readonly unknown[]> {
    const answer = await api.call('/auth/sessions', { token });
    return (answer.json() as readonly Readonly<Record<string, unknown>>[]).map(
      ({ device }) => device,
    );
  }
});
