/** In an outage of the database, nobody is signed in or out, and responses reveal no details. */
import { StoresModule } from '../src/stores/stores.module.js';
import { cookieOf, sending } from './support/cookies.js';
import type { Answer, HeaderLine } from './support/http-client.js';
import { scratchFolder } from './support/own-place.js';
import { PASSWORD, Sample } from './support/sample.js';

const CREDENTIALS = { email: 'viewer@example.com', password: PASSWORD };
const UNAVAILABLE = '{"message":"Service Unavailable","statusCode":503}';

describe.each([
  ['PostgreSQL', 'express'],
  ['the embedded database', 'fastify'],
] as const)('without %s, on %s', (kind, platform) => {
  const folder = kind === 'PostgreSQL' ? undefined : scratchFolder();
  let api: Sample;
  let token: string;
  /** Headers of a browser with a session. */
  let browser: readonly HeaderLine[];

  beforeAll(async () => {
    const place = folder && { DATA_DIR: folder.path };
    api = await Sample.start(platform, { ...place, IDENTITY_PROVIDER: 'off' });
    const login = await api.call('/auth/login', {
      json: { ...CREDENTIALS, cookie: true },
      headers: [api.origin],
    });
    browser = [api.origin, sending(cookieOf(login))];
    token = await api.login('admin');
    const refreshed = await api.call('/auth/refresh', { method: 'POST', headers: browser });
    expect(refreshed.status).toBe(200);
    browser = [api.origin, sending(cookieOf(refreshed))];
    await api.nest.get(StoresModule).onApplicationShutdown(); // closes only the connections
  });

  afterAll(() => api.close());

  it.each(['/auth/refresh', '/auth/logout'])(
    'keeps the cookie of the browser at %s',
    async (path) => {
      expectUnavailable(await api.call(path, { method: 'POST', headers: browser }));
    },
  );

  it('signs nobody in, even with the right password', async () => {
    for (const password of [PASSWORD, 'not the password']) {
      expectUnavailable(await api.call('/auth/login', { json: { ...CREDENTIALS, password } }));
    }
  });

  it('answers 503 to admins, without details of the database', async () => {
    expectUnavailable(await api.call('/admin/users', { token }));
  });

  it('keeps accepting access tokens while its revocation data is fresh', async () => {
    expect((await api.call('/profile', { token })).status).toBe(200);
    expect((await api.call('/articles')).status).toBe(200);
  });
});

function expectUnavailable({ status, headers, body }: Answer): void {
  expect([status, body]).toEqual([503, UNAVAILABLE]);
  expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(headers.has('set-cookie')).toBe(false);
}
