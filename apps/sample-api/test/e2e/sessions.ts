/** Sessions: refresh tokens and their end, by their user and by an admin. */
import { randomUUID } from 'node:crypto';
import { Accounts, type User } from '@portcullis/accounts';
import { SignJWT } from 'jose';
import { INTERNAL_ISSUER } from '../../src/configuration/internal-issuer.js';
import { PASSWORD, SECRET, type Sample } from '../support/sample.js';
import { eventually } from '../support/eventually.js';
import { tokensOf, type Tokens } from '../support/tokens.js';
import { INVALID_TOKEN, UNAUTHORIZED, type Running } from './running.js';

interface Listed {
  readonly id: string;
  readonly device?: string;
  readonly is_current: boolean;
}

export function describeSessions(running: Running): void {
  /** Somebody new, so that what ends their sessions ends nobody else's. */
  async function someone(role = 'viewer'): Promise<User> {
    const email = `${randomUUID()}@example.com`;
    const accounts = running().api.nest.get(Accounts);
    return accounts.create({ email, name: 'Someone', role, password: PASSWORD });
  }

  async function login({ email }: User, more: object = {}): Promise<Tokens> {
    const { api } = running();
    return tokensOf(
      api,
      await api.call('/auth/login', { json: { email, password: PASSWORD, ...more } }),
    );
  }

  async function statusOf(token: string): Promise<number> {
    return (await running().api.call('/profile', { token })).status;
  }

  describe('a session', () => {
    it('goes on by its refresh token, which is used once', async () => {
      const { api } = running();
      const first = await login(await someone());
      const second = tokensOf(api, await refresh(api, first.refresh));
      expect(second.refresh).not.toBe(first.refresh);
      expect(await statusOf(second.access)).toBe(200);
      const third = tokensOf(api, await refresh(api, second.refresh));
      const fourth = tokensOf(api, await refresh(api, third.refresh));
      // The first was used three refreshes ago: two have it, so nobody keeps the session.
      const reused = await refresh(api, first.refresh);
      expect(reused.status).toBe(401);
      expect(reused.body).toBe(UNAUTHORIZED);
      expect((await refresh(api, fourth.refresh)).status).toBe(401);
      expect(await statusOf(fourth.access)).toBe(401);
    });

    it('goes on at the token endpoint too (RFC 6749 §6)', async () => {
      const { api } = running();
      const { refresh: token } = await login(await someone());
      const form = { grant_type: 'refresh_token', refresh_token: token };
      expect((await api.call('/auth/token', { form })).status).toBe(200);
    });

    it('answers a refresh as a login, not to be cached', async () => {
      const { api } = running();
      const answer = await refresh(api, (await login(await someone())).refresh);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.json()).toEqual({
        access_token: expect.any(String) as string,
        token_type: 'Bearer',
        expires_in: 900,
        refresh_token: expect.stringMatching(/^prt_/) as string,
      });
    });

    it('gives every refresh token that is none the same 401', async () => {
      const { api } = running();
      const { access } = await login(await someone());
      const answers = await Promise.all(
        ['x', `prt_${'A'.repeat(64)}`, access].map((token) => refresh(api, token)),
      );
      for (const answer of answers) {
        expect(answer.status).toBe(401);
        expect(answer.body).toBe(UNAUTHORIZED);
        expect(answer.headers.get('www-authenticate')).toBe(INVALID_TOKEN);
      }
      expect((await api.call('/auth/refresh', { method: 'POST' })).status).toBe(401);
      expect((await api.call('/auth/refresh', { json: { token: 'x' } })).status).toBe(400);
    });

    it('ends with a logout, and with it its access token and no other', async () => {
      const { api } = running();
      const user = await someone();
      const [one, other] = [await login(user), await login(user)];
      const json = { refresh_token: one.refresh };
      expect((await api.call('/auth/logout', { json })).status).toBe(204);
      expect((await refresh(api, one.refresh)).status).toBe(401);
      const refused = await api.call('/profile', { token: one.access });
      expect([refused.status, refused.body]).toEqual([401, UNAUTHORIZED]);
      expect(await statusOf(other.access)).toBe(200);
      expect((await refresh(api, other.refresh)).status).toBe(200);
      // A second time there is nothing to end, and nothing to tell.
      expect((await api.call('/auth/logout', { json })).status).toBe(204);
    });

    it('is listed for its user with its device, and ended by its ID', async () => {
      const { api } = running();
      const user = await someone();
      const phone = await login(user, { device: 'phone' });
      const headers = [['User-Agent', 'curl/8']] as const;
      const laptop = tokensOf(
        api,
        await api.call('/auth/login', { json: { email: user.email, password: PASSWORD }, headers }),
      );
      const listed = (
        await api.call('/auth/sessions', { token: laptop.access })
      ).json() as Listed[];
      expect(listed).toHaveLength(2);
      expect(listed).toContainEqual(
        expect.objectContaining({ device: 'curl/8', is_current: true }),
      );
      const other = listed.find(({ device }) => device === 'phone');
      expect(other?.is_current).toBe(false);
      const path = `/auth/sessions/${other?.id}`;
      expect((await api.call(path, { method: 'DELETE', token: laptop.access })).status).toBe(204);
      expect(await statusOf(phone.access)).toBe(401);
      expect((await refresh(api, phone.refresh)).status).toBe(401);
      expect((await api.call(path, { method: 'DELETE', token: laptop.access })).status).toBe(404);
    });

    it("is not another user's to see or to end, of whichever issuer", async () => {
      const { api } = running();
      const [user, stranger] = [await someone(), await someone()];
      const [own, foreign] = [await login(user), await login(stranger)];
      const [session] = (
        await api.call('/auth/sessions', { token: own.access })
      ).json() as Listed[];
      const path = `/auth/sessions/${session?.id}`;
      expect((await api.call(path, { method: 'DELETE', token: foreign.access })).status).toBe(404);
      const namesake = await namesakeOf(user, api);
      expect((await api.call('/profile', { token: namesake })).status).toBe(200);
      expect((await api.call('/auth/sessions', { token: namesake })).status).toBe(403);
      expect((await api.call(path, { method: 'DELETE', token: namesake })).status).toBe(403);
      expect(await statusOf(own.access)).toBe(200);
    });
  });

  describe('an admin', () => {
    it("changes a user's role, which the next refresh has", async () => {
      const { api } = running();
      const token = await api.login('admin');
      const user = await someone('admin');
      const before = await login(user);
      expect((await api.call('/admin/users', { token: before.access })).status).toBe(200);
      const path = `/admin/users/${user.id}/role`;
      expect((await api.call(path, { token, json: { role: 'viewer' } })).json()).toMatchObject({
        role: 'viewer',
      });
      const after = tokensOf(api, await refresh(api, before.refresh));
      expect((await api.call('/admin/users', { token: after.access })).status).toBe(403);
      expect((await api.call('/profile', { token: after.access })).json()).toMatchObject({
        roles: ['viewer'],
      });
      expect((await api.call(path, { token, json: { role: 'two words' } })).status).toBe(400);
    });

    it('ends all that a user has, who may sign in again a second later', async () => {
      const { api } = running();
      const token = await api.login('admin');
      const user = await someone();
      const sessions = [await login(user), await login(user)];
      const answer = await api.call(`/admin/users/${user.id}/revoke`, { method: 'POST', token });
      expect(answer.json()).toEqual({ sessions_ended: 2 });
      for (const { access, refresh: refreshToken } of sessions) {
        expect(await statusOf(access)).toBe(401);
        expect((await refresh(api, refreshToken)).status).toBe(401);
      }
      const signIn = () =>
        api.call('/auth/login', { json: { email: user.email, password: PASSWORD } });
      // Clocks differ by up to a second: a password that was checked within it may have been so before.
      const again = await eventually(signIn, ({ status }) => status === 200);
      expect(await statusOf(tokensOf(api, again).access)).toBe(200);
    });

    it('rotates the keys as soon as every verifier can have the next one', async () => {
      const { api } = running();
      const token = await api.login('admin');
      const answer = await api.call('/admin/keys/rotate', { method: 'POST', token });
      expect(answer.status).toBe(200);
      const { kid, signs_at: at } = answer.json() as { kid: string; signs_at: string };
      const { body } = await api.call('/.well-known/jwks.json');
      expect(body).toContain(`"${kid}"`);
      // The key was published a moment ago: caches of the JWKS have ten minutes and a minute to see it.
      expect(Date.parse(at)).toBeLessThanOrEqual(Date.now() + 660_000);
      expect(Date.parse(at)).toBeGreaterThan(Date.now() + 540_000);
      expect(await statusOf(token)).toBe(200);
    });

    it.each(['revoke', 'role'])('is told of a user that there is not (%s)', async (action) => {
      const { api } = running();
      const token = await api.login('admin');
      for (const id of [randomUUID(), 'x']) {
        const path = `/admin/users/${id}/${action}`;
        const json = action === 'role' ? { role: 'viewer' } : {};
        expect((await api.call(path, { token, json })).status).toBe(404);
      }
    });

    it('is who it takes', async () => {
      const { api } = running();
      const token = await api.login('editor');
      const id = randomUUID();
      const paths = [`users/${id}/revoke`, `users/${id}/role`, 'keys/rotate'];
      for (const path of paths) {
        const json = {};
        expect((await api.call(`/admin/${path}`, { token, json })).status).toBe(403);
        expect((await api.call(`/admin/${path}`, { json })).status).toBe(401);
      }
    });
  });
}

function refresh(api: Sample, token: string) {
  api.sent.add(token);
  return api.call('/auth/refresh', { json: { refresh_token: token } });
}

/** A token of another trusted issuer whose subject has the very same ID. */
function namesakeOf({ id }: User, { settings }: Sample): Promise<string> {
  return new SignJWT({ role: 'viewer' })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(INTERNAL_ISSUER)
    .setAudience(settings.audience)
    .setSubject(id)
    .setIssuedAt()
    .setExpirationTime('5 minutes')
    .sign(Buffer.from(SECRET));
}
