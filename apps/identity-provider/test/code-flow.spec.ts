import { createHash, randomBytes } from 'node:crypto';
import { startIdentityProvider, type IdentityProvider } from '../src/index.js';
import { chooseAccount } from '../src/testing.js';

const s256 = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

describe('the code flow', () => {
  let provider: IdentityProvider;

  beforeAll(async () => {
    provider = await startIdentityProvider({
      redirectUris: ['http://127.0.0.1:3999/callback', 'https://app.example/callback'],
    });
  });

  afterAll(() => provider.stop());

  /** Returns the parameters that the provider adds to the redirect URI. */
  async function authorize(verifier: string, changes: Record<string, string | undefined> = {}) {
    const url = new URL(`${provider.issuer}/auth`);
    const parameters = {
      client_id: provider.clientId,
      response_type: 'code',
      redirect_uri: 'http://127.0.0.1:3999/callback',
      scope: 'openid',
      code_challenge: s256(verifier),
      code_challenge_method: 'S256',
      ...changes,
    };
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    const { search, hash } = await chooseAccount(url, provider, 'ada@example.com');
    return new URLSearchParams(search || hash.slice(1));
  }

  async function exchange(code: string, verifier: string, redirectUri?: string) {
    const response = await fetch(`${provider.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: provider.clientId,
        redirect_uri: redirectUri ?? 'http://127.0.0.1:3999/callback',
        code,
        code_verifier: verifier,
      }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  const newVerifier = () => randomBytes(32).toString('base64url');
  const codeOf = (answer: URLSearchParams) => answer.get('code') ?? '';

  it('exchanges a code and its verifier for tokens, without a refresh token', async () => {
    const verifier = newVerifier();
    const { status, body } = await exchange(codeOf(await authorize(verifier)), verifier);
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
    expect(body['refresh_token']).toBeUndefined();
  });

  it('rejects another verifier', async () => {
    const code = codeOf(await authorize(newVerifier()));
    const { status, body } = await exchange(code, newVerifier());
    expect([status, body['error']]).toEqual([400, 'invalid_grant']);
  });

  it('accepts a code only once', async () => {
    const verifier = newVerifier();
    const code = codeOf(await authorize(verifier));
    expect((await exchange(code, verifier)).status).toBe(200);
    const { status, body } = await exchange(code, verifier);
    expect([status, body['error']]).toEqual([400, 'invalid_grant']);
  });

  it('binds a code to its redirect URI', async () => {
    const verifier = newVerifier();
    const code = codeOf(await authorize(verifier));
    const { body } = await exchange(code, verifier, 'https://app.example/callback');
    expect(body['error']).toBe('invalid_grant');
  });

  it.each([
    ['a missing challenge', { code_challenge: undefined, code_challenge_method: undefined }],
    ['a plain challenge', { code_challenge_method: 'plain' }],
  ])('rejects %s', async (_what, changes) => {
    const answer = await authorize(newVerifier(), changes);
    expect(answer.get('error')).toBe('invalid_request');
    expect(answer.get('code')).toBeNull();
  });

  it('rejects the implicit flow', async () => {
    const answer = await authorize(newVerifier(), { response_type: 'id_token', nonce: 'n' });
    expect(answer.get('error')).toBe('unsupported_response_type');
    expect(answer.get('id_token')).toBeNull();
  });

  it.each([{ client_id: 'somebody-else' }, { redirect_uri: 'http://127.0.0.1:3999/elsewhere' }])(
    'shows an error instead of redirecting for %j',
    async (changes) => {
      await expect(authorize(newVerifier(), changes)).rejects.toThrow(/answered 400: .*invalid_/);
    },
  );

  it.each([
    ['https://app.example', 'https://app.example'],
    ['https://evil.example', null],
  ])('sends to a page of %s the CORS origin %j', async (origin, allowed) => {
    const response = await fetch(`${provider.issuer}/token`, {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({ grant_type: 'authorization_code', client_id: provider.clientId }),
    });
    expect(response.headers.get('access-control-allow-origin')).toBe(allowed);
  });
});
