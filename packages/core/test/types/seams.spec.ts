/** Types of key sources, their events and the subpaths, one assertion per line. No type is `any`. */
import type { KeyObject } from 'node:crypto';
import { fails, holds } from '../../../../tools/type-tests/assertions.js';
import type { Extends, HasAny, Same } from '../../../../tools/type-tests/assertions.js';
import type {
  Algorithm,
  JoseHeader,
  Jwk,
  JwksDocument,
  JwksKeysClient,
  KeySource,
  KeySourceState,
  RemoteJwksOptions,
  VerificationKey,
} from '@portcullis/core';
import type { Scheduler } from '@portcullis/core/internal';
import type {
  Discovery,
  FetchFailure,
  KeyChangedEvent,
  KeyEvent,
  KeyEvents,
  KeyIdFloodEvent,
  KeysFailedEvent,
  KeysFetchedEvent,
  KeysFrom,
  RemoteJwks,
  RemoteJwksEnvironment,
  RemoteJwksIssuer,
  SkippedKeyEvent,
  StaleKeysEvent,
  StaticKeys,
  UnknownKeyIdEvent,
} from '@portcullis/core/keys';
import type {
  CredentialOptions,
  HttpOutcome,
  LocatedCredential,
  RequestLike,
  WebRequestLike,
} from '@portcullis/core/bearer';
import type * as ofJwk from '@portcullis/core/jwk';
import type {
  ImportedJwks,
  ImportJwksOptions,
  ImportKeyOptions,
  KeyInput,
  PemBlock,
  SkippedKey,
} from '@portcullis/core/jwk';
import type * as ofJws from '@portcullis/core/jws';
import type { KeySet, SignatureKey, VerifiedJws, VerifyCompactOptions } from '@portcullis/core/jws';

type Text = string | undefined;
type Found = VerificationKey | undefined;

describe('no any in', () => {
  it.each([
    ['KeySource', fails<HasAny<KeySource>>()],
    ['KeySourceState', fails<HasAny<KeySourceState>>()],
    ['StaticKeys', fails<HasAny<StaticKeys>>()],
    ['RemoteJwks', fails<HasAny<RemoteJwks>>()],
    ['RemoteJwksOptions', fails<HasAny<Omit<RemoteJwksOptions, 'fetch'>>>()],
    ['RemoteJwksIssuer', fails<HasAny<RemoteJwksIssuer>>()],
    ['RemoteJwksEnvironment', fails<HasAny<RemoteJwksEnvironment>>()],
    ['Scheduler', fails<HasAny<Scheduler>>()],
    ['Discovery', fails<HasAny<Discovery>>()],
    ['KeysFrom', fails<HasAny<Exclude<KeysFrom, URL>>>()],
    ['JwksKeysClient', fails<HasAny<JwksKeysClient>>()],
    ['FetchFailure', fails<HasAny<FetchFailure>>()],
    ['KeyEvents', fails<HasAny<KeyEvents>>()],
    ['KeyEvent', fails<HasAny<KeyEvent>>()],
    ['KeyChangedEvent', fails<HasAny<KeyChangedEvent>>()],
    ['KeyIdFloodEvent', fails<HasAny<KeyIdFloodEvent>>()],
    ['KeysFailedEvent', fails<HasAny<KeysFailedEvent>>()],
    ['KeysFetchedEvent', fails<HasAny<KeysFetchedEvent>>()],
    ['SkippedKeyEvent', fails<HasAny<SkippedKeyEvent>>()],
    ['StaleKeysEvent', fails<HasAny<StaleKeysEvent>>()],
    ['UnknownKeyIdEvent', fails<HasAny<UnknownKeyIdEvent>>()],
    ['VerificationKey', fails<HasAny<VerificationKey>>()],
    ['Jwk', fails<HasAny<Jwk>>()],
    ['JwksDocument', fails<HasAny<JwksDocument>>()],
    // Byte types of the platform contain `any` themselves.
    ['KeyInput of /jwk', fails<HasAny<Exclude<KeyInput, Uint8Array>>>()],
    ['ImportKeyOptions of /jwk', fails<HasAny<ImportKeyOptions>>()],
    ['ImportJwksOptions of /jwk', fails<HasAny<ImportJwksOptions>>()],
    ['ImportedJwks of /jwk', fails<HasAny<ImportedJwks>>()],
    ['SkippedKey of /jwk', fails<HasAny<SkippedKey>>()],
    ['KeySet of /jws', fails<HasAny<KeySet>>()],
    ['PemBlock of /jwk', fails<HasAny<PemBlock>>()],
    ['SignatureKey of /jws', fails<HasAny<SignatureKey>>()],
    ['VerifiedJws of /jws', fails<HasAny<VerifiedJws>>()],
    ['VerifyCompactOptions of /jws', fails<HasAny<VerifyCompactOptions>>()],
    ['CredentialOptions of /bearer', fails<HasAny<CredentialOptions>>()],
    ['HttpOutcome of /bearer', fails<HasAny<HttpOutcome>>()],
    ['LocatedCredential of /bearer', fails<HasAny<LocatedCredential>>()],
    ['RequestLike of /bearer', fails<HasAny<RequestLike>>()],
    ['WebRequestLike of /bearer', fails<HasAny<WebRequestLike>>()],
  ])('%s', (_type, asserted) => expect(asserted).toBe(true));
});

