/**
 * `@portcullis/nest`: JWT authentication and role authorization for NestJS. Import `JwtAuthModule`, decorate
 * controllers with `@Roles()` and `@Public()`.
 */
export { JwtAuthModule } from './jwt-auth.module.js';
export type {
  JwtAuthModuleExtras,
  JwtAuthRootAsyncOptions,
  JwtAuthRootOptions,
} from './jwt-auth.module-definition.js';
export { defineJwtAuthOptions } from './options/jwt-auth.options.js';
export type {
  JwtAuthModuleOptions,
  JwtAuthOptionsFactory,
  NestAuthOptions,
  InferredOptions,
  UserOf,
} from './options/jwt-auth.options.js';
export type { AuditedHandler } from './audit/handler-audit.js';
export {
  annotateGraphqlSchema,
  annotateOpenApi,
  type OpenApiLike,
} from './audit/annotate-openapi.js';
export { formatRoutes, routesOf } from './audit/format-routes.js';
export type { AuthenticatedUser } from './request/authenticated-user.js';
export { AuthContext } from './authentication/auth-context.js';
export { Authenticator } from './authentication/authenticator.js';
export type { RejectedEvent } from './authentication/rejection-report.js';
export type { Authenticated } from './request/authenticated.js';
export type { AcceptedEvent, AccessHooks, DeniedEvent } from './request/access-events.js';
export { JwtAuthGuard } from './guards/jwt-auth.guard.js';
export { JwtStrategy } from './passport/jwt.strategy.js';
export type { AccessPolicy, AccessRequest } from './authorization/access-policy.js';
export type { AccessRule } from './authorization/access-rule.js';
export type { AuthorizationOptions, RoleMappingOption } from './options/authorization.options.js';
export type { HandlerAccess } from './authorization/handler-access.js';
export type { RoleHierarchyOption } from './authorization/role-hierarchy.js';
export { RolesGuard } from './guards/roles.guard.js';
export { AcceptIssuers } from './decorators/accept-issuers.decorator.js';
export { AllRoles } from './decorators/all-roles.decorator.js';
export { Claim } from './decorators/claim.decorator.js';
export { createRoleDecorators, type TypedRoles } from './decorators/create-role-decorators.js';
export { CurrentUser } from './decorators/current-user.decorator.js';
export type { RuleArguments, RuleOptions } from './authorization/rule-metadata.js';
export { OptionalAuth } from './decorators/optional-auth.decorator.js';
export { Public } from './decorators/public.decorator.js';
export { RequirePolicy } from './decorators/require-policy.decorator.js';
export { Roles } from './decorators/roles.decorator.js';
export { Scopes } from './decorators/scopes.decorator.js';
export { graphqlTransport, type GraphqlContext } from './transports/graphql.js';
export { httpTransport } from './transports/http.js';
export type { HttpRequest } from './transports/http-request.js';
export { rpcTransport } from './transports/rpc.js';
export type { CredentialSettings, Transport } from './transports/transport.js';
export { wsTransport } from './transports/ws.js';
// What an application needs of core beside this package's own names: it then depends on `@portcullis/nest` alone.
export {
  ApplicationUnavailableError,
  ConfigurationError,
  createVerifier,
  CredentialError,
  InvalidArgumentError,
  InvalidKeyError,
  KeysUnavailableError,
  OriginError,
  PortcullisError,
  RevocationUnknownError,
  TokenError,
  TokenVerifier,
  UnavailableError,
} from '@portcullis/core';
export type {
  Algorithm,
  ClaimPath,
  ClaimPlaces,
  Claims,
  ClaimsSchema,
  Clock,
  Duration,
  ErrorCategory,
  ErrorCode,
  GrantedClaims,
  IssuerHealth,
  IssuerOptions,
  JoseHeader,
  JsonObject,
  JsonValue,
  Jwk,
  JwksDocument,
  JwksKeysClient,
  KeySource,
  KeySourceState,
  MigrationOptions,
  PublicKeyInput,
  RegisteredClaims,
  RemoteJwksOptions,
  ResolvedIssuer,
  RevocationList,
  SecretInput,
  Secrets,
  TenantOptions,
  TokenCacheOptions,
  TokenCacheStats,
  TokenContext,
  TokenErrorCode,
  TokenType,
  VerificationKey,
  VerifiedToken,
  VerifierOptions,
} from '@portcullis/core';
export type { HttpOutcome } from '@portcullis/core/bearer';
export {
  auth0,
  clerk,
  cognito,
  entra,
  firebase,
  githubActions,
  gitlab,
  gitlabCi,
  google,
  keycloak,
  okta,
  supabase,
} from '@portcullis/core/presets';
export type {
  Auth0Options,
  ClerkOptions,
  CognitoOptions,
  EntraOptions,
  FirebaseOptions,
  GithubActionsOptions,
  GitlabCiOptions,
  GitlabOptions,
  GoogleOptions,
  JobConditions,
  KeycloakOptions,
  OktaOptions,
  RemoteIssuerOptions,
  SupabaseOptions,
} from '@portcullis/core/presets';
export { LiveConnections } from './connections/live-connections.js';
