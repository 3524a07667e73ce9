/**
 * `@portcullis/core`: verifies JSON Web Tokens (RFC 7519) with HMAC secrets and public keys from a JWKS.
 */
export { createVerifier } from './verifier/create-verifier.js';
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
export type { Algorithm } from './jws/algorithms.js';
export type { JoseHeader } from './jws/header.js';
export type { JsonObject, JsonValue } from './encoding/strict-json.js';
export type { Jwk, JwksDocument } from './jwk/jwk.js';
export type { VerificationKey } from './jwk/verification-key.js';
export type { JwksKeysClient, KeySource, KeySourceState, RemoteJwksOptions } from './keys/index.js';
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
  type ErrorDetails,
  type TokenContext,
  type TokenErrorCode,
} from './errors.js';
export type { Clock, Duration } from './time/duration.js';
