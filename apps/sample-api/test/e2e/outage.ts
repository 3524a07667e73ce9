/** The identity provider is down when the API starts, comes up, goes down, and comes up with a new key. */
import { startIdentityProvider, type IdentityProvider } from '@portcullis/identity-provider';
import { signIn, type SignInResult } from '@portcullis/identity-provider/testing';
import { eventually } from '../support/eventually.js';
import { internalToken } from '../support/forgery.js';
import { PLATFORMS } from '../support/platforms.js';
import { Sample } from '../support/sample.js';

export function describeOutage(): void {
  // A separate user for each platform: with two providers, one user would be two with the same e-mail.
  const person = (platform: string) => ({
    id: '1',
    email: `${platform}@outage.example`,
    name: 'Someone',
    role: 'viewer',
  });

  // Each test continues where the one before ended.
  describe.each(PLATFORMS)('without its identity provider, on %s', (platform) => {
    let provider: IdentityProvider;
    let early: SignInResult;
    let api: Sample;

    beforeAll(async () => {
      provider = await startIdentityProvider({ accounts: [person(platform)] });
      early = await signIn(provider, { account: person(platform).email });
      await provider.stop();
      api = await Sample.start(platform, {}, provider);
    });

    afterAll(async () => {
      await api.close();
      await provider.stop();
    });

    async function health(): Promise<unknown> {
      return (await api.call('/health')).json();
    }

    it('starts and reports that it is degraded', async () => {
      expect(await health()).toMatchObject({
        status: 'degraded',
        issuers: [
          { keys: 'ready' },
          { keys: 'ready' },
          { issuer: provider.issuer, keys: 'unavailable' },
        ],
      });
    });

    it.each([
      ['at a guarded route', 'GET', '/profile', 'accessToken'],
      ['where users sign in', 'POST', '/auth/google', 'idToken'],
    ] as const)("answers the provider's tokens %s with 503", async (_name, method, path, kind) => {
      const answer = await api.call(path, { method, token: early[kind] });
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(answer.headers.has('www-authenticate')).toBe(false);
      expect(answer.body).toBe('{"message":"Service Unavailable","statusCode":503}');
    });

    it('accepts the tokens of the other two issuers', async () => {
      for (const token of [await api.login('admin'), await internalToken(api, 'admin')]) {
        expect((await api.call('/admin/users', { token })).status).toBe(200);
      }
    });

    it('recovers without a restart when the provider comes up', async () => {
      await provider.restart();
      const answer = await eventually(
        () => api.call('/profile', { token: early.accessToken }),
        ({ status }) => status !== 503,
      );
      expect(answer.status).toBe(200);
      expect(await health()).toMatchObject({ status: 'ok' });
      const signedIn = await eventually(
        () => api.call('/auth/google', { method: 'POST', token: early.idToken }),
        ({ status }) => status !== 503,
      );
      expect(signedIn.status).toBe(200);
    });

    it('keeps verifying with cached keys during an outage', async () => {
      await provider.stop();
      expect((await api.call('/profile', { token: early.accessToken })).status).toBe(200);
      expect(await health()).toMatchObject({ status: 'ok' });
    });

    it('fetches the new key of the provider after the outage', async () => {
      await provider.restart();
      await provider.rotateKeys();
      const { accessToken: token } = await signIn(provider, { account: person(platform).email });
      expect((await api.call('/profile', { token })).status).toBe(200);
    });

    it('logs the outage and no token', () => {
      expect(api.log.text).toContain(`keys of ${provider.issuer} are unavailable`);
      expect(api.log.text).toContain('ERR_KEYS_UNAVAILABLE');
      for (const part of [early.idToken, early.accessToken].flatMap((token) => token.split('.'))) {
        expect(api.log.text).not.toContain(part);
      }
    });
  });

  it('recovers when only its health is requested', async () => {
    const provider = await startIdentityProvider();
    await provider.stop();
    const api = await Sample.start('express', {}, provider);
    await provider.restart();
    const answer = await eventually(
      () => api.call('/health'),
      ({ body }) => !body.includes('degraded'),
    );
    expect(answer.json()).toMatchObject({ status: 'ok' });
    await Promise.all([api.close(), provider.stop()]);
  });
}
