/** One assertion a line: what the compiler knows of the module's types, and that none of them is or holds `any`. */
import type { ExecutionContext } from '@nestjs/common';
import type * as core from '@portcullis/core';
import { fails, holds } from '../../../../tools/type-tests/assertions.js';
import type { Extends, HasAny, Same } from '../../../../tools/type-tests/assertions.js';
import type {
  AcceptedEvent,
  AccessHooks,
  AccessPolicy,
  AccessRequest,
  AccessRule,
  AuditedHandler,
  AuthContext,
  Authenticated,
  AuthenticatedUser,
  Authenticator,
  AuthorizationOptions,
  Claims,
  CredentialSettings,
  DeniedEvent,
  GraphqlContext,
  HandlerAccess,
  HttpRequest,
  JwtAuthGuard,
  JwtAuthModule,
  JwtAuthModuleExtras,
  JwtAuthModuleOptions,
  JwtAuthOptionsFactory,
  JwtAuthRootOptions,
  LiveConnections,
  NestAuthOptions,
  OpenApiLike,
  RejectedEvent,
  RoleHierarchyOption,
  RoleMappingOption,
  RolesGuard,
  RuleArguments,
  RuleOptions,
  TokenVerifier,
  Transport,
  InferredOptions,
  TypedRoles,
  UserOf,
  VerifiedToken,
} from '@portcullis/nest';

type Own = { readonly tenant: string };
type Made<Name extends 'user' | 'authenticated'> = ReturnType<AuthContext[Name]>;
/** What `forRoot` takes; the instance of a module that Nest's builder makes is Nest's own. */
type Taken = Parameters<typeof JwtAuthModule.forRoot>;
type Shown = Parameters<NonNullable<NestAuthOptions<Own>['mapUser']>>;
type Mapped = { readonly mapUser: () => Own };

describe('no any is in', () => {
  it.each([
    ['JwtAuthModuleOptions', fails<HasAny<JwtAuthModuleOptions>>()],
    ['JwtAuthModuleOptions with a schema', fails<HasAny<JwtAuthModuleOptions<Own>>>()],
    ['JwtAuthModuleExtras', fails<HasAny<JwtAuthModuleExtras>>()],
    ['JwtAuthOptionsFactory', fails<HasAny<JwtAuthOptionsFactory>>()],
    ['JwtAuthRootOptions', fails<HasAny<JwtAuthRootOptions>>()],
    ['NestAuthOptions', fails<HasAny<NestAuthOptions>>()],
    ['InferredOptions', fails<HasAny<InferredOptions<Own, object>>>()],
    ['UserOf', fails<HasAny<UserOf<InferredOptions<Own, Mapped>>>>()],
    ['AuthorizationOptions', fails<HasAny<AuthorizationOptions>>()],
    ['RoleMappingOption', fails<HasAny<RoleMappingOption>>()],
    ['RoleHierarchyOption', fails<HasAny<RoleHierarchyOption>>()],
    ['AuthenticatedUser', fails<HasAny<AuthenticatedUser>>()],
    ['AuthContext', fails<HasAny<AuthContext>>()],
    ['Authenticator', fails<HasAny<Authenticator>>()],
    ['Authenticated', fails<HasAny<Authenticated>>()],
    ['JwtAuthGuard', fails<HasAny<JwtAuthGuard>>()],
    ['RolesGuard', fails<HasAny<RolesGuard>>()],
    ['LiveConnections', fails<HasAny<LiveConnections>>()],
    ['AcceptedEvent', fails<HasAny<AcceptedEvent>>()],
    ['DeniedEvent', fails<HasAny<DeniedEvent>>()],
    ['RejectedEvent', fails<HasAny<RejectedEvent>>()],
    ['AccessHooks', fails<HasAny<AccessHooks>>()],
    ['AccessPolicy', fails<HasAny<AccessPolicy>>()],
    ['AccessRequest', fails<HasAny<AccessRequest>>()],
    ['AccessRule', fails<HasAny<AccessRule>>()],
    ['HandlerAccess', fails<HasAny<HandlerAccess>>()],
    ['AuditedHandler', fails<HasAny<AuditedHandler>>()],
    ['OpenApiLike', fails<HasAny<OpenApiLike>>()],
    ['RuleArguments', fails<HasAny<RuleArguments<string>>>()],
    ['RuleOptions', fails<HasAny<RuleOptions>>()],
    ['TypedRoles', fails<HasAny<TypedRoles<'admin'>>>()],
    ['Transport', fails<HasAny<Transport>>()],
    ['CredentialSettings', fails<HasAny<CredentialSettings>>()],
    ['HttpRequest', fails<HasAny<HttpRequest>>()],
    ['GraphqlContext', fails<HasAny<GraphqlContext>>()],
  ])('%s', (_type, asserted) => expect(asserted).toBe(true));
});

describe('the types of a request', () => {
  it.each([
    ['have a user nobody knows', holds<Same<Authenticated['user'], unknown>>()],
    ['have a token that was verified', holds<Same<Authenticated['token'], VerifiedToken>>()],
    ['have a user nobody knows in the context', holds<Same<Made<'user'>, unknown>>()],
    [
      'may have nobody in the context',
      holds<Same<Made<'authenticated'>, Authenticated | undefined>>(),
    ],
    ['know the user’s own claims', holds<Same<AuthenticatedUser<Own>['claims'], Claims & Own>>()],
    ['may have no subject', holds<Same<AuthenticatedUser['id'], string | undefined>>()],
    ['have roles as text', holds<Same<AuthenticatedUser['roles'], readonly string[]>>()],
    ['know a user of one’s own', holds<Same<UserOf<InferredOptions<object, Mapped>>, Own>>()],
    [
      'give policies sets of text',
      holds<Same<AccessRequest['roles' | 'scopes'], ReadonlySet<string>>>(),
    ],
    ['give policies the context', holds<Same<AccessRequest['context'], ExecutionContext>>()],
    [
      'have policies say yes or no',
      holds<Same<ReturnType<AccessPolicy['canAccess']>, boolean | Promise<boolean>>>(),
    ],
    ['tell a hook the code', holds<Same<DeniedEvent['code'], core.ErrorCode | undefined>>()],
    ['tell a hook the status', holds<Same<DeniedEvent['status'], 400 | 401 | 403 | 503>>()],
    ['never tell subscribers the token', fails<Extends<'token', keyof RejectedEvent>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});

describe('the types of options', () => {
  it.each([
    ['are those of the module', holds<Same<Taken, [options: JwtAuthRootOptions]>>()],
    ['have all that a verifier has', holds<Extends<JwtAuthModuleOptions, core.VerifierOptions>>()],
    ['need an issuer, as those do', fails<Extends<NestAuthOptions, JwtAuthModuleOptions>>()],
    ['know two guards', holds<Same<NestAuthOptions['guard'], 'global' | 'manual' | undefined>>()],
    ['show mapUser the claims', holds<Same<Shown, [verified: VerifiedToken<Own>]>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});

describe('the types of core', () => {
  it.each([
    [
      'are the same here: VerifiedToken',
      holds<Same<VerifiedToken<Own>, core.VerifiedToken<Own>>>(),
    ],
    ['are the same here: Claims', holds<Same<Claims, core.Claims>>()],
    ['are the same here: TokenVerifier', holds<Same<TokenVerifier, core.TokenVerifier>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});
