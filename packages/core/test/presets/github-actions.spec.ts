import { githubActions } from '../../src/presets/index.js';
import { NOW } from '../support/tokens.js';
import { describeOptions, describePlayed } from './provider.js';

const audience = 'https://api.acme.example';
const good = {
  audience,
  requiredValues: {
    repository_id: '74',
    ref: 'refs/heads/main',
    event_name: ['push', 'workflow_dispatch'],
  },
};
const job = {
  jti: '6f4762ed-0758-4ccb-808d-ee3af5d723a8',
  sub: 'repo:octo-org@65/octo-repo@74:ref:refs/heads/main',
  aud: audience,
  iss: 'https://token.actions.githubusercontent.com',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  repository: 'octo-org/octo-repo',
  repository_id: '74',
  repository_owner: 'octo-org',
  repository_owner_id: '65',
  repository_visibility: 'private',
  actor: 'octocat',
  event_name: 'push',
  head_ref: '',
  base_ref: '',
  runner_environment: 'github-hosted',
  nbf: NOW - 300,
};

describe('the preset for GitHub Actions', () => {
  describePlayed({
    preset: githubActions(good),
    recorded: 'github-actions',
    token: { header: { x5t: 'example-thumbprint' }, claims: job },
    accepted: [
      [
        'of the older form of sub',
        { claims: { sub: 'repo:octo-org/octo-repo:ref:refs/heads/main' } },
      ],
      ['of another event', { claims: { event_name: 'workflow_dispatch' } }],
    ],
    refused: [
      [
        'a run of another repository, for the same audience',
        { claims: { sub: 'repo:evil/x:ref:refs/heads/main', repository_id: '75' } },
        'ERR_CLAIM_INVALID',
      ],
      ['a run on another branch', { claims: { ref: 'refs/heads/x' } }, 'ERR_CLAIM_INVALID'],
      ['a run for a pull request', { claims: { event_name: 'pull_request' } }, 'ERR_CLAIM_INVALID'],
      [
        'one that names no repository',
        { claims: { repository_id: undefined } },
        'ERR_CLAIM_MISSING',
      ],
      [
        'one for GitHub’s default audience',
        { claims: { aud: 'https://github.com/octo-org' } },
        'ERR_AUDIENCE_MISMATCH',
      ],
      [
        'one of an enterprise’s own issuer',
        { claims: { iss: 'https://token.actions.githubusercontent.com/octocat-inc' } },
        'ERR_ISSUER_UNKNOWN',
      ],
    ],
  });

  it.each([
    { repository: ['octo-org/octo-repo', 'octo-org/other'] },
    { repository_owner: 'octo-org' },
    { repository_owner_id: '65' },
    { sub: 'repo:octo-org/octo-repo:environment:Production' },
    { sub: ['repository_owner_id:65', 'repository:octo-org/octo-repo'] },
  ])('is bound to an owner by %j', (conditions) => {
    const { presetConditions } = githubActions({ audience, requiredValues: conditions });
    expect(presetConditions?.requiredValues).toEqual(conditions);
  });

  describeOptions('githubActions', githubActions, good, [
    ['audience', undefined],
    ['audience', null],
    ['audience', ''],
    ['requiredValues', undefined],
    ['requiredValues', ['octo-org/octo-repo'], 'received an array'],
    ['requiredValues', 'octo-org/octo-repo'],
    ['requiredValues', {}, 'received no condition'],
    ['requiredValues', { ref: 'refs/heads/main' }],
    ['requiredValues', { job_workflow_ref: 'octo-org/a/.github/workflows/b.yml@refs/heads/main' }],
    ['requiredValues.repository', { repository: 'octo-org/*' }],
    ['requiredValues.repository', { repository: ['octo-org/octo-repo', ''] }],
    ['requiredValues.sub', { sub: 'repo:octo-org/*' }],
    ['requiredValues.sub', { sub: 'environment:Production' }],
    ['requiredValues.sub', { sub: 'environment:repo:octo-org/octo-repo' }],
    ['requiredValues.sub', { sub: 'repository_visibility:private' }],
    ['requiredValues.sub', { sub: ['repo:octo-org/octo-repo:pull_request', 'ref:main'] }],
  ]);
});
