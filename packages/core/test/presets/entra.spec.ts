import { entra } from '../../src/presets/index.js';
import { describeOptions, describePlayed } from './provider.js';

const tenantId = '88888888-8888-8888-8888-888888888888';
const other = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const audience = '6e74172b-be56-4843-9ff4-e66a39bb12e3';
const good = { tenantId, audience };

describe('the preset for Entra ID, version 2.0', () => {
  describePlayed({
    preset: entra(good),
    recorded: 'entra-v2',
    token: {
      claims: {
        aud: audience,
        iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
        azp: audience, // an application that is its own API
        azpacr: '0',
        oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
        scp: 'orders.read orders.write',
        roles: ['Admin'],
        sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
        tid: tenantId,
        uti: 'fqiBqXLPj0eQa82S-IYFAA',
        ver: '2.0',
      },
    },
    roles: ['Admin'],
    scopes: ['orders.read', 'orders.write'],
    accepted: [['of an application', { claims: { scp: undefined } }]],
    refused: [
      [
        'one of another tenant',
        { claims: { iss: `https://login.microsoftonline.com/${other}/v2.0` } },
        'ERR_ISSUER_UNKNOWN',
      ],
      [
        'one of version 1.0',
        { claims: { iss: `https://sts.windows.net/${tenantId}/` } },
        'ERR_ISSUER_UNKNOWN',
      ],
      ['one for another API', { claims: { aud: other } }, 'ERR_AUDIENCE_MISMATCH'],
      [
        'an ID token of an application that is its own API',
        { claims: { azp: undefined, azpacr: undefined, scp: undefined } },
        'ERR_CLAIM_MISSING',
      ],
      ['an ID token, by its nonce', { claims: { nonce: 'n' } }, 'ERR_TOKEN_TYPE'],
    ],
  });

  describeOptions('entra', entra, good, [
    ['tenantId', undefined],
    ['tenantId', ''],
    ['tenantId', 'common', 'received "common", expected the GUID of one tenant'],
    ['tenantId', 'organizations'],
    ['tenantId', 'consumers'],
    ['tenantId', '*'],
    ['tenantId', 'acme.onmicrosoft.com'],
    ['tenantId', '72F988BF-86F1-41AF-91AB-2D7CD011DB47'],
    ['tenantId', `${tenantId}/v2.0`],
    ['tenantId', `x${tenantId}`],
    ['audience', undefined],
    ['audience', null],
    ['audience', 'api://acme', "version '1.0'"],
    ['audience', []],
    ['version', 2],
    ['version', '3.0'],
    ['version', null],
  ]);
});

describe('the preset for Entra ID, version 1.0', () => {
  const v1 = { tenantId, audience: ['api://acme', audience], version: '1.0' } as const;

  describePlayed({
    preset: entra(v1),
    recorded: 'entra-v1',
    token: {
      header: { x5t: 'i6lGk3FZzxRcUb2C3nEQ7syHJlY' },
      claims: {
        aud: 'api://acme',
        iss: `https://sts.windows.net/${tenantId}/`,
        appid: '75dbe77f-10a3-4e59-85fd-8c127544f17c',
        appidacr: '0',
        scp: 'user_impersonation',
        roles: ['Admin'],
        sub: 'l3_roISQU222bULS9yi2k0XpqpOiMz5H3ZACo1GeXA',
        tid: tenantId,
        ver: '1.0',
      },
    },
    roles: ['Admin'],
    scopes: ['user_impersonation'],
    accepted: [['for the client ID', { claims: { aud: audience } }]],
    refused: [
      [
        'one of another tenant',
        { claims: { iss: `https://sts.windows.net/${other}/` } },
        'ERR_ISSUER_UNKNOWN',
      ],
      [
        'one of version 2.0',
        { claims: { iss: `https://login.microsoftonline.com/${tenantId}/v2.0` } },
        'ERR_ISSUER_UNKNOWN',
      ],
      ['one for another API', { claims: { aud: 'api://other' } }, 'ERR_AUDIENCE_MISMATCH'],
      [
        'an ID token of an application that is its own API',
        { claims: { aud: audience, appid: undefined, scp: undefined } },
        'ERR_CLAIM_MISSING',
      ],
    ],
  });

  describeOptions('entra', entra, v1, [
    ['tenantId', 'common'],
    ['audience', undefined],
    ['audience', ''],
    ['audience', 'api://*'],
  ]);
});
