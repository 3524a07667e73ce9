import { auth0 } from '../../src/presets/index.js';
import { describeOptions, describePlayed } from './provider.js';

const good = { domain: 'acme.eu.auth0.com', audience: 'https://api.acme.example' };
const client = 'my_client_id';

describe('the preset for Auth0', () => {
  describePlayed({
    preset: auth0(good),
    recorded: 'auth0',
    token: {
      claims: {
        iss: 'https://acme.eu.auth0.com/',
        sub: 'auth0|123456',
        aud: [good.audience, 'https://acme.eu.auth0.com/userinfo'],
        azp: client,
        scope: 'openid read:orders',
        permissions: ['read:orders', 'write:orders'],
      },
    },
    roles: ['read:orders', 'write:orders'],
    scopes: ['openid', 'read:orders'],
    accepted: [
      [
        'in the profile of RFC 9068',
        { header: { typ: 'at+jwt' }, claims: { azp: undefined, client_id: client, jti: 'j-1' } },
      ],
      [
        'of a machine',
        { claims: { sub: `${client}@clients`, gty: 'client-credentials', aud: good.audience } },
      ],
    ],
    refused: [
      [
        'one of another tenant',
        { claims: { iss: 'https://other.eu.auth0.com/' } },
        'ERR_ISSUER_UNKNOWN',
      ],
      [
        'one for another API',
        { claims: { aud: 'https://other.acme.example' } },
        'ERR_AUDIENCE_MISMATCH',
      ],
      [
        'an ID token, for a client',
        { claims: { aud: client, scope: undefined, permissions: undefined } },
        'ERR_AUDIENCE_MISMATCH',
      ],
      ['one with the nonce of an ID token', { claims: { nonce: 'n' } }, 'ERR_TOKEN_TYPE'],
    ],
  });

  describeOptions('auth0', auth0, good, [
    ['domain', undefined],
    ['domain', ''],
    [
      'domain',
      'https://acme.eu.auth0.com',
      'received "https://acme.eu.auth0.com", expected a host',
    ],
    ['domain', 'acme.eu.auth0.com/'],
    ['domain', 'acme.eu.auth0.com:443'],
    ['domain', '*.auth0.com'],
    ['domain', 'Acme.eu.auth0.com'],
    ['domain', 'acme'],
    ['audience', undefined],
    ['audience', null],
    ['audience', ''],
    ['audience', []],
  ]);
});
