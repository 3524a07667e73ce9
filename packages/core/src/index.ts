/**
 * `@portcullis/core`: verifies JSON Web Tokens (RFC 7519) with HMAC secrets and public keys from a JWKS.
 */
export { createVerifier } from './verifier/create-verifier.js';
export { TokenVerifier, type IssuerHealth } from './verifier/token-verifier.js';
export type {
  CommonVerifierOptions,
  ManyIssuersOptions,
  VerifierOptions,
} from './verifier/verifier-options.js';
export type { IssuerOptions, PublicKeyInput, SecretInput } from './verifier/issuer-options.js';
export type { TokenCacheOptions, TokenCacheStats } from './verifier/token-cache.js';
export type { VerifiedToken } from './verifier/verified-token.js';
export type { Claims, RegisteredClaims } from './claims/claims.js';
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
  type KeyState,
  type RemoteJwksEnvironment,
  type RemoteJwksOptions,
} from './keys/index.js';
export {
  ConfigurationError,
  CredentialError,
  KeyRefusedError,
  KeysUnavailableError,
  PortcullisError,
  TokenError,
  type ErrorCategory,
  type ErrorCode,
  type ErrorDetails,
  type TokenContext,
  type TokenErrorCode,
} from './errors.js';
export { google } from './presets/google.js';
export {
  describeValue,
  parseDuration,
  parseDurationWithin,
  type Clock,
  type Duration,
} from './duration.js';
