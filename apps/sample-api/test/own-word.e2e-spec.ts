/** Decisions that only the sample makes: who is an admin, which site starts a sign-in, how long a request may take. */
import type { Server } from 'node:http';
import { startIdentityProvider, type IdentityProvider } from '@portcullis/identity-provider';
import { signIn } from '@portcullis/identity-provider/testing';
import { DemoUsers } from '../src/demo/demo-users.js';
import { PLATFORMS } from './support/platforms.js';
import { PASSWORD, Sample } from './support/sample.js';

const MALLORY = { id: 'm', email: 'mallory@example.com', name: 'Mallory', role: 'admin' };

describe.each(PLATFORMS)('on %s', (platform) => {
  let provider: IdentityProvider;
  let api: Sample;

  beforeAll(async () => {
    provider = await startIdentityProvider({ accounts: [MALLORY] });
    api = await Sample.start(platform, {}, provider);
  });

  afterAll(async () => {
    await api.close();
    await provider.stop();
  });

  it.each(['/admin/users', '/admin/keys', '/admin/routes'])(
    'an admin of the identity provider gets 403 at %s',
    async (path) => {
      const { accessToken } = await signIn(provider, { account: MALLORY.email });
      const profile = await api.call('/profile', { token: accessToken });
      expect(profile.json()).toMatchObject({ roles: ['admin'] });
      expect((await api.call(path, { token: accessToken })).status).toBe(403);
      expect((await api.call(path, { token: await api.login('admin') })).status).toBe(200);
    },
  );

  it('a changed role of a demo user is kept at the next start', async () => {
    const token = await api.login('admin');
    const users = (await api.call('/admin/users', { token })).json() as readonly {
      readonly id: string;
      readonly email: string;
    }[];
    const editor = users.find(({ email }) => email === 'editor@example.com');
    const path = `/admin/users/${editor?.id}/role`;
    expect((await api.call(path, { token, json: { role: 'viewer' } })).status).toBe(200);
    await api.nest.get(DemoUsers).make(PASSWORD); // as each start does

    const profile = await api.call('/profile', { token: await api.login('editor') });
    expect(profile.json()).toMatchObject({ roles: ['viewer'] });
  });

  it.each([
    ['cross-site', false],
    ['same-site', false],
    ['same-origin', true],
    ['none', true],
    [undefined, true],
  ] as const)('a sign-in started from a %s page is allowed: %p', async (site, isBegun) => {
    const headers = site === undefined ? [] : ([['Sec-Fetch-Site', site]] as const);
    const answer = await api.call('/auth/provider', { headers });
    expect(answer.status).toBe(isBegun ? 302 : 303);
    expect(answer.headers.get('location')?.startsWith(provider.issuer)).toBe(isBegun);
    expect((answer.headers.get('set-cookie') ?? '').includes('Max-Age=600')).toBe(isBegun);
  });

  it('a request must arrive within a minute', () => {
    expect((api.nest.getHttpServer() as Server).requestTimeout).toBe(60_000);
  });
});
