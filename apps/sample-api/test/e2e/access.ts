/** Access by role: login, each role, and no token. */
import { PASSWORD } from '../support/sample.js';
import { CHALLENGE, UNAUTHORIZED, type Running } from './running.js';

export function describeAccess(running: Running): void {
  describe('a user', () => {
    it('logs in and reads their profile', async () => {
      const { api } = running();
      const login = await api.call('/auth/login', {
        json: { email: 'editor@example.com', password: PASSWORD },
      });
      expect(login.status).toBe(200);
      expect(login.headers.get('cache-control')).toBe('no-store');
      expect(login.json()).toEqual({
        access_token: expect.any(String) as string,
        token_type: 'Bearer',
        expires_in: 900,
        refresh_token: expect.stringMatching(/^prt_[\w-]{64}$/) as string,
      });

      const profile = await api.call('/profile', { token: await api.login('editor') });
      expect(profile.status).toBe(200);
      expect(profile.json()).toMatchObject({
        issuer: api.settings.issuer,
        roles: ['editor'],
        name: 'Demo editor',
      });
    });

    it('gets the same bytes for an unknown e-mail as for a wrong password', async () => {
      const { api } = running();
      const attempt = (email: string) =>
        api.call('/auth/login', { json: { email, password: 'not the password' } });
      const wrong = await attempt('viewer@example.com');
      expect(wrong.status).toBe(401);
      for (const email of ['nobody@example.com', 'not an e-mail', `${'x'.repeat(200)}@e.com`]) {
        expect((await attempt(email)).bytes).toBe(wrong.bytes);
      }
    });

    it('lists the users as an admin, without password hashes', async () => {
      const { api } = running();
      const answer = await api.call('/admin/users', { token: await api.login('admin') });
      expect(answer.status).toBe(200);
      expect(answer.body).not.toMatch(/argon2|hash/i);
      for (const user of answer.json() as readonly object[]) {
        expect(Object.keys(user).toSorted()).toEqual(['email', 'id', 'name', 'role']);
      }
    });

    it.each(['viewer', 'editor'] as const)('gets 403 for the list of users as %s', async (role) => {
      const { api } = running();
      const answer = await api.call('/admin/users', { token: await api.login(role) });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('www-authenticate')).toBe(
        'Bearer realm="api", error="insufficient_scope"',
      );
      expect(answer.body).toBe('{"message":"Forbidden","statusCode":403}');
    });

    it.each(['/profile', '/admin/users'])(
      'gets a challenge at %s without a token',
      async (path) => {
        const answer = await running().api.call(path);
        expect(answer.status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toBe(CHALLENGE);
        expect(answer.body).toBe(UNAUTHORIZED);
      },
    );
  });

  describe('an article', () => {
    const article = { title: 'A title', body: 'A body' };

    it('is public to read', async () => {
      const answer = await running().api.call('/articles');
      expect(answer.status).toBe(200);
      expect(answer.json()).toContainEqual(expect.objectContaining({ title: 'Welcome' }));
    });

    it.each(['editor', 'admin'] as const)('can be created by an %s', async (role) => {
      const { api } = running();
      const answer = await api.call('/articles', { json: article, token: await api.login(role) });
      expect(answer.status).toBe(201);
      expect((await api.call('/articles')).json()).toContainEqual(answer.json());
    });

    it('cannot be created by a viewer', async () => {
      const { api } = running();
      const answer = await api.call('/articles', {
        json: article,
        token: await api.login('viewer'),
      });
      expect(answer.status).toBe(403);
    });

    it('cannot be created without a token, with any body', async () => {
      const { api } = running();
      for (const json of [article, {}]) {
        const answer = await api.call('/articles', { json });
        expect(answer.status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toBe(CHALLENGE);
      }
    });
  });
}
