/** One assertion a line: what the compiler knows of what a verifier gives and throws, none of which is or holds `any`. */
import { fails, holds } from '../../../../tools/type-tests/assertions.js';
import type { Extends, HasAny, Same } from '../../../../tools/type-tests/assertions.js';
import type {
  rolesOf,
  scopesOf,
  Algorithm,
  ClaimPlaces,
  Claims,
  ConfigurationError,
  CredentialError,
  ErrorCategory,
  ErrorCode,
  ErrorDetails,
  GrantedClaims,
  GrantPlaces,
  IssuerHealth,
  JoseHeader,
  JsonObject,
  JsonValue,
  InvalidKeyError,
  KeySourceState,
  ApplicationCallBounds,
  ApplicationCalls,
  ApplicationUnavailableError,
  KeysUnavailableError,
  KeyUse,
  OriginError,
  PortcullisError,
  RegisteredClaims,
  RevocationUnknownError,
  TokenCacheStats,
  TokenContext,
  TokenError,
  TokenErrorCode,
  TokenVerifier,
  UnavailableError,
  VerifiedToken,
} from '@portcullis/core';

type Own = { readonly tenant: string };
type Text = string | undefined;

describe('no any is in', () => {
  it.each([
    ['TokenVerifier', fails<HasAny<TokenVerifier>>()],
    ['VerifiedToken', fails<HasAny<VerifiedToken>>()],
    ['VerifiedToken with a schema', fails<HasAny<VerifiedToken<Own>>>()],
    ['Claims', fails<HasAny<Claims>>()],
    ['RegisteredClaims', fails<HasAny<RegisteredClaims>>()],
    ['JsonObject', fails<HasAny<JsonObject>>()],
    ['JsonValue', fails<HasAny<JsonValue>>()],
    ['JoseHeader', fails<HasAny<JoseHeader>>()],
    ['Algorithm', fails<HasAny<Algorithm>>()],
    ['GrantPlaces', fails<HasAny<GrantPlaces>>()],
    ['GrantedClaims', fails<HasAny<GrantedClaims>>()],
    ['ClaimPlaces', fails<HasAny<ClaimPlaces>>()],
    ['rolesOf', fails<HasAny<typeof rolesOf>>()],
    ['scopesOf', fails<HasAny<typeof scopesOf>>()],
    ['TokenCacheStats', fails<HasAny<TokenCacheStats>>()],
    ['IssuerHealth', fails<HasAny<IssuerHealth>>()],
    ['KeyUse', fails<HasAny<KeyUse>>()],
    ['ErrorCategory', fails<HasAny<ErrorCategory>>()],
    ['ErrorCode', fails<HasAny<ErrorCode>>()],
    ['ErrorDetails', fails<HasAny<ErrorDetails>>()],
    ['TokenContext', fails<HasAny<TokenContext>>()],
    ['TokenErrorCode', fails<HasAny<TokenErrorCode>>()],
    ['PortcullisError', fails<HasAny<PortcullisError>>()],
    ['ConfigurationError', fails<HasAny<ConfigurationError>>()],
    ['CredentialError', fails<HasAny<CredentialError>>()],
    ['InvalidKeyError', fails<HasAny<InvalidKeyError>>()],
    ['KeysUnavailableError', fails<HasAny<KeysUnavailableError>>()],
    ['ApplicationUnavailableError', fails<HasAny<ApplicationUnavailableError>>()],
    ['ApplicationCalls', fails<HasAny<ApplicationCalls>>()],
    ['ApplicationCallBounds', fails<HasAny<ApplicationCallBounds>>()],
    ['OriginError', fails<HasAny<OriginError>>()],
    ['RevocationUnknownError', fails<HasAny<RevocationUnknownError>>()],
    ['TokenError', fails<HasAny<TokenError>>()],
    ['UnavailableError', fails<HasAny<UnavailableError>>()],
  ])('%s', (_type, asserted) => expect(asserted).toBe(true));
});

