/** Types of `@portcullis/nest/issuer`, one assertion per line. No type is `any` or contains it. */
import { fails, holds } from '../../../../tools/type-tests/assertions.js';
import type { Extends, HasAny, Same } from '../../../../tools/type-tests/assertions.js';
import type { VerifierOptions } from '@portcullis/core';
import type {
  isClientSecret,
  AccessTokensRemainError,
  Awaitable,
  ClientCredentials,
  CookieResponse,
  GrantContext,
  IssueOptions,
  IssuerMetadataMembers,
  IssuerCookieOptions,
  IssuerKeyOptions,
  IssuerKeys,
  IssuerRevocationOptions,
  IssuerSessionOptions,
  IssuerStore,
  MemoryStore,
  OwnIssuerOptions,
  PostgresStore,
  PostgresStoreOptions,
  RedisStore,
  RedisStoreOptions,
  RefreshCookie,
  RefreshCookieOptions,
  RefreshDetails,
  SameOriginGuard,
  SignedToken,
  SignInDetails,
  SubjectGoneError,
  TokenController,
  TokenGrant,
  TokenIssuer,
  TokenIssuerModule,
  TokenIssuerModuleExtras,
  TokenIssuerModuleOptions,
  TokenIssuerOptionsFactory,
  TokenIssuerRootOptions,
  TokenRequestError,
  TokenRequestErrorCode,
  TokenResponse,
} from '@portcullis/nest/issuer';

/** What `forRoot` takes; the instance of a module that Nest's builder makes is Nest's own. */
type Taken = Parameters<typeof TokenIssuerModule.forRoot>;
type Answer<Name extends 'issue' | 'signIn' | 'refresh' | 'signOut' | 'clientCredentials'> =
  ReturnType<TokenIssuer[Name]>;

describe('no any is in', () => {
  it.each([
    ['TokenIssuerModuleOptions', fails<HasAny<TokenIssuerModuleOptions>>()],
    ['TokenIssuerModuleExtras', fails<HasAny<TokenIssuerModuleExtras>>()],
    ['TokenIssuerOptionsFactory', fails<HasAny<TokenIssuerOptionsFactory>>()],
    ['TokenIssuerRootOptions', fails<HasAny<TokenIssuerRootOptions>>()],
    ['IssuerKeyOptions', fails<HasAny<IssuerKeyOptions>>()],
    ['IssuerSessionOptions', fails<HasAny<IssuerSessionOptions>>()],
    ['IssuerRevocationOptions', fails<HasAny<IssuerRevocationOptions>>()],
    ['IssuerStore', fails<HasAny<IssuerStore>>()],
    ['MemoryStore', fails<HasAny<MemoryStore>>()],
    ['PostgresStore', fails<HasAny<PostgresStore>>()],
    ['PostgresStoreOptions', fails<HasAny<PostgresStoreOptions>>()],
    ['RedisStore', fails<HasAny<RedisStore>>()],
    ['RedisStoreOptions', fails<HasAny<RedisStoreOptions>>()],
    ['IssuerCookieOptions', fails<HasAny<IssuerCookieOptions>>()],
    ['IssuerMetadataMembers', fails<HasAny<IssuerMetadataMembers>>()],
    ['RefreshCookieOptions', fails<HasAny<RefreshCookieOptions>>()],
    ['RefreshCookie', fails<HasAny<RefreshCookie>>()],
    ['CookieResponse', fails<HasAny<CookieResponse>>()],
    ['TokenGrant', fails<HasAny<TokenGrant>>()],
    ['GrantContext', fails<HasAny<GrantContext>>()],
    ['Awaitable', fails<HasAny<Awaitable<string>>>()],
    ['TokenIssuer', fails<HasAny<TokenIssuer>>()],
    ['ClientCredentials', fails<HasAny<ClientCredentials>>()],
    ['IssueOptions', fails<HasAny<IssueOptions>>()],
    ['OwnIssuerOptions', fails<HasAny<OwnIssuerOptions>>()],
    ['RefreshDetails', fails<HasAny<RefreshDetails>>()],
    ['SignInDetails', fails<HasAny<SignInDetails>>()],
    ['IssuerKeys', fails<HasAny<IssuerKeys>>()],
    ['TokenController', fails<HasAny<TokenController>>()],
    ['TokenResponse', fails<HasAny<TokenResponse>>()],
    ['SameOriginGuard', fails<HasAny<SameOriginGuard>>()],
    ['SubjectGoneError', fails<HasAny<SubjectGoneError>>()],
    ['TokenRequestError', fails<HasAny<TokenRequestError>>()],
    ['TokenRequestErrorCode', fails<HasAny<TokenRequestErrorCode>>()],
    ['AccessTokensRemainError', fails<HasAny<AccessTokensRemainError>>()],
    ['isClientSecret', fails<HasAny<typeof isClientSecret>>()],
  ])('%s', (_type, asserted) => expect(asserted).toBe(true));
});

describe('an issuer', () => {
  it.each([
    ['is made of options', holds<Same<Taken, [options: TokenIssuerRootOptions]>>()],
    ['signs one token', holds<Same<Answer<'issue'>, Promise<SignedToken>>>()],
    ['signs in', holds<Same<Answer<'signIn'>, Promise<TokenResponse>>>()],
    ['refreshes', holds<Same<Answer<'refresh'>, Promise<TokenResponse>>>()],
    [
      'takes whatever was sent for a refresh token',
      holds<
        Same<
          Parameters<TokenIssuer['refresh']>,
          [refreshToken: unknown, details?: RefreshDetails | undefined]
        >
      >(),
    ],
    ['says whether it signed out', holds<Same<Answer<'signOut'>, Promise<boolean>>>()],
    [
      'answers clients as it does users',
      holds<Same<Answer<'clientCredentials'>, Promise<TokenResponse>>>(),
    ],
    ['stores everything in memory', holds<Extends<MemoryStore, IssuerStore>>()],
    ['stores everything in PostgreSQL', holds<Extends<PostgresStore, IssuerStore>>()],
    ['stores everything in Redis', holds<Extends<RedisStore, IssuerStore>>()],
    ['has no second clock for its keys', fails<Extends<'clock', keyof IssuerKeyOptions>>()],
    ['gives one kind of token', holds<Same<TokenResponse['token_type'], 'Bearer'>>()],
    ['is one that a verifier trusts', holds<Extends<OwnIssuerOptions, VerifierOptions>>()],
    [
      'has no client that is always right',
      holds<Same<ReturnType<typeof isClientSecret>, boolean>>(),
    ],
    ['refuses with a closed union', fails<Extends<string, TokenRequestErrorCode>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});
