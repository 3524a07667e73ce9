import { startIdentityProvider, type IdentityProvider } from '@portcullis/identity-provider';
import { signIn } from '@portcullis/identity-provider/testing';
import { describeAccess } from './e2e/access.js';
import { describeBodies } from './e2e/bodies.js';
import { describeBrowsers } from './e2e/browsers.js';
import { describeDocuments } from './e2e/documents.js';
import { describeGoogleSignIn } from './e2e/google.js';
import { describeHeaders } from './e2e/headers.js';
import { describeOutage } from './e2e/outage.js';
import { describeSessions } from './e2e/sessions.js';
import { describeSettings } from './e2e/settings.js';
import { describeTokens } from './e2e/tokens.js';
import { PLATFORMS } from './support/platforms.js';
import { Sample } from './support/sample.js';

describe('the sample API', () => {
  let provider: IdentityProvider;

  beforeAll(async () => {
    provider = await startIdentityProvider();
  });

  afterAll(() => provider.stop());

  describe.each(PLATFORMS)('on %s', (platform) => {
    let api: Sample;
    const running = () => ({ api, provider });

    beforeAll(async () => {
      api = await Sample.start(platform, { JWT_ALGORITHM: 'RS256' }, provider);
    });

    afterAll(() => api.close());

    describeDocuments(running);
    describeAccess(running);
    describeTokens(running);
    describeGoogleSignIn(running);
    describeSessions(running);
    describeBrowsers(running);
    describeBodies(running);
    describeHeaders(running);

    it('accepts tokens with a new key of the identity provider immediately', async () => {
      const account = { account: 'ada@example.com' };
      const before = await signIn(provider, account);
      await provider.rotateKeys();
      const after = await signIn(provider, account);
      expect(kidOf(after.accessToken)).not.toBe(kidOf(before.accessToken));
      for (const token of [after.accessToken, before.accessToken]) {
        expect((await api.call('/profile', { token })).status).toBe(200);
      }
      for (const token of [after.idToken, before.idToken]) {
        const answer = await api.call('/auth/google', { method: 'POST', token });
        expect(answer.status).toBe(200);
      }
    });

    it('has logged no token, no part of a token, and no error', () => {
      expect(api.sent.size).toBeGreaterThan(50);
      const parts = [...api.sent].flatMap((token) => token.split('.'));
      const repeated = parts.filter((part) => part.length >= 20 && api.log.text.includes(part));
      expect(repeated).toEqual([]);
      expect(api.log.text).not.toMatch(/^(error|fatal) /m);
    });
  });

  describeOutage();
  describeSettings();
});

function kidOf(token: string): unknown {
  const [header = ''] = token.split('.');
  return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid?: unknown }).kid;
}
