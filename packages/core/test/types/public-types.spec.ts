/** The public types, one assertion per line. No type is `any`. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { fails, holds } from '../../../../tools/type-tests/assertions.js';
import type { Extends, IsAny, Same } from '../../../../tools/type-tests/assertions.js';
import {
  createVerifier,
  type Algorithm,
  type Claims,
  type ErrorCode,
  type JsonValue,
  type KeySource,
  type RevocationList,
  type TokenErrorCode,
  type TokenVerifier,
  type VerificationKey,
  type VerifiedToken,
} from '@portcullis/core';
import type { importJwks, importKey, ImportedJwks } from '@portcullis/core/jwk';
import type { verifyCompact, VerifiedJws } from '@portcullis/core/jws';
import type { findCredential, outcomeOf, HttpOutcome } from '@portcullis/core/bearer';

const issuer = {
  issuer: 'https://id.example',
  audience: 'api',
  secret: randomBytes(32),
} as const;
const typed = createVerifier({
  ...issuer,
  claims: z.object({ tenant: z.string(), seats: z.number() }),
});
const many = createVerifier({ issuers: [issuer], claims: z.object({ tenant: z.string() }) });
const plain = createVerifier(issuer);

type Verified<V> = V extends TokenVerifier<infer C> ? VerifiedToken<C> : never;

describe('the types of a verifier', () => {
  it.each([
    [
      'have the claims of a schema',
      holds<Same<Verified<typeof typed>['claims']['tenant'], string>>(),
    ],
    ['have each claim', holds<Same<Verified<typeof typed>['claims']['seats'], number>>()],
    [
      'have them with several issuers',
      holds<Same<Verified<typeof many>['claims']['tenant'], string>>(),
    ],
    ['keep the registered claims', holds<Same<Verified<typeof typed>['claims']['iss'], string>>()],
    ['allow exp to be absent', holds<Same<Claims['exp'], number | undefined>>()],
    [
      'have JSON for an unknown claim',
      holds<Same<VerifiedToken['claims']['other'], JsonValue | undefined>>(),
    ],
    ['are not any without a schema', fails<IsAny<Verified<typeof plain>['claims']>>()],
    ['are not any with one', fails<IsAny<Verified<typeof typed>['claims']>>()],
    ['return a promise', holds<Same<ReturnType<typeof plain.verify>, Promise<VerifiedToken>>>()],
    ['accept a string', holds<Same<Parameters<typeof plain.verify>, [token: string]>>()],
    ['return a key, not its bytes', holds<Same<VerifiedToken['key'], VerificationKey>>()],
    ['return no secret', fails<Extends<'secret' | 'export' | 'k', keyof VerificationKey>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});

describe('the types of the other functions', () => {
  it.each([
    ['importKey returns a key', holds<Same<ReturnType<typeof importKey>, VerificationKey>>()],
    ['importJwks returns keys', holds<Same<ReturnType<typeof importJwks>, ImportedJwks>>()],
    ['verifyCompact returns bytes', holds<Same<ReturnType<typeof verifyCompact>, VerifiedJws>>()],
    ['the payload is bytes', holds<Same<VerifiedJws['payload'], Uint8Array>>()],
    [
      'findCredential returns a string or undefined',
      holds<Same<ReturnType<typeof findCredential>, string | undefined>>(),
    ],
    [
      'outcomeOf returns an outcome or undefined',
      holds<Same<ReturnType<typeof outcomeOf>, HttpOutcome | undefined>>(),
    ],
    ['Algorithm excludes none', fails<Extends<'none', Algorithm>>()],
    ['RS256 is an algorithm', holds<Extends<'RS256', Algorithm>>()],
    ['not every string is an algorithm', fails<Extends<string, Algorithm>>()],
    ['codes are a closed union', fails<Extends<string, ErrorCode>>()],
    [
      'a token never has the code of an outage',
      fails<Extends<'ERR_KEYS_UNAVAILABLE', TokenErrorCode>>(),
    ],
    [
      'nor of an unknown revocation state',
      fails<Extends<'ERR_REVOCATION_UNKNOWN', TokenErrorCode>>(),
    ],
    ['a revoked token has a token error', holds<Extends<'ERR_TOKEN_REVOKED', TokenErrorCode>>()],
    [
      'a list of revocations answers synchronously',
      holds<Same<ReturnType<RevocationList['isRevoked']>, boolean>>(),
    ],
    [
      'a key source may answer synchronously or later',
      holds<Extends<VerificationKey, ReturnType<KeySource['find']>>>(),
    ],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});

describe('the compiler rejects', () => {
  it('a verifier without an audience', () => {
    // @ts-expect-error the audience must be configured, or skipped with null
    expect(() => createVerifier({ issuer: 'https://id.example', secret: randomBytes(32) })).toThrow(
      /audience/,
    );
  });

  it('an algorithm that does not exist', () => {
    // @ts-expect-error the name is not one of the table
    expect(() => createVerifier({ ...issuer, algorithms: ['HS1'] })).toThrow(/algorithms/);
  });

  it('a misspelled option', () => {
    // @ts-expect-error there is no such option
    expect(() => createVerifier({ ...issuer, audiance: 'api' })).toThrow(/audiance/);
  });
});
