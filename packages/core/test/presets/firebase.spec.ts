import { firebase } from '../../src/presets/index.js';
import { NOW } from '../support/tokens.js';
import { describeOptions, describePlayed } from './provider.js';

describe('the preset for Firebase', () => {
  describePlayed({
    preset: firebase({ projectId: 'acme-prod' }),
    recorded: 'firebase',
    token: {
      claims: {
        iss: 'https://securetoken.google.com/acme-prod',
        aud: 'acme-prod',
        auth_time: NOW - 600,
        user_id: 'yQ1xxSN8n3b4VIDb7qHFtSEQvEp1',
        sub: 'yQ1xxSN8n3b4VIDb7qHFtSEQvEp1',
        email: 'user@acme.example',
        email_verified: true,
        role: 'editor',
        firebase: {
          identities: { email: ['user@acme.example'] },
          sign_in_provider: 'password',
        },
      },
    },
    roles: ['editor'], // a custom claim
    refused: [
      [
        'one of another project',
        { claims: { iss: 'https://securetoken.google.com/other', aud: 'other' } },
        'ERR_ISSUER_UNKNOWN',
      ],
      ['one for another project', { claims: { aud: 'other' } }, 'ERR_AUDIENCE_MISMATCH'],
      [
        'a session cookie',
        { claims: { iss: 'https://session.firebase.google.com/acme-prod' } },
        'ERR_ISSUER_UNKNOWN',
      ],
      ['one without auth_time', { claims: { auth_time: undefined } }, 'ERR_CLAIM_MISSING'],
      ['one without a user', { claims: { sub: '' } }, 'ERR_CLAIM_INVALID'],
      ['an access token', { claims: { scope: 'openid' } }, 'ERR_TOKEN_TYPE'],
    ],
  });

  it('accepts a project that belongs to a domain', () => {
    expect(firebase({ projectId: 'acme.example:prod' }).audience).toBe('acme.example:prod');
  });

  describeOptions('firebase', firebase, { projectId: 'acme-prod' }, [
    ['projectId', undefined],
    ['projectId', ''],
    ['projectId', '123456789012'],
    ['projectId', 'Acme Prod'],
    ['projectId', 'https://acme-prod.firebaseapp.com'],
    ['projectId', '*'],
  ]);
});
