/** Browsers: the refresh token is in a cookie, which only pages of this host may send. */
import { signIn } from '@portcullis/identity-provider/testing';
import type { Answer, HeaderLine } from '../support/http-client.js';
import { PASSWORD, type Sample } from '../support/sample.js';
import { cookieOf, sending } from '../support/cookies.js';
import type { Running } from './running.js';

const CREDENTIALS = { email: 'viewer@example.com', password: PASSWORD };
const FORGET =
  '__Host-refresh=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; HttpOnly; SameSite=Lax; Secure';

export function describeBrowsers(running: Running): void {
  describe('a browser', () => {
    it('gets its refresh token in an HttpOnly cookie and not in the body', async () => {
      const { api } = running();
      const answer = await login(api);
      expect(answer.status).toBe(200);
      expect(answer.body).not.toContain('refresh_token');
      expect(answer.headers.get('set-cookie')).toMatch(
        /^__Host-refresh=prt_[\w-]{64}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
      );
    });

    it('refreshes and logs out with only the cookie', async () => {
      const { api } = running();
      const first = sending(cookieOf(await login(api)));
      const refreshed = await post(api, '/auth/refresh', [api.origin, first]);
      expect(refreshed.status).toBe(200);
      expect(refreshed.body).not.toContain('refresh_token');
      const second = sending(cookieOf(refreshed));
      expect(second).not.toEqual(first);
      const loggedOut = await post(api, '/auth/logout', [api.origin, second]);
      expect([loggedOut.status, loggedOut.headers.get('set-cookie')]).toEqual([204, FORGET]);
      const gone = await post(api, '/auth/refresh', [api.origin, second]);
      expect([gone.status, gone.headers.get('set-cookie')]).toEqual([401, FORGET]);
    });

    it.each([
      ['of another site', ['Origin', 'https://evil.example']],
      ['with the origin null', ['Origin', 'null']],
      ['without an origin', undefined],
    ] as const)('cannot use its cookie in a request %s', async (_whose, origin) => {
      const { api } = running();
      const cookie = sending(cookieOf(await login(api)));
      const headers = origin === undefined ? [cookie] : [cookie, origin];
      for (const path of ['/auth/refresh', '/auth/logout']) {
        const answer = await post(api, path, headers);
        expect([answer.status, answer.headers.has('set-cookie')]).toEqual([403, false]);
      }
      const forged = await login(api, origin === undefined ? [] : [origin]);
      expect([forged.status, forged.headers.has('set-cookie')]).toEqual([403, false]);
      expect((await post(api, '/auth/refresh', [api.origin, cookie])).status).toBe(200);
    });

    it('cannot send its token twice', async () => {
      const { api } = running();
      const cookie = sending(cookieOf(await login(api)));
      const [, value = ''] = /=(.*)/.exec(cookie[1]) ?? [];
      const both = await api.call('/auth/refresh', {
        json: { refresh_token: value },
        headers: [api.origin, cookie],
      });
      expect(both.status).toBe(400);
      const twice = ['Cookie', `${cookie[1]}; ${cookie[1]}`] as const;
      expect((await post(api, '/auth/refresh', [api.origin, twice])).status).toBe(400);
    });

    it('gets a session with an ID token too', async () => {
      const { api, provider } = running();
      const { idToken } = await signIn(provider, { account: 'ada@example.com' });
      const json = { credential: idToken, cookie: true, device: 'a browser' };
      api.sent.add(idToken);
      const refused = await api.call('/auth/google', { json });
      expect(refused.status).toBe(403);
      const answer = await api.call('/auth/google', { json, headers: [api.origin] });
      expect(answer.status).toBe(200);
      const refreshed = await post(api, '/auth/refresh', [api.origin, sending(cookieOf(answer))]);
      const { access_token: token } = refreshed.json() as { readonly access_token: string };
      const sessions = await api.call('/auth/sessions', { token });
      expect(sessions.json()).toContainEqual(expect.objectContaining({ device: 'a browser' }));
    });
  });
}

function login(api: Sample, headers: readonly HeaderLine[] = [api.origin]): Promise<Answer> {
  return api.call('/auth/login', { json: { ...CREDENTIALS, cookie: true }, headers });
}

function post(api: Sample, path: string, headers: readonly HeaderLine[]): Promise<Answer> {
  return api.call(path, { method: 'POST', headers });
}
