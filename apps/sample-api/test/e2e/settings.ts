/** The API with settings other than the defaults. */
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { internalToken } from '../support/forgery.js';
import { scratchRedis } from '../../../../tools/servers/index.mjs';
import { tokensOf } from '../support/tokens.js';
import type { Platform } from '../support/platforms.js';
import { PASSWORD, Sample, SECRET } from '../support/sample.js';

export function describeSettings(): void {
  describe('with other settings', () => {
    let running: Sample | undefined;

    async function start(platform: Platform, variables: NodeJS.ProcessEnv): Promise<Sample> {
      return (running = await Sample.start(platform, variables));
    }

    afterEach(async () => running?.close());

    it.each([
      ['RS256', 'RSA', 'express'],
      ['ES256', 'EC', 'fastify'],
      ['EdDSA', 'OKP', 'express'],
    ] as const)('signs %s with a key in the JWKS', async (alg, kty, platform) => {
      const api = await start(platform, { JWT_ALGORITHM: alg });
      const token = await api.login('admin');
      const jwks = (await api.call('/.well-known/jwks.json')).json() as JSONWebKeySet;
      const key = expect.objectContaining({ kty, alg, use: 'sig' }) as object;
      expect(jwks.keys).toEqual([key, key]); // the active and the staged one
      const { issuer, audience } = api.settings;
      const { protectedHeader } = await jwtVerify(token, createLocalJWKSet(jwks), {
        issuer,
        audience,
      });
      expect(protectedHeader).toMatchObject({ alg, typ: 'JWT', kid: jwks.keys[0]?.kid });
      expect((await api.call('/admin/users', { token })).status).toBe(200);
    });

    it('signs HS256 with JWT_SECRET and publishes no key', async () => {
      const api = await start('fastify', { JWT_ALGORITHM: 'HS256' });
      const token = await api.login('admin');
      expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'HS256', typ: 'JWT' });
      await jwtVerify(token, Buffer.from(SECRET), { issuer: api.settings.issuer });
      expect((await api.call('/.well-known/jwks.json')).json()).toEqual({ keys: [] });
      for (const good of [token, await internalToken(api, 'admin')]) {
        expect((await api.call('/admin/users', { token: good })).status).toBe(200);
      }
    });

    it('does not rotate HS256, which services verify with JWT_SECRET', async () => {
      const api = await start('express', { JWT_ALGORITHM: 'HS256' });
      const token = await api.login('admin');
      const answer = await api.call('/admin/keys/rotate', { method: 'POST', token });
      expect(answer.status).toBe(409);
      expect(answer.body).not.toContain(SECRET);
    });

    it('sets the development cookie without __Host- and Secure', async () => {
      const api = await start('fastify', { REFRESH_COOKIE: 'development' });
      const answer = await api.call('/auth/login', {
        json: { email: 'viewer@example.com', password: PASSWORD, cookie: true },
        headers: [api.origin],
      });
      expect(answer.headers.get('set-cookie')).toMatch(
        /^refresh=prt_[\w-]{64}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/,
      );
    });

    it('stores sessions, keys and revocations in Redis if configured', async () => {
      const { url, prefix, client, remove } = await scratchRedis();
      try {
        const variables = { REDIS_URL: url, REDIS_PREFIX: prefix };
        const api = await start('express', { JWT_ALGORITHM: 'ES256', ...variables });
        const json = { email: 'viewer@example.com', password: PASSWORD };
        const { access, refresh } = tokensOf(api, await api.call('/auth/login', { json }));
        expect((await client.keys(`${prefix}*`)).length).toBeGreaterThanOrEqual(3);
        expect((await api.call('/profile', { token: access })).status).toBe(200);
        const refresh_token = refresh;
        await api.call('/auth/logout', { json: { refresh_token } });
        expect((await api.call('/profile', { token: access })).status).toBe(401);
      } finally {
        await remove();
      }
    });

    it('runs without an identity provider, and then has no sign-in with an ID token', async () => {
      const api = await start('express', { IDENTITY_PROVIDER: 'off' });
      const answer = await api.call('/auth/google', { json: { credential: 'a.b.c' } });
      expect(answer.status).toBe(404);
      expect((await api.call('/health')).json()).toMatchObject({ status: 'ok' });
    });
  });
}
