import { clerk } from '../../src/presets/index.js';
import { describeOptions, describePlayed } from './provider.js';

const app = 'https://app.acme.example';
const good = { frontendApiUrl: 'https://clerk.acme.example', authorizedParties: app };

describe('the preset for Clerk', () => {
  describePlayed({
    preset: clerk({ ...good, authorizedParties: [app, 'http://localhost:3000'] }),
    recorded: 'clerk',
    token: {
      header: { cat: 'cl_B7d4PD111AAA' },
      claims: {
        aud: undefined,
        azp: app,
        fva: [7, -1],
        iss: 'https://clerk.acme.example',
        jti: '1234567890',
        metadata: { role: 'editor' },
        o: { id: 'org_123', rol: 'admin', slg: 'acme' },
        sid: 'sess_123',
        sts: 'active',
        sub: 'user_123',
        v: 2,
      },
    },
    roles: ['editor'],
    accepted: [['from the other origin', { claims: { azp: 'http://localhost:3000' } }]],
    refused: [
      [
        'one of another instance',
        { claims: { iss: 'https://clerk.other.example' } },
        'ERR_ISSUER_UNKNOWN',
      ],
      [
        'one from another origin',
        { claims: { azp: 'https://evil.acme.example' } },
        'ERR_CLAIM_INVALID',
      ],
      ['one from no origin', { claims: { azp: undefined } }, 'ERR_CLAIM_MISSING'],
      ['a session with an open task', { claims: { sts: 'pending' } }, 'ERR_CLAIM_INVALID'],
      ['a session of unknown status', { claims: { sts: undefined } }, 'ERR_CLAIM_MISSING'],
      ['a token of a JWT template', { claims: { sid: undefined } }, 'ERR_CLAIM_MISSING'],
      ['the token of an OAuth client', { header: { typ: 'at+jwt' } }, 'ERR_TOKEN_TYPE'],
      ['one without a type', { header: { typ: undefined } }, 'ERR_TOKEN_TYPE'],
      ['an ID token', { claims: { at_hash: 'h' } }, 'ERR_TOKEN_TYPE'],
    ],
  });

  describeOptions('clerk', clerk, good, [
    ['frontendApiUrl', undefined],
    ['frontendApiUrl', ''],
    ['frontendApiUrl', 'clerk.acme.example'],
    ['frontendApiUrl', 'https://clerk.acme.example/'],
    ['frontendApiUrl', 'https://*.clerk.accounts.dev'],
    ['authorizedParties', undefined],
    ['authorizedParties', null],
    ['authorizedParties', []],
    ['authorizedParties', ''],
    ['authorizedParties', 'app.acme.example'],
    ['authorizedParties', `${app}/`],
    ['authorizedParties', `x ${app}`],
    ['authorizedParties', [app, 'https://*.acme.example']],
  ]);
});