describe('a key source', () => {
  it.each([
    ['receives the header', holds<Same<Parameters<KeySource['find']>, [header: JoseHeader]>>()],
    [
      'returns a key or undefined, now or later',
      holds<Same<ReturnType<KeySource['find']>, Found | Promise<Found>>>(),
    ],
    ['has one of three states', holds<Same<KeySourceState, 'ready' | 'stale' | 'unavailable'>>()],
    ['may be a remote JWKS', holds<Extends<RemoteJwks, KeySource>>()],
    ['may be static keys', holds<Extends<StaticKeys, KeySource>>()],
    ['of static keys answers synchronously', holds<Same<ReturnType<StaticKeys['find']>, Found>>()],
    [
      'accepts the fetch of the platform',
      holds<Same<RemoteJwksOptions['fetch'], typeof fetch | undefined>>(),
    ],
    ['may come from an address or by discovery', holds<Same<KeysFrom, string | URL | Discovery>>()],
    [
      'may have a client with an unknown answer',
      holds<Same<ReturnType<JwksKeysClient['getKeys']>, Promise<unknown>>>(),
    ],
    ['reports failures from a closed union', fails<Extends<string, FetchFailure>>()],
    [
      'reports the added or removed key',
      holds<Same<KeyEvents['portcullis:jwks:added'], KeyChangedEvent>>(),
    ],
    ['reports the ID of the key', holds<Same<KeyChangedEvent['kid'], Text>>()],
    ['reports the issuer of the keys', holds<Same<KeyEvent['issuer'], Text>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});

describe('a key', () => {
  it.each([
    ['has one algorithm', holds<Same<VerificationKey['alg'], Algorithm>>()],
    ['may have an ID', holds<Same<VerificationKey['kid'], Text>>()],
    ['verifies to true or false', holds<Same<ReturnType<VerificationKey['verify']>, boolean>>()],
    [
      'has no other members',
      holds<Same<keyof VerificationKey, 'alg' | 'kid' | 'verify' | 'uses' | 'isSameAs'>>(),
    ],
    ['checks signatures', holds<Extends<VerificationKey, SignatureKey>>()],
    ['as a JWK has unchecked members', holds<Same<Jwk['kty' | 'alg' | 'x'], unknown>>()],
    ['Set is a list of JWKs', holds<Same<JwksDocument, { readonly keys: readonly Jwk[] }>>()],
    ['is imported from four forms', holds<Same<KeyInput, Jwk | string | Uint8Array | KeyObject>>()],
    ['that was skipped has a reason', holds<Same<SkippedKey['reason'], string>>()],
    ['is one type by every path', holds<Same<VerificationKey, ofJwk.VerificationKey>>()],
    ['as a JWK is one type, too', holds<Same<Jwk, ofJwk.Jwk>>()],
    ['’s algorithm is one type, too', holds<Same<Algorithm, ofJws.Algorithm>>()],
    ['is looked up by one type of header', holds<Same<JoseHeader, ofJws.JoseHeader>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});

describe('the results of /bearer', () => {
  it.each([
    ['is a token as a string', holds<Same<LocatedCredential['token'], string>>()],
    ['has its location', holds<Same<LocatedCredential['place'], 'header' | 'cookie'>>()],
    ['is one of four statuses', holds<Same<HttpOutcome['status'], 400 | 401 | 403 | 503>>()],
    ['is headers of text', holds<Same<HttpOutcome['headers'], Readonly<Record<string, string>>>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});
