/** Sign-in with an ID token of the identity provider, and attacks on it. */
import { signIn } from '@portcullis/identity-provider/testing';
import { idTokenWith } from '../support/forgery.js';
import { accessTokenOf } from '../support/sample.js';
import type { Answer } from '../support/http-client.js';
import { CHALLENGE, INVALID_TOKEN, UNAUTHORIZED, type Running } from './running.js';

export function describeGoogleSignIn(running: Running): void {
  const grace = { account: 'grace@example.com' };

  async function idToken(): Promise<string> {
    return (await signIn(running().provider, grace)).idToken;
  }

  function credential(token: string): Promise<Answer> {
    const { api } = running();
    api.sent.add(token);
    return api.call('/auth/google', { json: { credential: token } });
  }

  async function profileOf(answer: Answer): Promise<unknown> {
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    return (await running().api.call('/profile', { token: accessTokenOf(answer) })).json();
  }

  describe('POST /auth/google', () => {
    it('accepts the ID token in the header, in JSON and in a form, for the same user', async () => {
      const { api } = running();
      const token = await idToken();
      const inHeader = await api.call('/auth/google', { method: 'POST', token });
      const inJson = await credential(token);
      // As Google's button posts it, with its CSRF token.
      const form = { credential: token, g_csrf_token: 'a1b2c3', select_by: 'btn' };
      const inForm = await api.call('/auth/google', { form });

      const profile = await profileOf(inHeader);
      expect(profile).toMatchObject({
        issuer: api.settings.issuer,
        roles: ['viewer'],
        name: 'Grace Hopper',
      });
      expect(await profileOf(inJson)).toEqual(profile);
      expect(await profileOf(inForm)).toEqual(profile);
    });

    it('gives a new user the role viewer, whatever role the provider claims', async () => {
      const { provider } = running();
      const token = await idTokenWith(provider, {
        sub: 'eve',
        email: 'eve@example.com',
        role: 'admin',
      });
      expect(await profileOf(await credential(token))).toMatchObject({ roles: ['viewer'] });
    });

    it('rejects two credentials', async () => {
      const { api } = running();
      const token = await idToken();
      const answer = await api.call('/auth/google', { token, json: { credential: token } });
      expect(answer.status).toBe(400);
      expect(answer.headers.get('www-authenticate')).toBe(
        'Bearer realm="api", error="invalid_request"',
      );
      expect(answer.body).toBe('{"message":"Bad Request","statusCode":400}');
    });

    it.each([{}, { json: {} }, { form: { select_by: 'btn' } }])(
      'requires a credential: %j',
      async (settings) => {
        const answer = await running().api.call('/auth/google', { method: 'POST', ...settings });
        expect(answer.status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toBe(CHALLENGE);
        expect(answer.body).toBe(UNAUTHORIZED);
      },
    );

    it('rejects every token that is not a valid ID token, with the same response as the guards', async () => {
      const { api, provider } = running();
      const { accessToken } = await signIn(provider, grace);
      const refused = {
        'an access token of the provider': accessToken,
        'an access token of the API': await api.login('admin'),
        'an ID token for another client': await idTokenWith(provider, { aud: 'another-client' }),
        'an ID token for another client as well': await idTokenWith(provider, {
          aud: [provider.clientId, 'another-client'],
        }),
        'an ID token that was issued to another client': await idTokenWith(provider, {
          azp: 'another-client',
        }),
        'an expired ID token': await idTokenWith(provider, { exp: 1_600_000_000 }),
        garbage: 'a.b.c',
      };
      const byGuard = await api.call('/profile', { token: 'a.b.c' });
      for (const token of Object.values(refused)) {
        const answer = await credential(token);
        expect(answer.status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toBe(INVALID_TOKEN);
        expect(answer.body).toBe(byGuard.body);
        expect(answer.headers.get('content-type')).toBe(byGuard.headers.get('content-type'));
      }
    });

    it.each([
      ['that the provider has not verified', { email_verified: false }, 400],
      ['without email_verified', { email_verified: undefined }, 400],
      ['with email_verified "true"', { email_verified: 'true' }, 400],
      ['with email_verified "false"', { email_verified: 'false' }, 400],
      ['with email_verified 1', { email_verified: 1 }, 400],
      ['with email_verified [true]', { email_verified: [true] }, 400],
      ['that is a list of addresses', { email: ['newcomer@example.com'] }, 400],
      ['that is malformed', { email: 'nowhere' }, 400],
      ['that already has an account', { email: 'admin@example.com' }, 409],
    ] as const)('creates no account for an e-mail %s', async (_name, claims, status) => {
      const token = await idTokenWith(running().provider, { sub: 'newcomer', ...claims });
      expect((await credential(token)).status).toBe(status);
    });

    it('creates an account for an e-mail with email_verified true', async () => {
      const claims = { sub: 'newcomer-2', email: 'newcomer-2@example.com', email_verified: true };
      const token = await idTokenWith(running().provider, claims);
      expect((await credential(token)).status).toBe(200);
    });
  });
}
