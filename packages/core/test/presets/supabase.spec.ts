import { supabase } from '../../src/presets/index.js';
import { keyOf } from '../support/keys.js';
import { mint } from '../support/tokens.js';
import { verdictOf } from '../support/verdict.js';
import { describeOptions, describePlayed, verifierOf } from './provider.js';

const url = 'https://abcdefghijklmnopqrst.supabase.co';
const token = {
  claims: {
    aal: 'aal1',
    amr: [{ method: 'password', timestamp: 1_640_991_600 }],
    app_metadata: { provider: 'email', providers: ['email'] },
    aud: 'authenticated',
    email: 'user@acme.example',
    iss: `${url}/auth/v1`,
    phone: '',
    role: 'authenticated',
    session_id: '123e4567-e89b-12d3-a456-426614174000',
    sub: '123e4567-e89b-12d3-a456-426614174001',
    user_metadata: { name: 'User', user_role: 'admin' },
    user_role: 'editor',
    is_anonymous: false,
  },
};

describe('the preset for Supabase', () => {
  describePlayed({
    preset: supabase({ url }),
    recorded: 'supabase',
    kind: 'ES256',
    token,
    roles: ['editor'],
    refused: [
      [
        'one of another project',
        { claims: { iss: 'https://other.supabase.co/auth/v1' } },
        'ERR_ISSUER_UNKNOWN',
      ],
      ['one for another audience', { claims: { aud: 'anon' } }, 'ERR_AUDIENCE_MISMATCH'],
      [
        'the legacy key of the service role',
        { claims: { iss: 'supabase', aud: undefined, role: 'service_role' } },
        'ERR_ISSUER_UNKNOWN',
      ],
      ['one of an OAuth client', { claims: { client_id: '9a8b7c6d' } }, 'ERR_TOKEN_TYPE'],
      [
        'an ID token for an OAuth client of the project',
        { claims: { aud: '9a8b7c6d-5e4f-3a2b-1c0d-9e8f7a6b5c4d', nonce: 'n' } },
        'ERR_TOKEN_TYPE',
      ],
    ],
  });

  it('accepts tokens that a project signs with RSA', async () => {
    const verifier = verifierOf(supabase({ url }), 'RS256');
    const its = mint(keyOf('RS256'), token);
    expect(await verdictOf(() => verifier.verify(its))).toBe('accepted');
  });

  it('rejects the legacy shared secret', async () => {
    const verifier = verifierOf(supabase({ url }), 'ES256');
    const its = mint(keyOf('HS256'), token);
    expect(await verdictOf(() => verifier.verify(its))).toBe('ERR_ALGORITHM_NOT_ALLOWED');
  });

  describeOptions('supabase', supabase, { url }, [
    ['url', undefined],
    ['url', ''],
    ['url', 'abcdefghijklmnopqrst'],
    ['url', `${url}/`],
    ['url', `${url}/auth/v1`],
    ['url', 'http://abcdefghijklmnopqrst.supabase.co'],
    ['url', 'https://*.supabase.co'],
  ]);
});
