import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import {
  startIdentityProvider,
  type IdentityProvider,
  type IdentityProviderOptions,
} from '../src/index.js';
import { signIn } from '../src/testing.js';

const account = 'ada@example.com';

describe('the lifecycle of an identity provider', () => {
  const started: IdentityProvider[] = [];

  async function start(options?: IdentityProviderOptions): Promise<IdentityProvider> {
    const provider = await startIdentityProvider(options);
    started.push(provider);
    return provider;
  }

  afterEach(async () => {
    await Promise.all(started.splice(0).map((provider) => provider.stop()));
  });

  it('restarts with the same port, issuer and keys', async () => {
    const provider = await start();
    const { issuer, port } = provider;
    const { idToken } = await signIn(provider, { account });

    await provider.stop();
    await expect(fetch(provider.jwksUri)).rejects.toThrow('fetch failed');

    await provider.restart();
    expect(provider).toMatchObject({ issuer, port });
    await jwtVerify(idToken, createRemoteJWKSet(new URL(provider.jwksUri)), { issuer });
    await expect(signIn(provider, { account })).resolves.toBeDefined();
  });

  it('starts on the port and with the keys of an earlier provider', async () => {
    const first = await start();
    await first.rotateKeys();
    const { idToken } = await signIn(first, { account });
    await first.stop();

    const second = await start({ port: first.port, keys: first.exportKeys() });
    expect(second.issuer).toBe(first.issuer);
    await jwtVerify(idToken, createRemoteJWKSet(new URL(second.jwksUri)));
  });

  it('replaces the redirect URIs', async () => {
    const provider = await start();
    const { issuer, clientId, redirectUris } = provider;
    await provider.setRedirectUris(['http://127.0.0.1:4711/auth/callback']);
    await expect(signIn(provider, { account })).resolves.toBeDefined();
    const before = { issuer, clientId, redirectUris };
    await expect(signIn(before, { account })).rejects.toThrow('redirect_uri');
  });

  it('keeps the redirect URIs when the new ones are invalid', async () => {
    const provider = await start();
    const message = 'Invalid option "redirectUris"';
    await expect(provider.setRedirectUris([])).rejects.toThrow(message);
    await expect(provider.setRedirectUris(['http://a/#b'])).rejects.toThrow(message);
    await expect(signIn(provider, { account })).resolves.toBeDefined();
  });

  it('rejects a restart while it is running, and can be stopped twice', async () => {
    const provider = await start();
    await expect(provider.restart()).rejects.toThrow('still running');
    await provider.stop();
    await expect(provider.stop()).resolves.toBeUndefined();
  });

  it('has its own keys beside another provider in the same process', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    const { idToken } = await signIn(one, { account });
    const foreign = jwtVerify(idToken, createRemoteJWKSet(new URL(two.jwksUri)));
    await expect(foreign).rejects.toHaveProperty('code', 'ERR_JWKS_NO_MATCHING_KEY');
  });

  it('reports that its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toHaveProperty('code', 'EADDRINUSE');
    await new Promise((done) => other.close(done));
  });

  it('puts the configured account into the ID token', async () => {
    const eve = {
      id: '7',
      email: 'eve@example.com',
      name: 'Eve',
      role: 'admin',
      emailVerified: false,
    };
    const provider = await start({ accounts: [eve], clientId: 'a-client' });
    const { idToken } = await signIn(provider, { account: eve.email });
    const jwks = createRemoteJWKSet(new URL(provider.jwksUri));
    const { payload } = await jwtVerify(idToken, jwks, { audience: 'a-client' });
    expect(payload).toMatchObject({ sub: '7', email_verified: false });
  });
});

describe('the options of an identity provider', () => {
  it.each([
    [{ host: '0.0.0.0' as 'localhost' }, '"host": received "0.0.0.0", expected one of 127.0.0.1'],
    [{ port: 70_000 }, '"port": received 70000, expected a whole number from 0 to 65535'],
    [{ clientId: '' }, '"clientId": received "", expected'],
    [{ redirectUris: [] }, '"redirectUris": received [], expected at least one URL'],
    [{ redirectUris: ['/callback'] }, '"redirectUris": received "/callback", expected http(s)'],
    [{ apiAudience: 'sample-api' }, '"apiAudience": received "sample-api", expected an absolute'],
    [{ apiScopes: ['two words'] }, '"apiScopes": received "two words", expected one scope token'],
    [{ accounts: [] }, '"accounts": received [], expected at least one account'],
    [{ adminToken: 'short' }, '"adminToken": received 5 characters, expected at least 16'],
    [
      { keys: { keys: [{ kty: 'RSA', kid: 'k', alg: 'RS256', use: 'sig' }] } } as const,
      'Invalid option "keys": expected',
    ],
  ])('rejects %j', async (options, message) => {
    const attempt = startIdentityProvider(options);
    await expect(attempt).rejects.toThrow(TypeError);
    await expect(attempt).rejects.toThrow(message);
  });

  it('rejects two accounts with the same e-mail', async () => {
    const person = { email: 'ada@example.com', name: 'Ada', role: 'editor' };
    const accounts = [
      { ...person, id: '1' },
      { ...person, id: '2' },
    ];
    await expect(startIdentityProvider({ accounts })).rejects.toThrow('expected a unique email');
  });
});
