/** Tokens of each trusted issuer are accepted; all others get the same rejection. */
import { signIn } from '@portcullis/identity-provider/testing';
import { forgedTokens, internalToken, ownToken } from '../support/forgery.js';
import { INVALID_TOKEN, UNAUTHORIZED, type Running } from './running.js';

export function describeTokens(running: Running): void {
  describe('a token of each trusted issuer', () => {
    it('is accepted from the API itself', async () => {
      const { api } = running();
      const answer = await api.call('/admin/users', { token: await ownToken(api) });
      expect(answer.status).toBe(200);
    });

    it('is accepted from the internal issuer', async () => {
      const { api } = running();
      const answer = await api.call('/admin/users', { token: await internalToken(api, 'admin') });
      expect(answer.status).toBe(200);
    });

    it('is accepted from the identity provider', async () => {
      const { api, provider } = running();
      const { accessToken: token } = await signIn(provider, { account: 'ada@example.com' });
      const profile = await api.call('/profile', { token });
      expect(profile.status).toBe(200);
      expect(profile.json()).toMatchObject({ issuer: provider.issuer, roles: ['editor'] });
      const article = { title: 'By Ada', body: 'An editor over there' };
      expect((await api.call('/articles', { token, json: article })).status).toBe(201);
      expect((await api.call('/admin/users', { token })).status).toBe(403);
    });
  });

  describe('a rejected token', () => {
    it('gets 401 with the same bytes for every cause', async () => {
      const { api, provider } = running();
      const { idToken } = await signIn(provider, { account: 'ada@example.com' });
      const good = await api.login('viewer');
      expect((await api.call('/admin/users', { token: good })).status).toBe(403);
      const forged = { ...(await forgedTokens(api, good)), 'an ID token': idToken };
      const answers = await Promise.all(
        Object.entries(forged).map(async ([name, token]) => {
          const { status, headers, body } = await api.call('/profile', { token });
          return { name, status, challenge: headers.get('www-authenticate'), body };
        }),
      );
      const refusal = { status: 401, challenge: INVALID_TOKEN, body: UNAUTHORIZED };
      expect(answers).toEqual(Object.keys(forged).map((name) => ({ name, ...refusal })));
    });

    it('is logged with the reason and a fingerprint', async () => {
      const { api } = running();
      const token = await ownToken(api, { audience: 'urn:portcullis:another-api' });
      await api.call('/profile', { token });
      expect(api.log.text).toMatch(/ERR_AUDIENCE_MISMATCH .* token="?[0-9a-f]{8}\b/);
    });
  });
}
