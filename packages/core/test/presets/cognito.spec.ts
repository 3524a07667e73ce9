import { cognito } from '../../src/presets/index.js';
import { describeOptions, describePlayed } from './provider.js';

const userPoolId = 'us-east-1_4OqDoWVrZ';
const clientId = '57cbishk4j24pabc1234567890';
const good = { userPoolId, clientId };
/** Cognito's header has no `typ`. */
const header = { typ: undefined };
const common = {
  sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  iss: `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`,
  'cognito:groups': ['admins'],
  origin_jti: 'aaaaaaaa-bbbb-cccc-dddd-ffffffffffff',
};
const access = {
  ...common,
  aud: undefined,
  client_id: clientId,
  token_use: 'access',
  scope: 'openid orders/read',
  username: 'user-1',
  version: 2,
};
const id = {
  ...common,
  aud: clientId,
  token_use: 'id',
  'cognito:username': 'user-1',
  at_hash: 'h',
  nonce: 'n',
};
const otherPool = { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_other' };
const otherRegion = { iss: `https://cognito-idp.eu-west-1.amazonaws.com/${userPoolId}` };

describe('the preset for Cognito access tokens', () => {
  describePlayed({
    preset: cognito(good),
    recorded: 'cognito',
    token: { header, claims: access },
    roles: ['admins'],
    scopes: ['openid', 'orders/read'],
    accepted: [
      ['of a machine', { claims: { sub: clientId, username: undefined } }],
      ['bound to a resource', { claims: { aud: 'https://api.acme.example' } }],
    ],
    refused: [
      ['one of another pool', { claims: otherPool }, 'ERR_ISSUER_UNKNOWN'],
      ['one of another region', { claims: otherRegion }, 'ERR_ISSUER_UNKNOWN'],
      ['one of another app client', { claims: { client_id: 'other' } }, 'ERR_CLAIM_INVALID'],
      ['one that names no app client', { claims: { client_id: undefined } }, 'ERR_CLAIM_MISSING'],
      ['one without token_use', { claims: { token_use: undefined } }, 'ERR_CLAIM_MISSING'],
      [
        'an ID token',
        { claims: { ...id, client_id: undefined, scope: undefined } },
        'ERR_TOKEN_TYPE',
      ],
      [
        'an ID token disguised as an access token',
        { claims: { token_use: 'id' } },
        'ERR_TOKEN_TYPE',
      ],
    ],
  });

  it('accepts regions of any name', () => {
    const { issuer } = cognito({ ...good, userPoolId: 'us-gov-west-1_AbC123' });
    expect(issuer).toContain('us-gov-west-1');
  });

  describeOptions('cognito', cognito, good, [
    ['userPoolId', undefined],
    ['userPoolId', ''],
    ['userPoolId', '4OqDoWVrZ'],
    ['userPoolId', 'us-east-1'],
    ['userPoolId', 'us-east-1_*'],
    ['userPoolId', `${userPoolId}/x`],
    ['userPoolId', `x/${userPoolId}`],
    ['userPoolId', `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`],
    ['userPoolId', 'us-east-1:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'],
    ['clientId', undefined],
    ['clientId', null],
    ['clientId', ''],
    ['clientId', []],
    ['clientId', '*'],
    ['tokenType', 'refresh'],
    ['tokenType', null],
    ['issuer', 'new'],
    ['issuer', null],
  ]);
});

describe('the preset for Cognito ID tokens', () => {
  describePlayed({
    preset: cognito({ ...good, tokenType: 'id' }),
    recorded: 'cognito',
    token: { header, claims: id },
    roles: ['admins'],
    refused: [
      ['one of another pool', { claims: otherPool }, 'ERR_ISSUER_UNKNOWN'],
      ['one of another app client', { claims: { aud: 'other' } }, 'ERR_AUDIENCE_MISMATCH'],
      ['one without token_use', { claims: { token_use: undefined } }, 'ERR_CLAIM_MISSING'],
      ['an access token', { claims: access }, 'ERR_TOKEN_TYPE'],
      [
        'an access token disguised as an ID token',
        { claims: { token_use: 'access' } },
        'ERR_TOKEN_TYPE',
      ],
    ],
  });
});

describe('the preset for a Cognito pool with the updated issuer', () => {
  const iss = `https://issuer-cognito-idp.us-east-1.amazonaws.com/${userPoolId}`;

  describePlayed({
    preset: cognito({ ...good, clientId: [clientId, 'second'], issuer: 'updated' }),
    recorded: 'cognito-updated',
    token: { header, claims: { ...access, iss } },
    roles: ['admins'],
    scopes: ['openid', 'orders/read'],
    accepted: [['of the second app client', { claims: { client_id: 'second' } }]],
    refused: [
      ['one of the original issuer', { claims: { iss: common.iss } }, 'ERR_ISSUER_UNKNOWN'],
      ['one of another app client', { claims: { client_id: 'third' } }, 'ERR_CLAIM_INVALID'],
    ],
  });
});
