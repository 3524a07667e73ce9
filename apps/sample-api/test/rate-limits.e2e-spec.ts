/** Rate limits per client, and how proxies determine the client. */
import { ThrottlerStorageService } from '@nestjs/throttler';
import { BoundedHits } from '../src/rate-limits/bounded-hits.js';
import type { Answer, HeaderLine } from './support/http-client.js';
import { PLATFORMS } from './support/platforms.js';
import { PASSWORD, Sample } from './support/sample.js';

const LIMITS = { LOGIN_RATE_LIMIT: '3', REFRESH_RATE_LIMIT: '4', PROVIDER_RATE_LIMIT: '5' };

describe.each(PLATFORMS)('a client on %s', (platform) => {
  let api: Sample;

  beforeAll(async () => {
    // The test acts as the proxy of its clients.
    const variables = { TRUST_PROXY: 'loopback', ...LIMITS };
    api = await Sample.start(platform, { IDENTITY_PROVIDER: 'off', ...variables });
  });

  afterAll(() => api.close());

  const from = (address: string): readonly HeaderLine[] => [['X-Forwarded-For', address]];

  const login = (address: string, password = 'wrong'): Promise<Answer> =>
    api.call('/auth/login', {
      json: { email: 'viewer@example.com', password },
      headers: from(address),
    });

  it('gets 429 after too many logins, even with the right password', async () => {
    expect(await statusesOf(3, () => login('192.0.2.1'))).toEqual([401, 401, 401]);
    const refused = await login('192.0.2.1', PASSWORD);
    expect(refused.status).toBe(429);
    expect(refused.body).toBe('{"statusCode":429,"message":"Too many requests"}');
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it('does not learn how many requests are left, and gets the same bytes each time', async () => {
    const answers = [await login('192.0.2.6'), await login('192.0.2.6')];
    expect(answers[1]?.bytes).toBe(answers[0]?.bytes);
    for (const { headers } of answers) {
      expect([...headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([]);
    }
  });

  it('does not affect other clients or other routes', async () => {
    await statusesOf(4, () => login('192.0.2.2'));
    expect((await login('192.0.2.3', PASSWORD)).status).toBe(200);
    const headers = from('192.0.2.2');
    expect((await api.call('/articles', { headers })).status).toBe(200);
    expect((await api.call('/auth/logout', { json: {}, headers })).status).toBe(401);
  });

  it('shares a limit with its IPv6 /64 network', async () => {
    for (const host of ['1', 'beef', 'cafe:1']) await login(`2001:db8:1:2::${host}`);
    expect((await login('2001:db8:1:2:ffff::9')).status).toBe(429);
    expect((await login('2001:db8:1:3::1')).status).toBe(401);
  });

  it.each([
    ['POST', '/auth/google', 3],
    ['POST', '/auth/refresh', 4],
    ['POST', '/auth/token', 4], // the token endpoint of the library
    ['POST', '/auth/logout', 4],
    ['GET', '/auth/provider', 5],
    ['GET', '/auth/callback', 5],
  ])('is limited at %s %s too', async (method, path, limit) => {
    const headers = from('192.0.2.4');
    const statuses = await statusesOf(limit + 1, () => api.call(path, { method, headers }));
    expect(statuses.indexOf(429)).toBe(limit);
  });

  it('is limited in demonstration sessions', async () => {
    const token = await api.login('editor');
    const settings = { method: 'POST', token, headers: from('192.0.2.5') };
    const path = '/auth/sessions/demonstration';
    expect(await statusesOf(5, () => api.call(path, settings))).toEqual([200, 200, 200, 200, 429]);
  });
});

it.each(PLATFORMS)('X-Forwarded-For is ignored without TRUST_PROXY, on %s', async (platform) => {
  const variables = { IDENTITY_PROVIDER: 'off', ...LIMITS };
  const api = await Sample.start(platform, { ...variables, RATE_LIMIT_WINDOW: '7' });
  try {
    const statuses: number[] = [];
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4']) {
      const headers: readonly HeaderLine[] = [['X-Forwarded-For', address]];
      statuses.push((await api.call('/auth/refresh', { json: {}, headers })).status);
    }
    const answer = await api.call('/auth/refresh', { json: {} });
    expect([...statuses, answer.status]).toEqual([401, 401, 401, 401, 429]);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(7);
  } finally {
    await api.close();
  }
});

it.each(PLATFORMS)(
  'with TRUST_PROXY=1 only the address added by the proxy counts, on %s',
  async (platform) => {
    const variables = { IDENTITY_PROVIDER: 'off', ...LIMITS };
    const api = await Sample.start(platform, { ...variables, TRUST_PROXY: '1' });
    let turn = 0;
    // The proxy appends the last address. A client can write the ones before it.
    const refreshFrom = (address: string): Promise<Answer> =>
      api.call('/auth/refresh', {
        json: {},
        headers: [['X-Forwarded-For', `198.51.100.${++turn}, ${address}`]],
      });
    try {
      const statuses = await statusesOf(5, () => refreshFrom('192.0.2.1'));
      expect(statuses).toEqual([401, 401, 401, 401, 429]);
      expect((await refreshFrom('192.0.2.2')).status).toBe(401);
    } finally {
      await api.close();
    }
  },
);

describe('the table of clients', () => {
  it('counts new clients as one when it is full, and keeps counting known ones', async () => {
    const hits = new BoundedHits(2);
    const blocked = async (key: string): Promise<boolean> =>
      (await hits.increment(key, 60_000, 1, 60_000, 'default')).isBlocked;
    expect([await blocked('a'), await blocked('b')]).toEqual([false, false]);
    expect([await blocked('c'), await blocked('d')]).toEqual([false, true]);
    expect([await blocked('a'), await blocked('b')]).toEqual([true, true]);
    expect(hits.storage.size).toBe(3);
    hits.onApplicationShutdown();
    expect(hits).toBeInstanceOf(ThrottlerStorageService);
  });
});

async function statusesOf(times: number, ask: () => Promise<Answer>): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let turn = 0; turn < times; turn++) statuses.push((await ask()).status);
  return statuses;
}
