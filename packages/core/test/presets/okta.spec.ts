import { okta } from '../../src/presets/index.js';
import { describeOptions, describePlayed, verifierOf } from './provider.js';
import { keyOf } from '../support/keys.js';
import { mint } from '../support/tokens.js';
import { verdictOf } from '../support/verdict.js';

const good = { domain: 'acme.okta.com', audience: 'api://default' };
const client = 'nmdP1fcyvdVO11AL7ECm';
/** Okta's header has no `typ`. */
const token = {
  header: { typ: undefined },
  claims: {
    ver: 1,
    jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
    iss: 'https://acme.okta.com/oauth2/default',
    aud: 'api://default',
    sub: 'user@acme.example',
    cid: client,
    uid: '00ujmkLgagxeRrAg20g3',
    scp: ['openid', 'orders.read'],
    groups: ['Everyone', 'Admins'],
  },
};

describe('the preset for Okta', () => {
  describePlayed({
    preset: okta(good),
    recorded: 'okta',
    token,
    roles: ['Everyone', 'Admins'],
    scopes: ['openid', 'orders.read'],
    accepted: [['of a service', { claims: { uid: undefined, sub: client } }]],
    refused: [
      [
        'one of another organization',
        { claims: { iss: 'https://other.okta.com/oauth2/default' } },
        'ERR_ISSUER_UNKNOWN',
      ],
      [
        'one of another authorization server',
        { claims: { iss: 'https://acme.okta.com/oauth2/aus1' } },
        'ERR_ISSUER_UNKNOWN',
      ],
      [
        'one of the organization’s own authorization server',
        { claims: { iss: 'https://acme.okta.com' } },
        'ERR_ISSUER_UNKNOWN',
      ],
      [
        'the header of a token for Okta itself',
        { header: { typ: 'application/okta-internal-at+jwt' } },
        'ERR_TOKEN_TYPE',
      ],
      ['one for another API', { claims: { aud: 'api://other' } }, 'ERR_AUDIENCE_MISMATCH'],
      ['an ID token, for a client', { claims: { aud: client } }, 'ERR_AUDIENCE_MISMATCH'],
      ['one without a client', { claims: { cid: undefined } }, 'ERR_CLAIM_MISSING'],
      ['an ID token, by its hash', { claims: { at_hash: 'h' } }, 'ERR_TOKEN_TYPE'],
    ],
  });

  it('uses the configured authorization server', async () => {
    const preset = okta({ ...good, authorizationServerId: 'aus1a2b3c' });
    expect(preset.jwksUri).toBe('https://acme.okta.com/oauth2/aus1a2b3c/v1/keys');
    const claims = { ...token.claims, iss: 'https://acme.okta.com/oauth2/aus1a2b3c' };
    const its = mint(keyOf('RS256'), { ...token, claims });
    expect(await verdictOf(() => verifierOf(preset).verify(its))).toBe('accepted');
  });

  describeOptions('okta', okta, good, [
    ['domain', undefined],
    ['domain', 'https://acme.okta.com'],
    ['domain', 'acme.okta.com/oauth2/default'],
    ['domain', '*.okta.com'],
    ['audience', undefined],
    ['audience', null],
    ['authorizationServerId', ''],
    ['authorizationServerId', null],
    ['authorizationServerId', 'aus1/v1'],
    ['authorizationServerId', '*'],
  ]);
});
