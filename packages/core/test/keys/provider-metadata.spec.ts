import { RemoteJwks } from '../../src/keys/index.js';
import { FetchRefusedError } from '../../src/keys/fetch-failure.js';
import { metadataAddresses, readMetadata } from '../../src/keys/provider-metadata.js';
import { errorOf } from '../support/verdict.js';

const addressesOf = (issuer: string) =>
  metadataAddresses({ issuer, discover: true }).map(({ href }) => href);

describe('the addresses of metadata', () => {
  it.each([
    ['https://id.example', '', ''],
    ['https://id.example/', '', ''],
    ['https://id.example:8443/realms/one', '/realms/one', '/realms/one'],
    ['https://id.example/realms/one/', '/realms/one', '/realms/one'],
  ])('of %s are after its path, then before it', (issuer, behind, before) => {
    const { origin } = new URL(issuer);
    expect(addressesOf(issuer)).toEqual([
      `${origin}${behind}/.well-known/openid-configuration`,
      `${origin}/.well-known/oauth-authorization-server${before}`,
    ]);
  });

  it('are the configured address if there is one', () => {
    const discover = 'https://elsewhere.example/metadata?v=1';
    const addresses = metadataAddresses({ issuer: 'urn:example:issuer', discover });
    expect(addresses.map(({ href }) => href)).toEqual([discover]);
  });

  it.each([
    'urn:example:issuer',
    'accounts.example',
    'http://id.example',
    'http://169.254.169.254',
    'file:///etc/passwd',
    'https://user:password@id.example',
    'https://id.example/?tenant=1',
    'https://id.example/?',
    'https://id.example/#',
    'https://id.example/#one',
  ])('do not exist for an issuer named %s', async (issuer) => {
    const error = await errorOf(() => new RemoteJwks({ issuer, discover: true }));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'issuer' });
    expect(error?.message).not.toContain('password@');
  });

  it.each([false, null, undefined, 1, '', 'http://id.example/metadata', '/metadata'])(
    'are not %p',
    async (discover) => {
      const from = { issuer: 'https://id.example', discover: discover as true };
      expect(await errorOf(() => new RemoteJwks(from))).toMatchObject({
        code: 'ERR_CONFIGURATION',
        option: 'discover',
      });
    },
  );
});

describe('metadata', () => {
  const rules = { issuer: 'https://id.example', address: new URL('https://id.example/metadata') };
  const read = (body: string) => () => readMetadata(Buffer.from(body), { ...rules, narrows: true });
  const good = { issuer: rules.issuer, jwks_uri: 'https://id.example/jwks' };

  it('is read', () => {
    expect(read(JSON.stringify(good))().jwksUri.href).toBe(good.jwks_uri);
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['without an issuer', '{}'],
    ['without an address of keys', JSON.stringify({ issuer: rules.issuer })],
    [
      'with one name for its algorithms',
      JSON.stringify({ ...good, id_token_signing_alg_values_supported: 'RS256' }),
    ],
  ])('that is %s is rejected without another error', (_what, body) => {
    expect(read(body)).toThrow(FetchRefusedError);
  });
});
