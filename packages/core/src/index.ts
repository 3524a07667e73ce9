/**
 * `@portcullis/core`: verifies JSON Web Tokens (RFC 7519) with HMAC secrets and public keys from a JWKS.
 */
export { createVerifier } from './verifier/create-verifier.js';
export { assertVerifierOptions } from './verifier/check-verifier-options.js';
export { TokenVerifier, type IssuerHealth, type KeyUse } from './verifier/token-verifier.js';
export type {
  CommonVerifierOptions,
  ListedIssuersOptions,
  ManyIssuersOptions,
  TenantIssuersOptions,
  TokenCacheOptions,
  VerifierOptions,
} from './verifier/verifier-options.js';
export type { TenantOptions } from './issuers/tenants/tenant-options.js';
export type {
  IssuerOptions,
  MigrationOptions,
  PresetConditions,
  PublicKeyInput,
  SecretInput,
  Secrets,
} from './issuers/issuer-options.js';
export type { RevocationList } from './verifier/revocation-list.js';
export type { ResolvedIssuer } from './issuers/tenants/tenant-registry.js';
export type { TokenCacheStats } from './verifier/token-cache.js';
export type { VerifiedToken } from './verifier/verified-token.js';
export type { Claims, RegisteredClaims } from './claims/claims.js';
export { rolesOf, scopesOf } from './claims/claim-paths.js';
export type { ClaimPath, ClaimPlaces, GrantedClaims, GrantPlaces } from './claims/claim-paths.js';
export type { ClaimsSchema } from './claims/claims-schema.js';
export type { TokenType } from './claims/token-type.js';
export { isAlgorithm, isSymmetric, type Algorithm } from './jws/algorithms.js';
export type { JoseHeader } from './jws/header.js';
export type { JsonObject, JsonValue } from './encoding/strict-json.js';
export type { Jwk, JwksDocument } from './jwk/jwk.js';
export type { VerificationKey } from './jwk/verification-key.js';
export {
  RemoteJwks,
  StaticKeys,
  type KeySource,
  type KeySourceState,
  type Discovery,
  type FetchFailure,
  type JwksKeysClient,
  type KeyChangedEvent,
  type KeyEvent,
  type KeyEvents,
  type KeyIdFloodEvent,
  type KeysFailedEvent,
  type KeysFetchedEvent,
  type KeysFrom,
  type RemoteJwksEnvironment,
  type RemoteJwksIssuer,
  type RemoteJwksOptions,
  type SkippedKeyEvent,
  type StaleKeysEvent,
  type UnknownKeyIdEvent,
} from './keys/index.js';
export type { ErrorCategory, ErrorCode, UnavailableErrorCode } from './error-codes.js';
export {
  ApplicationUnavailableError,
  ConfigurationError,
  CredentialError,
  InvalidArgumentError,
  InvalidKeyError,
  KeysUnavailableError,
  OriginError,
  PortcullisError,
  RevocationUnknownError,
  TokenError,
  UnavailableError,
  asArgumentError,
  checkArguments,
  type ErrorDetails,
  type TokenContext,
  type TokenErrorCode,
} from './errors.js';
export { auth0, type Auth0Options } from './presets/auth0.js';
export { clerk, type ClerkOptions } from './presets/clerk.js';
export { cognito, type CognitoOptions } from './presets/cognito.js';
export { entra, type EntraOptions } from './presets/entra.js';
export { firebase, type FirebaseOptions } from './presets/firebase.js';
export { githubActions, type GithubActionsOptions } from './presets/github-actions.js';
export { gitlab, gitlabCi, type GitlabCiOptions, type GitlabOptions } from './presets/gitlab.js';
export { google, type GoogleOptions } from './presets/google.js';
export type { JobConditions } from './presets/job-conditions.js';
export { keycloak, type KeycloakOptions } from './presets/keycloak.js';
export { okta, type OktaOptions } from './presets/okta.js';
export type { RemoteIssuerOptions } from './presets/read-options.js';
export { supabase, type SupabaseOptions } from './presets/supabase.js';
export { unreferencedTimeout, type Scheduler } from './time/scheduler.js';
export {
  ApplicationCalls,
  CALLBACK_TIMEOUT_MS,
  type ApplicationCallBounds,
} from './application-calls.js';
export {
  assertKnownNames,
  assertKnownOptions,
  type OptionKind,
  type OptionNames,
  type OptionTable,
} from './options/known-options.js';
export {
  durationOption,
  functionOption,
  integerOption,
  readClock,
  readFlag,
  readInteger,
  readOptions,
  type Bounds,
  type OptionReader,
  type OptionReaders,
  type ReadOptions,
} from './options/read-options.js';
export { assertNoStrayWhitespace, warnOfStrayWhitespace } from './stray-whitespace.js';
export { quoteText } from './mismatch.js';
export {
  describeValue,
  parseDuration,
  parseDurationWithin,
  type Clock,
  type Duration,
} from './time/duration.js';
