import {
  calculateJwkThumbprint,
  createRemoteJWKSet,
  decodeProtectedHeader,
  jwtVerify,
  type JSONWebKeySet,
} from 'jose';
import { DEMO_ACCOUNTS, startIdentityProvider, type IdentityProvider } from '../src/index.js';
import { signIn } from '../src/testing.js';

const getJson = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;

describe('the identity provider', () => {
  let provider: IdentityProvider;
  const problems: Error[] = [];

  beforeAll(async () => {
    provider = await startIdentityProvider({ onError: (error) => problems.push(error) });
  });

  afterAll(async () => {
    await provider.stop();
    expect(problems).toEqual([]);
  });

  it('publishes discovery metadata for its issuer', async () => {
    const discovery = await getJson<Record<string, unknown>>(
      `${provider.issuer}/.well-known/openid-configuration`,
    );
    expect(discovery).toMatchObject({
      issuer: provider.issuer,
      jwks_uri: provider.jwksUri,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
      id_token_signing_alg_values_supported: ['RS256'],
    });
  });

  it('publishes the public RS256 key with its thumbprint as kid', async () => {
    const { keys } = await getJson<JSONWebKeySet>(provider.jwksUri);
    const [key, ...others] = keys;
    expect(others).toEqual([]);
    expect(key).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig' });
    expect(key?.kid).toBe(await calculateJwkThumbprint(key ?? {}));
    expect(Object.keys(key ?? {}).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('issues an ID token with the profile of the user', async () => {
    const { idToken } = await signIn(provider, { account: 'ada@example.com' });
    const jwks = createRemoteJWKSet(new URL(provider.jwksUri));
    const { payload, protectedHeader } = await jwtVerify(idToken, jwks, {
      issuer: provider.issuer,
      audience: provider.clientId,
      algorithms: ['RS256'],
    });
    expect(payload).toMatchObject({
      sub: '100000000000000000001',
      email: 'ada@example.com',
      email_verified: true,
      name: 'Ada Lovelace',
    });
    expect(protectedHeader.kid).toBeDefined();
    expect(payload['role']).toBeUndefined();
  });

  it('issues a JWT access token for the API with the role of the account', async () => {
    const { accessToken } = await signIn(provider, {
      account: 'grace@example.com',
      scope: 'openid articles:read',
    });
    const jwks = createRemoteJWKSet(new URL(provider.jwksUri));
    const { payload } = await jwtVerify(accessToken, jwks, {
      issuer: provider.issuer,
      audience: provider.apiAudience,
      typ: 'at+jwt',
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'iat', 'jti', 'sub'],
    });
    expect(payload).toMatchObject({
      sub: '100000000000000000002',
      client_id: provider.clientId,
      role: 'viewer',
      scope: 'articles:read',
    });
  });

  it('accepts only the API as resource', async () => {
    const account = 'ada@example.com';
    const named = await signIn(provider, { account, resource: provider.apiAudience });
    expect(decodeProtectedHeader(named.accessToken).typ).toBe('at+jwt');
    const other = signIn(provider, { account, resource: 'https://other.example' });
    await expect(other).rejects.toHaveProperty('error', 'invalid_target');
  });

  it('rejects an unknown account', async () => {
    const unknown = signIn(provider, { account: 'eve@example.com' });
    await expect(unknown).rejects.toThrow('Unknown account.');
  });

  it('rejects the account chooser without an interaction, on a page that allows no scripts', async () => {
    const response = await fetch(`${provider.issuer}/interaction/made-up`);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).toContain('Sign-in expired');
  });

  it('rejects requests for another host name', async () => {
    const response = await fetch(`http://localhost:${provider.port}/jwks`);
    expect(response.status).toBe(421);
    expect(await response.json()).toMatchObject({ issuer: provider.issuer });
  });

  it('has two demo accounts', () => {
    expect(DEMO_ACCOUNTS.map(({ email, role }) => [email, role])).toEqual([
      ['ada@example.com', 'editor'],
      ['grace@example.com', 'viewer'],
    ]);
  });
});
