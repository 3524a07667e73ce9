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

describe('the life of an identity provider', () => {
  const started: IdentityProvider[] = [];

  async function start(options?: IdentityProviderOptions): Promise<IdentityProvider> {
    const provider = await startIdentityProvider(options);
    started.push(provider);
    return provider;
  }

  afterEach(async () => {
    await Promise.all(started.splice(0).map((provider) => provider.stop()));
  });

  it('restarts on its port with its issuer and keys', async () => {
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

  it('is followed on its port by another with its keys', async () => {
    const first = await start();
    await first.rotateKeys();
    const { idToken } = await signIn(first, { account });
    await first.stop();

    const second = await start({ port: first.port, keys: first.exportKeys() });
    expect(second.issuer).toBe(first.issuer);
    await jwtVerify(idToken, createRemoteJWKSet(new URL(second.jwksUri)));
  });

  it('sends codes to the addresses that it is told of later, and no more to those of before', async () => {
    const provider = await start();
    const { issuer, clientId, redirectUris } = provider;
    await provider.setRedirectUris(['http://127.0.0.1:4711/auth/callback']);
    await expect(signIn(provider, { account })).resolves.toBeDefined();
    const before = { issuer, clientId, redirectUris };
    await expect(signIn(before, { account })).rejects.toThrow('redirect_uri');
  });

  it('keeps its addresses where it is told of none', async () => {
    const provider = await start();
    await expect(provider.setRedirectUris([])).rejects.toThrow('redirectUris must be');
    await expect(provider.setRedirectUris(['http://a/#b'])).rejects.toThrow('redirectUris must be');
    await expect(signIn(provider, { account })).resolves.toBeDefined();
  });

  it('is not restarted while it runs, and may be stopped twice', async () => {
    const provider = await start();
    await expect(provider.restart()).rejects.toThrow('still running');
    await provider.stop();
    await expect(provider.stop()).resolves.toBeUndefined();
  });

  it('stays apart from another one in the same process', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    const { idToken } = await signIn(one, { account });
    const foreign = jwtVerify(idToken, createRemoteJWKSet(new URL(two.jwksUri)));
    await expect(foreign).rejects.toHaveProperty('code', 'ERR_JWKS_NO_MATCHING_KEY');
  });

  it('says that its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toHaveProperty('code', 'EADDRINUSE');
    await new Promise((done) => other.close(done));
  });

  it('carries what it is told of people', async () => {
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
    [{ host: '0.0.0.0' as 'localhost' }, 'host must be one of'],
    [{ port: 70_000 }, 'port must be a whole number from 0 to 65535; got 70000'],
    [{ clientId: '' }, 'clientId must be'],
    [{ redirectUris: [] }, 'redirectUris must be at least one URL'],
    [{ redirectUris: ['/callback'] }, 'redirectUris must be http(s) URLs'],
    [{ apiAudience: 'sample-api' }, 'apiAudience must be an absolute URI'],
    [{ apiScopes: ['two words'] }, 'apiScopes must be scope tokens'],
    [{ accounts: [] }, 'accounts must be at least one account'],
    [{ adminToken: 'short' }, 'adminToken must be at least 16 characters'],
    [
      { keys: { keys: [{ kty: 'RSA', kid: 'k', alg: 'RS256', use: 'sig' }] } } as const,
      'keys must',
    ],
  ])('refuses %j', async (options, message) => {
    const attempt = startIdentityProvider(options);
    await expect(attempt).rejects.toThrow(TypeError);
    await expect(attempt).rejects.toThrow(message);
  });

  it('refuses two people with one e-mail', async () => {
    const person = { email: 'ada@example.com', name: 'Ada', role: 'editor' };
    const accounts = [
      { ...person, id: '1' },
      { ...person, id: '2' },
    ];
    await expect(startIdentityProvider({ accounts })).rejects.toThrow('differ in email');
  });
});
