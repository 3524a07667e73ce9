import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { startIdentityProvider, type IdentityProvider } from '../src/index.js';
import { signIn } from '../src/testing.js';

const account = 'ada@example.com';
const kidOf = (token: string) => decodeProtectedHeader(token).kid;

describe('key rotation', () => {
  let provider: IdentityProvider;
  const adminToken = 'a-token-for-this-test-only';

  beforeEach(async () => {
    provider = await startIdentityProvider({ adminToken });
  });

  afterEach(() => provider.stop());

  const freshJwks = () => createRemoteJWKSet(new URL(provider.jwksUri));
  const published = async () => {
    const { keys } = (await (await fetch(provider.jwksUri)).json()) as { keys: { kid: string }[] };
    return keys.map((key) => key.kid);
  };

  it('signs with a new key and keeps publishing the old one', async () => {
    const before = await signIn(provider, { account });
    const kid = await provider.rotateKeys();
    const after = await signIn(provider, { account });

    expect(kidOf(after.idToken)).toBe(kid);
    expect(kidOf(after.accessToken)).toBe(kid);
    expect(kidOf(before.idToken)).not.toBe(kid);
    for (const { idToken, accessToken } of [before, after]) {
      await jwtVerify(idToken, freshJwks(), { audience: provider.clientId });
      await jwtVerify(accessToken, freshJwks(), { audience: provider.apiAudience });
    }
  });

  it('keeps every key when rotations overlap', async () => {
    const rotated = await Promise.all([provider.rotateKeys(), provider.rotateKeys()]);
    const kids = await published();
    expect(kids).toHaveLength(3);
    expect(kids).toEqual(expect.arrayContaining(rotated) as string[]);
    expect(kidOf((await signIn(provider, { account })).idToken)).toBe(rotated[1]);
  });

  it('is available over HTTP with the administrator token', async () => {
    const rotate = (authorization: string) =>
      fetch(`${provider.issuer}/rotate-keys`, { method: 'POST', headers: { authorization } });
    expect((await rotate('Bearer something-else')).status).toBe(401);
    expect(await published()).toHaveLength(1);

    const response = await rotate(`Bearer ${adminToken}`);
    expect(response.status).toBe(200);
    const { kid } = (await response.json()) as { kid: string };
    expect(kidOf((await signIn(provider, { account })).idToken)).toBe(kid);
  });

  it('has no HTTP route without an administrator token', async () => {
    const closed = await startIdentityProvider();
    const response = await fetch(`${closed.issuer}/rotate-keys`, { method: 'POST' });
    expect(response.status).toBe(404);
    await closed.stop();
  });
});
