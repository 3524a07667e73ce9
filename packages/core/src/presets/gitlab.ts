import { assertKnownOptions } from '../options/known-options.js';
import { readJobConditions, type JobConditions } from './job-conditions.js';
import {
  NAME,
  readAudiences,
  readBaseUrl,
  readTexts,
  type RemoteIssuerOptions,
} from './read-options.js';

/** Options of `gitlab`. */
export interface GitlabOptions {
  /** The ID of the OAuth application. */
  readonly clientId: string | readonly string[];
  /** Where a GitLab of one's own is. Default `https://gitlab.com`. */
  readonly url?: string;
}

/** Options of `gitlabCi`. */
export interface GitlabCiOptions {
  /** The `aud` that the job asks for under `id_tokens`. */
  readonly audience: string | readonly string[];
  /**
   * Which jobs are trusted, by the exact values of their claims. One of `sub`, `project_id`, `project_path`,
   * `namespace_id` and `namespace_path` must be among them; the IDs stay the same when a path changes hands.
   */
  readonly requiredValues: JobConditions;
  /** Where a GitLab of one's own is. Default `https://gitlab.com`. */
  readonly url?: string;
}

/**
 * Sign-in with GitLab: ID tokens. Those of CI jobs, which come from the same issuer, are refused: anybody can run
 * a job that asks for a token with this client ID as its audience.
 *
 * There are no roles: anybody can make a group of any name that is free.
 *
 * @throws ConfigurationError without a client ID, or for an address with a slash at its end
 * @see https://docs.gitlab.com/integration/openid_connect_provider/
 */
export function gitlab(options: GitlabOptions): RemoteIssuerOptions {
  assertKnownOptions(options, { clientId: 'value', url: 'value' }, 'gitlab.');
  return {
    ...instance('gitlab.url', options.url),
    audience: readTexts(options.clientId, {
      option: 'gitlab.clientId',
      pattern: NAME,
      right: 'the application ID of the OAuth application, or a non-empty array of them',
    }),
    tokenType: 'id',
    presetConditions: {
      requiredClaims: ['auth_time'], // what a job's token has not
      forbiddenClaims: ['project_id', 'job_id'], // what only a job's token has
    },
  };
}

/**
 * GitLab CI: the `id_tokens` of jobs, by which a job calls an API without a secret.
 *
 * Anybody with a project gets a token for any audience, so the conditions are what decides who gets in.
 *
 * @throws ConfigurationError without an audience, without a condition on the project or its group, or for a wildcard
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/
 */
export function gitlabCi(options: GitlabCiOptions): RemoteIssuerOptions {
  assertKnownOptions(
    options,
    { audience: 'value', requiredValues: 'value', url: 'value' },
    'gitlabCi.',
  );
  return {
    ...instance('gitlabCi.url', options.url),
    audience: readAudiences(options.audience, 'gitlabCi.audience'),
    tokenType: 'access',
    presetConditions: {
      requiredValues: readJobConditions(options.requiredValues, {
        option: 'gitlabCi.requiredValues',
        owners: ['project_id', 'project_path', 'namespace_id', 'namespace_path'],
        subject: /^project_path:[^*]+$/,
        exampleSubject: 'project_path:group/project:ref_type:branch:ref:main',
      }),
    },
  };
}

function instance(option: string, url: unknown = 'https://gitlab.com') {
  const issuer = readBaseUrl(url, option, 'https://gitlab.example.com');
  return {
    issuer,
    jwksUri: `${issuer}/oauth/discovery/keys`,
    algorithms: ['RS256'],
  } as const;
}
