/** Sessions and refresh tokens, ended by their user and by an admin. */
import { randomUUID } from 'node:crypto';
import { Accounts, type User } from '@portcullis/accounts';
import { internalToken } from '../support/forgery.js';
import { PASSWORD, type Sample } from '../support/sample.js';
import { eventually } from '../support/eventually.js';
import { tokensOf, type Tokens } from '../support/tokens.js';
import { INVALID_TOKEN, UNAUTHORIZED, type Running } from './running.js';

interface Listed {
  readonly id: string;
  readonly device?: string;
  readonly is_current: boolean;
}

export function describeSessions(running: Running): void {
  /** A new user, whose sessions a test can end without affecting others. */
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
    it('continues with each refresh token, and ends when an old one is reused', async () => {
      const { api } = running();
      const first = await login(await someone());
      const second = tokensOf(api, await refresh(api, first.refresh));
      expect(second.refresh).not.toBe(first.refresh);
      expect(await statusOf(second.access)).toBe(200);
      const third = tokensOf(api, await refresh(api, second.refresh));
      const fourth = tokensOf(api, await refresh(api, third.refresh));
      // The first token was used three refreshes ago, so two clients have it and the session ends.
      const reused = await refresh(api, first.refresh);
      expect(reused.status).toBe(401);
      expect(reused.body).toBe(UNAUTHORIZED);
      expect((await refresh(api, fourth.refresh)).status).toBe(401);
      expect(await statusOf(fourth.access)).toBe(401);
    });

    it('continues at the token endpoint too (RFC 6749 §6)', async () => {
      const { api } = running();
      const { refresh: token } = await login(await someone());
      const form = { grant_type: 'refresh_token', refresh_token: token };
      expect((await api.call('/auth/token', { form })).status).toBe(200);
    });

    it('answers a refresh like a login, without caching', async () => {
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

    it('gives every invalid refresh token the same 401', async () => {
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

    it('ends with a logout, which revokes its access token and no other', async () => {
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
      // A second logout has the same response.
      expect((await api.call('/auth/logout', { json })).status).toBe(204);
    });

    it('is listed with its device, and can be ended by its ID', async () => {
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

    it('cannot be seen or ended by another user, of any issuer', async () => {
      const { api } = running();
      const [user, stranger] = [await someone(), await someone()];
      const [own, foreign] = [await login(user), await login(stranger)];
      const [session] = (
        await api.call('/auth/sessions', { token: own.access })
      ).json() as Listed[];
      const path = `/auth/sessions/${session?.id}`;
      expect((await api.call(path, { method: 'DELETE', token: foreign.access })).status).toBe(404);
      const namesake = await internalToken(api, 'viewer', { subject: user.id });
      expect((await api.call('/profile', { token: namesake })).status).toBe(200);
      expect((await api.call('/auth/sessions', { token: namesake })).status).toBe(403);
      expect((await api.call(path, { method: 'DELETE', token: namesake })).status).toBe(403);
      expect(await statusOf(own.access)).toBe(200);
    });
  });

  describe('an admin', () => {
    it('changes the role of a user, which takes effect with the next refresh', async () => {
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

    it('revokes all sessions of a user, who can sign in again a second later', async () => {
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
      // Clocks may differ by a second: a password checked within it may have been checked before the revocation.
      const again = await eventually(signIn, ({ status }) => status === 200);
      expect(await statusOf(tokensOf(api, again).access)).toBe(200);
    });

    it('rotates the keys as soon as every verifier can know the next one', async () => {
      const { api } = running();
      const token = await api.login('admin');
      const answer = await api.call('/admin/keys/rotate', { method: 'POST', token });
      expect(answer.status).toBe(200);
      const { kid, signs_at: at } = answer.json() as { kid: string; signs_at: string };
      const { body } = await api.call('/.well-known/jwks.json');
      expect(body).toContain(`"${kid}"`);
      // The key was published a moment ago: verifiers may cache the JWKS for ten minutes, plus one minute.
      expect(Date.parse(at)).toBeLessThanOrEqual(Date.now() + 660_000);
      expect(Date.parse(at)).toBeGreaterThan(Date.now() + 540_000);
      expect(await statusOf(token)).toBe(200);
    });

    it.each(['revoke', 'role'])('gets 404 for an unknown user (%s)', async (action) => {
      const { api } = running();
      const token = await api.login('admin');
      for (const id of [randomUUID(), 'x']) {
        const path = `/admin/users/${id}/${action}`;
        const json = action === 'role' ? { role: 'viewer' } : {};
        expect((await api.call(path, { token, json })).status).toBe(404);
      }
    });

    it('is required: others get 403, and 401 without a token', async () => {
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