describe('a verified token', () => {
  it.each([
    ['has the claims', holds<Same<VerifiedToken['claims'], Claims & object>>()],
    ['and those of the schema', holds<Same<VerifiedToken<Own>['claims'], Claims & Own>>()],
    ['has a header', holds<Same<VerifiedToken['header'], JoseHeader>>()],
    ['says who issued it', holds<Same<VerifiedToken['issuer'], string>>()],
    ['says when it ends', holds<Same<VerifiedToken['expiresAt'], number>>()],
    ['fits where roles are looked for', holds<Extends<VerifiedToken, GrantedClaims>>()],
    ['has an issuer among its claims', holds<Same<Claims['iss'], string>>()],
    ['may have no subject', holds<Same<Claims['sub'], Text>>()],
    [
      'has one audience or several',
      holds<Same<Claims['aud'], string | readonly string[] | undefined>>(),
    ],
    [
      'has times that are numbers',
      holds<Same<Claims['exp' | 'nbf' | 'iat'], number | undefined>>(),
    ],
    ['has an ID that is text', holds<Same<Claims['jti'], Text>>()],
    ['has a known algorithm', holds<Same<JoseHeader['alg'], Algorithm>>()],
    ['may have no key ID', holds<Same<JoseHeader['kid' | 'typ'], Text>>()],
    ['has nothing else in its header', holds<Same<keyof JoseHeader, 'alg' | 'kid' | 'typ'>>()],
    ['gives roles as text', holds<Same<ReturnType<typeof rolesOf>, readonly string[]>>()],
    ['gives scopes as text', holds<Same<ReturnType<typeof scopesOf>, readonly string[]>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});

describe('what a verifier tells of itself', () => {
  type Answer<Name extends 'cacheStats' | 'health' | 'keyUses'> = ReturnType<TokenVerifier[Name]>;
  type Stats = { readonly hits: number; readonly misses: number; readonly size: number };
  type Use = {
    readonly issuer: string;
    readonly alg: Algorithm;
    readonly kid: Text;
    readonly uses: number;
  };
  it.each([
    ['is what its cache did', holds<Same<Answer<'cacheStats'>, TokenCacheStats | undefined>>()],
    ['is that in numbers', holds<Same<TokenCacheStats, Stats>>()],
    ['is where keys stand', holds<Same<Answer<'health'>, readonly IssuerHealth[]>>()],
    [
      'is that of each issuer',
      holds<Same<IssuerHealth, { readonly issuer: string; readonly keys: KeySourceState }>>(),
    ],
    ['is how often keys were used', holds<Same<Answer<'keyUses'>, readonly KeyUse[]>>()],
    ['is that of each key', holds<Same<KeyUse, Use>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});

describe('an error', () => {
  it.each([
    ['has a code', holds<Same<PortcullisError['code'], ErrorCode>>()],
    ['has a category', holds<Same<PortcullisError['category'], ErrorCategory>>()],
    ['names a claim or none', holds<Same<PortcullisError['claim'], Text>>()],
    [
      'tells which token it is about',
      holds<Same<PortcullisError['tokenContext'], TokenContext | undefined>>(),
    ],
    ['never tells the token', holds<Same<keyof TokenContext, 'issuer' | 'alg' | 'kid'>>()],
    ['never tells a claim’s value', holds<Same<keyof ErrorDetails, 'claim' | 'cause'>>()],
    ['has no category but those known', fails<Extends<string, ErrorCategory>>()],
    ['of a token has a code of tokens', holds<Same<TokenError['code'], TokenErrorCode>>()],
    [
      'of a request has one of two',
      holds<Same<CredentialError['code'], 'ERR_CREDENTIAL_MISSING' | 'ERR_REQUEST_MALFORMED'>>(),
    ],
    ['of options names the option', holds<Same<ConfigurationError['option'], string>>()],
    ['of an outage says when to come again', holds<Same<UnavailableError['retryAfter'], number>>()],
    ['of keys is one of an outage', holds<Extends<KeysUnavailableError, UnavailableError>>()],
    [
      'of the application is one too',
      holds<Extends<ApplicationUnavailableError, UnavailableError>>(),
    ],
    ['of revocations is one, too', holds<Extends<RevocationUnknownError, UnavailableError>>()],
    ['of an origin is ours', holds<Extends<OriginError, PortcullisError>>()],
    ['of a key is ours', holds<Extends<InvalidKeyError, PortcullisError>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});
