/** Whose tokens are taken, and that all others are told the same. */
import { signIn } from '@portcullis/identity-provider/testing';
import { forgedTokens, internalToken, ownToken } from '../support/forgery.js';
import { INVALID_TOKEN, UNAUTHORIZED, type Running } from './running.js';

export function describeTokens(running: Running): void {
  describe('a token of each trusted issuer', () => {
    it('is taken from the API itself', async () => {
      const { api } = running();
      const answer = await api.call('/admin/users', { token: await ownToken(api) });
      expect(answer.status).toBe(200);
    });

    it('is taken from the internal issuer', async () => {
      const { api } = running();
      const answer = await api.call('/admin/users', { token: await internalToken(api, 'admin') });
      expect(answer.status).toBe(200);
    });

    it('is taken from the identity provider', async () => {
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

  describe('a token that is not taken', () => {
    it('gets 401 with the same bytes, whatever is wrong with it', async () => {
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

    it('is logged by its reason and a fingerprint', async () => {
      const { api } = running();
      const token = await ownToken(api, { audience: 'urn:portcullis:another-api' });
      await api.call('/profile', { token });
      expect(api.log.text).toMatch(/ERR_AUDIENCE_MISMATCH .* token="?[0-9a-f]{8}\b/);
    });
  });
}
