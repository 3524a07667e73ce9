/** Types of the options, one assertion per line. No option is or contains `any`. */
import type { KeyObject } from 'node:crypto';
import { fails, holds } from '../../../../tools/type-tests/assertions.js';
import type { Extends, HasAny, Same } from '../../../../tools/type-tests/assertions.js';
import type {
  Algorithm,
  ClaimPath,
  ClaimsSchema,
  Clock,
  CommonVerifierOptions,
  Duration,
  IssuerOptions,
  JwksDocument,
  KeySource,
  ListedIssuersOptions,
  ManyIssuersOptions,
  MigrationOptions,
  PresetConditions,
  PublicKeyInput,
  RemoteJwksOptions,
  ResolvedIssuer,
  RevocationList,
  SecretInput,
  Secrets,
  TenantIssuersOptions,
  TenantOptions,
  TokenCacheOptions,
  TokenType,
  VerifierOptions,
} from '@portcullis/core';
import type {
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

type Own = { readonly tenant: string };
type Option<Name extends keyof IssuerOptions> = IssuerOptions[Name];
type Common<Name extends keyof CommonVerifierOptions> = CommonVerifierOptions[Name];
type Texts = string | readonly string[];

describe('no any in', () => {
  it.each([
    ['VerifierOptions', fails<HasAny<VerifierOptions>>()],
    ['VerifierOptions with a schema', fails<HasAny<VerifierOptions<Own>>>()],
    ['CommonVerifierOptions', fails<HasAny<CommonVerifierOptions>>()],
    ['ListedIssuersOptions', fails<HasAny<ListedIssuersOptions>>()],
    ['TenantIssuersOptions', fails<HasAny<TenantIssuersOptions>>()],
    ['ManyIssuersOptions', fails<HasAny<ManyIssuersOptions>>()],
    ['TenantOptions', fails<HasAny<TenantOptions>>()],
    ['ResolvedIssuer', fails<HasAny<ResolvedIssuer>>()],
    ['IssuerOptions', fails<HasAny<IssuerOptions>>()],
    ['MigrationOptions', fails<HasAny<MigrationOptions>>()],
    ['PresetConditions', fails<HasAny<PresetConditions>>()],
    // Byte types of the platform contain `any` themselves.
    ['PublicKeyInput', fails<HasAny<Exclude<PublicKeyInput, Uint8Array>>>()],
    ['SecretInput', fails<HasAny<Exclude<SecretInput, Uint8Array>>>()],
    ['Secrets', fails<HasAny<Secrets>>()],
    ['RevocationList', fails<HasAny<RevocationList>>()],
    ['TokenCacheOptions', fails<HasAny<TokenCacheOptions>>()],
    ['ClaimsSchema', fails<HasAny<ClaimsSchema['~standard']>>()],
    ['ClaimPath', fails<HasAny<ClaimPath>>()],
    ['TokenType', fails<HasAny<TokenType>>()],
    ['Duration', fails<HasAny<Duration>>()],
    ['Clock', fails<HasAny<Clock>>()],
    ['RemoteIssuerOptions', fails<HasAny<RemoteIssuerOptions>>()],
    ['JobConditions', fails<HasAny<JobConditions>>()],
    ['Auth0Options', fails<HasAny<Auth0Options>>()],
    ['ClerkOptions', fails<HasAny<ClerkOptions>>()],
    ['CognitoOptions', fails<HasAny<CognitoOptions>>()],
    ['EntraOptions', fails<HasAny<EntraOptions>>()],
    ['FirebaseOptions', fails<HasAny<FirebaseOptions>>()],
    ['GithubActionsOptions', fails<HasAny<GithubActionsOptions>>()],
    ['GitlabOptions', fails<HasAny<GitlabOptions>>()],
    ['GitlabCiOptions', fails<HasAny<GitlabCiOptions>>()],
    ['GoogleOptions', fails<HasAny<GoogleOptions>>()],
    ['KeycloakOptions', fails<HasAny<KeycloakOptions>>()],
    ['OktaOptions', fails<HasAny<OktaOptions>>()],
    ['SupabaseOptions', fails<HasAny<SupabaseOptions>>()],
  ])('%s', (_type, asserted) => expect(asserted).toBe(true));
});

describe('the options of an issuer', () => {
  it.each([
    ['name one issuer', holds<Same<Option<'issuer'>, string>>()],
    ['cannot leave the audience out', fails<Extends<undefined, Option<'audience'>>>()],
    ['can skip it with null', holds<Same<Option<'audience'>, Texts | null>>()],
    [
      'take a secret of text, bytes or a key',
      holds<Same<SecretInput, string | Uint8Array | KeyObject>>(),
    ],
    ['take a list of secrets', holds<Extends<readonly SecretInput[], Secrets>>()],
    ['take secrets by key ID', holds<Extends<{ readonly a: string }, Secrets>>()],
    ['take a JWK Set', holds<Same<Option<'jwks'>, JwksDocument | undefined>>()],
    ['take a key source', holds<Same<Option<'keys'>, KeySource | undefined>>()],
    [
      'take known algorithms',
      holds<Same<Option<'algorithms'>, readonly Algorithm[] | undefined>>(),
    ],
    ['take settings of fetches', holds<Same<Option<'remote'>, RemoteJwksOptions | undefined>>()],
    ['allow only true for discover', fails<Extends<false, Option<'discover'>>>()],
    ['have one profile', holds<Same<Option<'profile'>, 'rfc9068' | undefined>>()],
    ['have two kinds of token', holds<Same<TokenType, 'access' | 'id'>>()],
    [
      'allow no other claim to be absent',
      fails<Extends<'iss', (Option<'optionalClaims'> & object)[number]>>(),
    ],
    ['take durations', holds<Same<Option<'clockTolerance'>, Duration | undefined>>()],
    ['take null for no limit', holds<Same<Option<'maxLifetime'>, Duration | null | undefined>>()],
    ['end a migration', holds<Same<MigrationOptions['until'], Date | string>>()],
    [
      'have a preset’s conditions',
      holds<Same<Option<'presetConditions'>, PresetConditions | undefined>>(),
    ],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});

describe('the options of a verifier', () => {
  it.each([
    [
      'are of one issuer',
      holds<Extends<{ issuer: 'i'; audience: 'a'; secret: 's' }, VerifierOptions>>(),
    ],
    ['or of several', holds<Extends<{ issuers: IssuerOptions[] }, VerifierOptions>>()],
    [
      'or of tenants, with a rule',
      fails<Extends<{ resolveIssuer: () => null }, VerifierOptions>>(),
    ],
    ['need an issuer', fails<Extends<object, VerifierOptions>>()],
    [
      'turn the cache off or bound it',
      holds<Same<Common<'cache'>, false | TokenCacheOptions | undefined>>(),
    ],
    ['bound it by a number', holds<Same<TokenCacheOptions, { readonly maxTokens?: number }>>()],
    ['take a clock', holds<Same<Common<'clock'>, (() => number) | undefined>>()],
    [
      'take a list of revocations',
      holds<Same<Common<'revocations'>, RevocationList | undefined>>(),
    ],
    [
      'resolve a tenant by a string',
      holds<Same<Parameters<TenantIssuersOptions['resolveIssuer']>, [iss: string]>>(),
    ],
    [
      'accept no promise from allowIssuer',
      holds<Same<ReturnType<TenantIssuersOptions['allowIssuer']>, boolean>>(),
    ],
    [
      'have the schema’s output',
      holds<Same<CommonVerifierOptions<Own>['claims'], ClaimsSchema<Own> | undefined>>(),
    ],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});

describe('the options of one issuer come from', () => {
  it.each([
    ['auth0', holds<Same<ReturnType<typeof auth0>, RemoteIssuerOptions>>()],
    ['clerk', holds<Same<ReturnType<typeof clerk>, RemoteIssuerOptions>>()],
    ['cognito', holds<Same<ReturnType<typeof cognito>, RemoteIssuerOptions>>()],
    ['entra', holds<Same<ReturnType<typeof entra>, RemoteIssuerOptions>>()],
    ['firebase', holds<Same<ReturnType<typeof firebase>, RemoteIssuerOptions>>()],
    ['githubActions', holds<Same<ReturnType<typeof githubActions>, RemoteIssuerOptions>>()],
    ['gitlab', holds<Same<ReturnType<typeof gitlab>, RemoteIssuerOptions>>()],
    ['gitlabCi', holds<Same<ReturnType<typeof gitlabCi>, RemoteIssuerOptions>>()],
    ['google', holds<Same<ReturnType<typeof google>, RemoteIssuerOptions>>()],
    ['keycloak', holds<Same<ReturnType<typeof keycloak>, RemoteIssuerOptions>>()],
    ['okta', holds<Same<ReturnType<typeof okta>, RemoteIssuerOptions>>()],
    ['supabase', holds<Same<ReturnType<typeof supabase>, RemoteIssuerOptions>>()],
  ])('%s', (_preset, asserted) => expect(asserted).toBe(true));

  it.each([
    ['with the address of the keys', holds<Extends<RemoteIssuerOptions['jwksUri'], string>>()],
    [
      'auth0 requires both options',
      holds<Same<Auth0Options, { readonly domain: string; readonly audience: Texts }>>(),
    ],
    [
      'conditions of a job are strings',
      holds<Same<JobConditions, Readonly<Record<string, Texts>>>>(),
    ],
    ['and are required', fails<Extends<undefined, GithubActionsOptions['requiredValues']>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});
