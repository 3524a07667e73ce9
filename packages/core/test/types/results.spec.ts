/** Types of a verifier's results and errors, one assertion per line. No type is or contains `any`. */
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
  UnavailableErrorCode,
  InvalidArgumentError,
  VerifiedToken,
} from '@portcullis/core';
import type { ApplicationCallBounds, ApplicationCalls } from '@portcullis/core/internal';

type Own = { readonly tenant: string };
type Text = string | undefined;

describe('no any in', () => {
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
    ['UnavailableErrorCode', fails<HasAny<UnavailableErrorCode>>()],
    ['InvalidArgumentError', fails<HasAny<InvalidArgumentError>>()],
  ])('%s', (_type, asserted) => expect(asserted).toBe(true));
});

describe('a verified token', () => {
  it.each([
    ['has the claims', holds<Same<VerifiedToken['claims'], Claims & object>>()],
    ['has the claims of the schema', holds<Same<VerifiedToken<Own>['claims'], Claims & Own>>()],
    ['has a header', holds<Same<VerifiedToken['header'], JoseHeader>>()],
    ['has its issuer', holds<Same<VerifiedToken['issuer'], string>>()],
    ['has its expiry', holds<Same<VerifiedToken['expiresAt'], number>>()],
    [
      'is accepted by the functions that read roles',
      holds<Extends<VerifiedToken, GrantedClaims>>(),
    ],
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
    ['has an ID that is a string', holds<Same<Claims['jti'], Text>>()],
    ['has a known algorithm', holds<Same<JoseHeader['alg'], Algorithm>>()],
    ['may have no key ID', holds<Same<JoseHeader['kid' | 'typ'], Text>>()],
    ['has no other header members', holds<Same<keyof JoseHeader, 'alg' | 'kid' | 'typ'>>()],
    ['has roles as strings', holds<Same<ReturnType<typeof rolesOf>, readonly string[]>>()],
    ['has scopes as strings', holds<Same<ReturnType<typeof scopesOf>, readonly string[]>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});

describe('the state of a verifier', () => {
  type Answer<Name extends 'cacheStats' | 'health' | 'keyUses'> = ReturnType<TokenVerifier[Name]>;
  type Stats = { readonly hits: number; readonly misses: number; readonly size: number };
  type Use = {
    readonly issuer: string;
    readonly alg: Algorithm;
    readonly kid: Text;
    readonly uses: number;
  };
  it.each([
    ['has the use of its cache', holds<Same<Answer<'cacheStats'>, TokenCacheStats | undefined>>()],
    ['has numbers for the cache', holds<Same<TokenCacheStats, Stats>>()],
    ['has the state of keys', holds<Same<Answer<'health'>, readonly IssuerHealth[]>>()],
    [
      'has the state of each issuer',
      holds<Same<IssuerHealth, { readonly issuer: string; readonly keys: KeySourceState }>>(),
    ],
    ['has the use of keys', holds<Same<Answer<'keyUses'>, readonly KeyUse[]>>()],
    ['has the use of each key', holds<Same<KeyUse, Use>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});

describe('an error', () => {
  it.each([
    ['has a code', holds<Same<PortcullisError['code'], ErrorCode>>()],
    ['has a category', holds<Same<PortcullisError['category'], ErrorCategory>>()],
    ['may name a claim', holds<Same<PortcullisError['claim'], Text>>()],
    [
      'has the context of the token',
      holds<Same<PortcullisError['tokenContext'], TokenContext | undefined>>(),
    ],
    ['never contains the token', holds<Same<keyof TokenContext, 'issuer' | 'alg' | 'kid'>>()],
    ['never contains a claim’s value', holds<Same<keyof ErrorDetails, 'claim' | 'cause'>>()],
    ['has one of the known categories', fails<Extends<string, ErrorCategory>>()],
    ['of a token has a token code', holds<Same<TokenError['code'], TokenErrorCode>>()],
    [
      'of a request has one of two codes',
      holds<Same<CredentialError['code'], 'ERR_CREDENTIAL_MISSING' | 'ERR_REQUEST_MALFORMED'>>(),
    ],
    ['of options names the option', holds<Same<ConfigurationError['option'], string>>()],
    ['of an outage has Retry-After', holds<Same<UnavailableError['retryAfter'], number>>()],
    ['of keys is an UnavailableError', holds<Extends<KeysUnavailableError, UnavailableError>>()],
    [
      'of the application is an UnavailableError',
      holds<Extends<ApplicationUnavailableError, UnavailableError>>(),
    ],
    [
      'of revocations is an UnavailableError',
      holds<Extends<RevocationUnknownError, UnavailableError>>(),
    ],
    ['of an origin is a PortcullisError', holds<Extends<OriginError, PortcullisError>>()],
    ['of a key is a PortcullisError', holds<Extends<InvalidKeyError, PortcullisError>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});
