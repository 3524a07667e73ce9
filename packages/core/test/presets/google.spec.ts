import { google } from '../../src/index.js';
import { describeOptions, describePlayed } from './provider.js';

const clientId = '1234-abc.apps.googleusercontent.com';

describe('the preset for Google', () => {
  describePlayed({
    preset: google({ clientId: [clientId, '1234-ios.apps.googleusercontent.com'] }),
    recorded: 'google',
    token: {
      claims: {
        iss: 'https://accounts.google.com',
        azp: clientId,
        aud: clientId,
        sub: '110169484474386276334',
        hd: 'acme.example',
        email: 'user@acme.example',
        email_verified: true,
        at_hash: 'HK6E_P6Dh8Y93mRNtsDB1Q',
        nonce: 'n-0S6_WzA2Mj',
      },
    },
    accepted: [
      ['for the other client', { claims: { aud: '1234-ios.apps.googleusercontent.com' } }],
      ['without a nonce', { claims: { nonce: undefined } }],
    ],
    refused: [
      ['one for another client', { claims: { aud: '9-x' } }, 'ERR_AUDIENCE_MISMATCH'],
      ['the legacy issuer', { claims: { iss: 'accounts.google.com' } }, 'ERR_ISSUER_UNKNOWN'],
      ['an access token', { claims: { scope: 'openid' } }, 'ERR_TOKEN_TYPE'],
      ['the header of an access token', { header: { typ: 'at+jwt' } }, 'ERR_TOKEN_TYPE'],
    ],
  });

  describeOptions('google', google, { clientId }, [
    ['clientId', undefined],
    ['clientId', null],
    ['clientId', ''],
    ['clientId', ' '],
    ['clientId', `${clientId}\n`],
    ['clientId', '*'],
    ['clientId', []],
    ['clientId', [clientId, '']],
  ]);
});
