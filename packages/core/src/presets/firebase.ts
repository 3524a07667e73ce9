import { assertKnownOptions } from '../options/known-options.js';
import { readText, type RemoteIssuerOptions } from './read-options.js';

/** Options of `firebase`. */
export interface FirebaseOptions {
  /** The ID of the Firebase project; not its number, nor its name. */
  readonly projectId: string;
}

/**
 * Firebase Authentication: the ID tokens that its client SDKs send to a backend. Its session cookies have another
 * issuer and other keys.
 *
 * Custom claims of a user are at the top level. Roles are read from `role` unless you override `roleClaim`.
 *
 * @throws ConfigurationError when the project ID is missing, or is a project number
 * @see https://firebase.google.com/docs/auth/admin/verify-id-tokens
 */
export function firebase(options: FirebaseOptions): RemoteIssuerOptions {
  assertKnownOptions(options, { projectId: 'value' }, 'firebase.');
  const projectId = readText(options.projectId, {
    option: 'firebase.projectId',
    pattern: /^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]*$/,
    right: 'the ID of the project, such as acme-prod: not its number, and no address',
  });
  return {
    issuer: `https://securetoken.google.com/${projectId}`,
    audience: projectId,
    // Not the address that Firebase's page names, which has the same keys as certificates.
    jwksUri:
      'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
    algorithms: ['RS256'],
    tokenType: 'id',
    presetConditions: { requiredClaims: ['auth_time'] },
  };
}
