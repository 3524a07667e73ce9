import { assertKnownOptions } from '../options/known-options.js';
import {
  readAudiences,
  readOneOf,
  readText,
  readTexts,
  type RemoteIssuerOptions,
} from './read-options.js';

/** The version of an access token, which its `ver` claim says. */
type Version = '1.0' | '2.0';

/** Options of `entra`. */
export interface EntraOptions {
  /** The ID of the tenant, a GUID. Not `common`, `organizations` or `consumers`, which mean any tenant. */
  readonly tenantId: string;
  /** For 2.0 the client ID of the API, a GUID; for 1.0 that or its Application ID URI, `api://…`. */
  readonly audience: string | readonly string[];
  /** What the API's manifest asks for. Default `2.0`; where the manifest says nothing, Entra makes 1.0. */
  readonly version?: Version;
}

const LOGIN = 'https://login.microsoftonline.com';
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Microsoft Entra ID: access tokens for an API of one's own, of users or of applications, from one tenant.
 *
 * The API's manifest decides on the version of its tokens. One of version 1.0 has another issuer, has its keys at
 * another address, and names its client in `appid` in place of `azp`.
 *
 * @throws ConfigurationError for a tenant that is not one GUID, no audience, or an unknown version
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/access-tokens
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference
 */
export function entra(options: EntraOptions): RemoteIssuerOptions {
  assertKnownOptions(options, { tenantId: 'value', audience: 'value', version: 'value' }, 'entra.');
  const { version = '2.0', audience } = options;
  const tenantId = readText(options.tenantId, {
    option: 'entra.tenantId',
    pattern: GUID,
    right: 'the GUID of one tenant, in lower case: no domain, not common, organizations, consumers',
  });
  return {
    ...VERSIONS[readOneOf(version, ['1.0', '2.0'], 'entra.version')](tenantId, audience),
    algorithms: ['RS256'],
    tokenType: 'access',
    roleClaim: 'roles',
    scopeClaim: 'scp',
  };
}

type Versioned = Pick<RemoteIssuerOptions, 'issuer' | 'audience' | 'jwksUri' | 'presetConditions'>;

// An application that is its own API gets ID tokens and access tokens with one audience. Only an access token says
// which client it was given to: `azp`, or `appid`.
const VERSIONS: Readonly<Record<Version, (tenantId: string, audience: unknown) => Versioned>> = {
  '1.0': (tenantId, audience) => ({
    issuer: `https://sts.windows.net/${tenantId}/`,
    audience: readAudiences(audience, 'entra.audience'),
    jwksUri: `${LOGIN}/${tenantId}/discovery/keys`,
    presetConditions: { requiredClaims: ['appid'] },
  }),
  '2.0': (tenantId, audience) => ({
    issuer: `${LOGIN}/${tenantId}/v2.0`,
    audience: readTexts(audience, {
      option: 'entra.audience',
      pattern: GUID,
      right: "the API's client ID, a GUID in lower case; api:// addresses go with version '1.0'",
    }),
    jwksUri: `${LOGIN}/${tenantId}/discovery/v2.0/keys`,
    presetConditions: { requiredClaims: ['azp'] },
  }),
};
