import { gitlab, gitlabCi } from '../../src/presets/index.js';
import { NOW } from '../support/tokens.js';
import { describeOptions, describePlayed } from './provider.js';

const clientId = '765904e9909fc9cc5c448a887849029d999cc2e400e097221bf910be39a16678';
const iss = 'https://gitlab.com';

/** A user's ID token. */
const signIn = {
  iss,
  sub: '1234567',
  aud: clientId,
  auth_time: NOW - 600,
  sub_legacy: '0a1b2c',
  email: 'user@acme.example',
  email_verified: true,
  groups_direct: ['acme', 'admin'],
};

/** The token of a job that asks for `aud`. */
const job = (aud: string) => ({
  iss,
  aud,
  sub: 'project_path:acme/shop:ref_type:branch:ref:main',
  nbf: NOW - 65,
  jti: '235b3a54-b797-45c7-ae9a-f72d7bc6ef5b',
  namespace_id: '72',
  namespace_path: 'acme',
  project_id: '20',
  project_path: 'acme/shop',
  user_id: '1',
  user_login: 'sample-user',
  user_email: 'user@acme.example',
  pipeline_id: '574',
  pipeline_source: 'push',
  job_id: '302',
  ref: 'main',
  ref_type: 'branch',
  ref_protected: 'true',
  runner_id: 1,
  groups_direct: ['acme'],
});

describe('the preset for sign-in with GitLab', () => {
  describePlayed({
    preset: gitlab({ clientId }),
    recorded: 'gitlab',
    token: { claims: signIn },
    accepted: [['with a nonce', { claims: { nonce: 'n' } }]],
    refused: [
      [
        'one of another GitLab',
        { claims: { iss: 'https://gitlab.other.example' } },
        'ERR_ISSUER_UNKNOWN',
      ],
      ['one for another application', { claims: { aud: 'other' } }, 'ERR_AUDIENCE_MISMATCH'],
      [
        'that of a job, which may request any audience',
        { claims: { ...job(clientId), auth_time: undefined, sub_legacy: undefined } },
        'ERR_CLAIM_MISSING',
      ],
      ['that of a job with auth_time', { claims: job(clientId) }, 'ERR_TOKEN_TYPE'],
      ['one that names a project', { claims: { project_id: '20' } }, 'ERR_TOKEN_TYPE'],
      ['one that names a job', { claims: { job_id: '302' } }, 'ERR_TOKEN_TYPE'],
      ['an access token', { claims: { scope: 'openid' } }, 'ERR_TOKEN_TYPE'],
    ],
  });

  it('accepts a self-managed GitLab', () => {
    expect(gitlab({ clientId, url: 'https://gitlab.acme.example' })).toMatchObject({
      issuer: 'https://gitlab.acme.example',
      jwksUri: 'https://gitlab.acme.example/oauth/discovery/keys',
    });
  });

  describeOptions('gitlab', gitlab, { clientId }, [
    ['clientId', undefined],
    ['clientId', ''],
    ['clientId', []],
    ['url', ''],
    ['url', null],
    ['url', 'gitlab.com'],
    ['url', 'https://gitlab.com/'],
    ['url', 'http://gitlab.acme.example'],
  ]);
});

describe('the preset for jobs of GitLab CI', () => {
  const audience = 'https://api.acme.example';
  const requiredValues = { project_path: ['acme/shop', 'acme/blog'], ref_protected: 'true' };
  const good = { audience, requiredValues };

  describePlayed({
    preset: gitlabCi(good),
    recorded: 'gitlab',
    token: { claims: job(audience) },
    accepted: [['of the other project', { claims: { project_path: 'acme/blog' } }]],
    refused: [
      [
        'one of another GitLab',
        { claims: { iss: 'https://gitlab.other.example' } },
        'ERR_ISSUER_UNKNOWN',
      ],
      ['one for another API', { claims: { aud: 'https://other' } }, 'ERR_AUDIENCE_MISMATCH'],
      ['a job of another project', { claims: { project_path: 'evil/shop' } }, 'ERR_CLAIM_INVALID'],
      ['a job of an open branch', { claims: { ref_protected: 'false' } }, 'ERR_CLAIM_INVALID'],
      [
        'the token of a user who signs in',
        { claims: { ...signIn, aud: audience, project_path: undefined } },
        'ERR_CLAIM_MISSING',
      ],
    ],
  });

  it.each([
    { project_id: '20' },
    { namespace_id: '72' },
    { namespace_path: 'acme' },
    { sub: 'project_path:acme/shop:ref_type:branch:ref:main' },
  ])('is bound to an owner by %j', (conditions) => {
    const { presetConditions } = gitlabCi({ audience, requiredValues: conditions });
    expect(presetConditions?.requiredValues).toEqual(conditions);
  });

  it('accepts a self-managed instance', () => {
    const url = 'https://gitlab.acme.example';
    expect(gitlabCi({ ...good, url })).toMatchObject({
      issuer: url,
      jwksUri: `${url}/oauth/discovery/keys`,
    });
  });

  describeOptions('gitlabCi', gitlabCi, good, [
    ['audience', undefined],
    ['audience', null],
    ['url', 'https://gitlab.com/'],
    ['requiredValues', undefined],
    ['requiredValues', null],
    ['requiredValues', 'acme/shop'],
    ['requiredValues', ['acme/shop'], 'received an array'],
    ['requiredValues', {}, 'received no condition'],
    ['requiredValues', { ref: 'main' }, 'received ref, expected'],
    ['requiredValues.project_path', { project_path: '' }],
    ['requiredValues.project_path', { project_path: 'acme/*' }],
    ['requiredValues.project_path', { project_path: [] }],
    ['requiredValues.project_id', { project_id: 20 }],
    ['requiredValues.ref', { project_id: '20', ref: undefined }],
    ['requiredValues.sub', { sub: 'acme/shop' }],
    ['requiredValues.sub', { sub: 'x:project_path:acme/shop' }],
    ['requiredValues.sub', { sub: 'project_path:acme/shop:*' }],
  ]);
});
