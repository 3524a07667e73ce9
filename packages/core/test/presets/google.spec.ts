import { google } from '../../src/presets/index.js';
import { keyOf } from '../support/keys.js';
import { mint } from '../support/tokens.js';
import { verdictOf } from '../support/verdict.js';
import { describeOptions, describePlayed, verifierOf } from './provider.js';

const clientId = '1234-abc.apps.googleusercontent.com';
const ios = '1234-ios.apps.googleusercontent.com';
const android = '1234-android.apps.googleusercontent.com';
const serviceAccount = '107517467455664443765';

describe('the preset for Google', () => {
  describePlayed({
    preset: google({ clientId: [clientId, ios], authorizedParties: android }),
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
      ['of the other client', { claims: { azp: ios, aud: ios } }],
      ['of an app, for the web client', { claims: { azp: android } }],
      ['without a nonce', { claims: { nonce: undefined } }],
    ],
    refused: [
      ['one for another client', { claims: { aud: '9-x' } }, 'ERR_AUDIENCE_MISMATCH'],
      [
        'one for an app that is not configured',
        { claims: { aud: android } },
        'ERR_AUDIENCE_MISMATCH',
      ],
      [
        'one that is for another application as well',
        { claims: { aud: [clientId, '9-x'] } },
        'ERR_AUDIENCE_MISMATCH',
      ],
      ['one of another client', { claims: { azp: '9-x' } }, 'ERR_CLAIM_INVALID'],
      [
        'one of a service account, which chooses its audience',
        { claims: { azp: serviceAccount, sub: serviceAccount } },
        'ERR_CLAIM_INVALID',
      ],
      ['one without an authorized party', { claims: { azp: undefined } }, 'ERR_CLAIM_MISSING'],
      ['the legacy issuer', { claims: { iss: 'accounts.google.com' } }, 'ERR_ISSUER_UNKNOWN'],
      ['an access token', { claims: { scope: 'openid' } }, 'ERR_TOKEN_TYPE'],
      ['the header of an access token', { header: { typ: 'at+jwt' } }, 'ERR_TOKEN_TYPE'],
    ],
  });

  it('accepts tokens of the client only, when no others are configured', async () => {
    const verifier = verifierOf(google({ clientId }));
    const claims = { iss: 'https://accounts.google.com', aud: clientId };
    const verdict = (azp: string) =>
      verdictOf(() => verifier.verify(mint(keyOf('RS256'), { claims: { ...claims, azp } })));
    expect(await verdict(clientId)).toBe('accepted');
    expect(await verdict(android)).toBe('ERR_CLAIM_INVALID');
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
    ['authorizedParties', null],
    ['authorizedParties', ''],
    ['authorizedParties', '*'],
    ['authorizedParties', []],
    ['authorizedParties', [android, 1]],
  ]);
});
