/** `@portcullis/nest/issuer`: signs tokens in a Nest application, keeps its sessions and publishes its keys. */
export { TokenIssuerModule } from './token-issuer.module.js';
export type {
  TokenIssuerRootAsyncOptions,
  TokenIssuerRootOptions,
} from './token-issuer.module-definition.js';
export type {
  Awaitable,
  GrantContext,
  IssuerCookieOptions,
  IssuerKeyOptions,
  IssuerMetadataMembers,
  IssuerRevocationOptions,
  IssuerSessionOptions,
  TokenGrant,
  TokenIssuerModuleExtras,
  TokenIssuerModuleOptions,
  TokenIssuerOptionsFactory,
} from './options/token-issuer.options.js';
export {
  TokenIssuer,
  type ClientCredentials,
  type IssueOptions,
  type OwnIssuerOptions,
  type RefreshDetails,
  type SignInDetails,
} from './token-issuer.js';
export { TokenController } from './endpoints/token.controller.js';
export type { TokenResponse } from './endpoints/token-response.js';
export {
  SubjectGoneError,
  TokenRequestError,
  type TokenRequestErrorCode,
} from './endpoints/token-request-error.js';
export { AccessTokensRemainError } from './access-tokens-remain.js';
export {
  generateClientSecret,
  hashClientSecret,
  isClientSecret,
} from './endpoints/client-secret.js';
export { IssuerKeys } from './issuer-keys.js';
export { SameOrigin, SameOriginGuard } from './cookies/same-origin.guard.js';
export {
  RefreshCookie,
  type CookieResponse,
  type RefreshCookieOptions,
} from './cookies/refresh-cookie.js';
export {
  KeyRing,
  MemoryKeyStore,
  MemoryRevocationStore,
  MemorySessionStore,
  MemoryStore,
  parseKeyEncryptionKeys,
  RefreshRejectedError,
  RefreshSessions,
  Revocations,
  RevocationsFullError,
  SigningKey,
  StoreUnavailableError,
  TokenSigner,
} from '@portcullis/issuer';
export type {
  Audience,
  CustomClaims,
  EndReason,
  IssuerStore,
  KeyEncryptionKeys,
  KeyRingOptions,
  KeyStore,
  KeyTimes,
  PublicJwks,
  RefreshSessionsOptions,
  RevocationsOptions,
  RevocationStore,
  SessionStore,
  SessionView,
  SignedToken,
  SigningAlgorithm,
  SignRequest,
} from '@portcullis/issuer';
export {
  PostgresKeyStore,
  PostgresRevocationStore,
  PostgresSessionStore,
  PostgresStore,
} from '@portcullis/issuer/postgres';
export type {
  PostgresListener,
  PostgresStoreOptions,
  Queryable,
} from '@portcullis/issuer/postgres';
export {
  RedisKeyStore,
  RedisRevocationStore,
  RedisSessionStore,
  RedisStore,
} from '@portcullis/issuer/redis';
export type { RedisClient, RedisStoreOptions, RedisSubscriber } from '@portcullis/issuer/redis';
