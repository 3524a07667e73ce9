import { assertKnownOptions } from '../options/known-options.js';
import { readJobConditions, type JobConditions } from './job-conditions.js';
import { readAudiences, type RemoteIssuerOptions } from './read-options.js';

/** Options of `githubActions`. */
export interface GithubActionsOptions {
  /** The audience that the workflow asks for: `core.getIDToken(audience)`. */
  readonly audience: string | readonly string[];
  /**
   * Which jobs are trusted, by the exact values of their claims. One of `sub`, `repository`, `repository_id`,
   * `repository_owner` and `repository_owner_id` must be among them; the IDs stay the same when a name changes hands.
   */
  readonly requiredValues: JobConditions;
}

/**
 * GitHub Actions: the OIDC tokens of workflow runs on github.com, by which a job calls an API without a secret.
 *
 * Anybody with a repository gets a token for any audience, so the conditions are what decides who gets in.
 *
 * @throws ConfigurationError without an audience, without a condition on the repository or its owner, or for a wildcard
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export function githubActions(options: GithubActionsOptions): RemoteIssuerOptions {
  assertKnownOptions(options, { audience: 'value', requiredValues: 'value' }, 'githubActions.');
  const issuer = 'https://token.actions.githubusercontent.com';
  return {
    issuer,
    audience: readAudiences(options.audience, 'githubActions.audience'),
    jwksUri: `${issuer}/.well-known/jwks`,
    algorithms: ['RS256'],
    tokenType: 'access',
    presetConditions: {
      requiredValues: readJobConditions(options.requiredValues, {
        option: 'githubActions.requiredValues',
        owners: ['repository', 'repository_id', 'repository_owner', 'repository_owner_id'],
        subject: /^(?:repo|repository|repository_id|repository_owner|repository_owner_id):[^*]+$/,
        exampleSubject: 'repo:octo-org/octo-repo:ref:refs/heads/main',
      }),
    },
  };
}
