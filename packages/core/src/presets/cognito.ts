import { assertKnownOptions } from '../options/known-options.js';
import { NAME, readOneOf, readText, readTexts, type RemoteIssuerOptions } from './read-options.js';

/** Options of `cognito`. */
export interface CognitoOptions {
  /** The ID of the user pool, which begins with its region: `eu-central-1_AbC123`. */
  readonly userPoolId: string;
  /** The app client, or the app clients, whose users' tokens are taken. */
  readonly clientId: string | readonly string[];
  /** Which of the pool's tokens. Default `access`. */
  readonly tokenType?: 'access' | 'id';
  /** The issuer configuration of the pool: `updated` is the one for several regions. Default `original`. */
  readonly issuer?: 'original' | 'updated';
}

/**
 * Amazon Cognito user pools: access tokens for an API, or ID tokens.
 *
 * An access token is bound to the app client by `client_id`. Most have no `aud`, so the audience is skipped: a token
 * that has one, for a resource, is held to it only where `audience` is laid over the preset.
 *
 * Roles are the names of the user's groups.
 *
 * @throws ConfigurationError for a pool ID without its region, or no client ID
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html
 */
export function cognito(options: CognitoOptions): RemoteIssuerOptions {
  assertKnownOptions(
    options,
    { userPoolId: 'value', clientId: 'value', tokenType: 'value', issuer: 'value' },
    'cognito.',
  );
  const { tokenType = 'access' } = options;
  const issuer = issuerOf(options);
  const clientId = readTexts(options.clientId, {
    option: 'cognito.clientId',
    pattern: NAME,
    right: 'the ID of an app client, or a non-empty array of them',
  });
  return {
    issuer,
    jwksUri: `${issuer}/.well-known/jwks.json`,
    algorithms: ['RS256'],
    tokenType: readOneOf(tokenType, ['access', 'id'], 'cognito.tokenType'),
    audience: tokenType === 'access' ? null : clientId,
    presetConditions: {
      requiredValues:
        tokenType === 'access' ? { token_use: 'access', client_id: clientId } : { token_use: 'id' },
    },
    roleClaim: 'cognito:groups',
    scopeClaim: 'scope',
  };
}

const HOSTS = { original: 'cognito-idp', updated: 'issuer-cognito-idp' } as const;

function issuerOf({ userPoolId, issuer = 'original' }: CognitoOptions): string {
  const host = HOSTS[readOneOf(issuer, ['original', 'updated'], 'cognito.issuer')];
  const pool = readText(userPoolId, {
    option: 'cognito.userPoolId',
    pattern: /^[a-z]{2}(?:-[a-z]+)+-\d_[A-Za-z0-9]+$/,
    right: 'the ID of a user pool, with its region: eu-central-1_AbC123',
  });
  return `https://${host}.${pool.slice(0, pool.indexOf('_'))}.amazonaws.com/${pool}`;
}
