import { keycloak } from '../../src/presets/index.js';
import { describeOptions, describePlayed } from './provider.js';

const url = 'http://localhost:8080/auth';
const good = { url, realm: 'master', audience: 'orders-api' };

describe('the preset for Keycloak', () => {
  describePlayed({
    preset: keycloak({ ...good, client: 'orders-api' }),
    recorded: 'keycloak',
    token: {
      claims: {
        jti: '17b94735-025f-4e87-a74e-83c315d1827f',
        iss: `${url}/realms/master`,
        aud: ['orders-api', 'account'],
        sub: '09a3ceb7-fb2e-4983-9f19-cd6b236e050e',
        typ: 'Bearer',
        azp: 'orders-ui',
        acr: '1',
        'allowed-origins': ['http://localhost:8050'],
        realm_access: { roles: ['default-roles-master', 'staff'] },
        resource_access: {
          'orders-api': { roles: ['editor'] },
          account: { roles: ['view-profile'] },
        },
        scope: 'openid email profile',
      },
    },
    roles: ['default-roles-master', 'staff', 'editor'],
    scopes: ['openid', 'email', 'profile'],
    accepted: [
      ['with the header of RFC 9068', { header: { typ: 'at+jwt' } }],
      ['with the nonce that older versions copy', { claims: { nonce: 'n' } }],
    ],
    refused: [
      ['one of another realm', { claims: { iss: `${url}/realms/other` } }, 'ERR_ISSUER_UNKNOWN'],
      [
        'one of another server',
        { claims: { iss: 'http://localhost:8081/auth/realms/master' } },
        'ERR_ISSUER_UNKNOWN',
      ],
      ['one without the audience', { claims: { aud: 'account' } }, 'ERR_AUDIENCE_MISMATCH'],
      ['an ID token', { claims: { typ: 'ID' } }, 'ERR_TOKEN_TYPE'],
      ['a refresh token', { claims: { typ: 'Refresh' } }, 'ERR_TOKEN_TYPE'],
      ['a token bound to a DPoP key', { claims: { typ: 'DPoP' } }, 'ERR_CLAIM_INVALID'],
      ['one without the kind of the token', { claims: { typ: undefined } }, 'ERR_CLAIM_MISSING'],
    ],
  });

  it('has only the roles of the realm when no client is configured', () => {
    expect(keycloak(good).roleClaim).toEqual([['realm_access', 'roles']]);
  });

  it('keeps a client ID with dots whole', () => {
    expect(keycloak({ ...good, client: 'https://api.acme.example' }).roleClaim).toEqual([
      ['realm_access', 'roles'],
      ['resource_access', 'https://api.acme.example', 'roles'],
    ]);
  });

  it.each([
    'https://id.acme.example',
    'https://realms.acme.example',
    'https://id.acme.example/sso',
  ])('accepts %s as an address', (address) => {
    expect(keycloak({ ...good, url: address }).issuer).toBe(`${address}/realms/master`);
  });

  it('accepts a realm whose name begins with a dot', () => {
    for (const realm of ['.acme', '..acme']) {
      expect(keycloak({ ...good, realm }).issuer).toContain(`/realms/${realm}`);
    }
  });

  describeOptions('keycloak', keycloak, good, [
    ['url', undefined],
    ['url', ''],
    ['url', 'id.acme.example'],
    ['url', 'http://id.acme.example'],
    ['url', 'https://id.acme.example/'],
    ['url', 'https://id.acme.example/auth/'],
    ['url', 'https://Id.acme.example'],
    ['url', 'https://id.acme.example:443'],
    ['url', 'https://user:password@id.acme.example', 'received https://id.acme.example/,'],
    ['url', 'https://id.acme.example?x=1'],
    ['url', 'https://id.acme.example#x'],
    ['url', 'https://*.acme.example'],
    ['url', 'https://id.acme.example/realms/master', 'without the realm'],
    ['url', 'https://id.acme.example/auth/realms'],
    ['realm', undefined],
    ['realm', ''],
    ['realm', 'a/b'],
    ['realm', '.'],
    ['realm', '..'],
    ['realm', '*'],
    ['audience', undefined],
    ['audience', null],
    ['client', ''],
    ['client', null],
  ]);
});
