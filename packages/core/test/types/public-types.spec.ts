/** One assertion a line: what the compiler knows of the public types, and that none of them is `any`. */
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
      'know the claims of a schema',
      holds<Same<Verified<typeof typed>['claims']['tenant'], string>>(),
    ],
    ['know each of them', holds<Same<Verified<typeof typed>['claims']['seats'], number>>()],
    [
      'know them with several issuers',
      holds<Same<Verified<typeof many>['claims']['tenant'], string>>(),
    ],
    ['keep the registered claims', holds<Same<Verified<typeof typed>['claims']['iss'], string>>()],
    ['say that exp may be absent', holds<Same<Claims['exp'], number | undefined>>()],
    [
      'leave an unknown claim JSON',
      holds<Same<VerifiedToken['claims']['other'], JsonValue | undefined>>(),
    ],
    ['are not any without a schema', fails<IsAny<Verified<typeof plain>['claims']>>()],
    ['are not any with one', fails<IsAny<Verified<typeof typed>['claims']>>()],
    ['give a promise', holds<Same<ReturnType<typeof plain.verify>, Promise<VerifiedToken>>>()],
    ['take text', holds<Same<Parameters<typeof plain.verify>, [token: string]>>()],
    ['give a key, not its bytes', holds<Same<VerifiedToken['key'], VerificationKey>>()],
    ['give no secret back', fails<Extends<'secret' | 'export' | 'k', keyof VerificationKey>>()],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});

describe('the types of the seams', () => {
  it.each([
    ['importKey gives a key', holds<Same<ReturnType<typeof importKey>, VerificationKey>>()],
    ['importJwks gives keys', holds<Same<ReturnType<typeof importJwks>, ImportedJwks>>()],
    ['verifyCompact gives bytes', holds<Same<ReturnType<typeof verifyCompact>, VerifiedJws>>()],
    ['the payload is bytes', holds<Same<VerifiedJws['payload'], Uint8Array>>()],
    [
      'findCredential gives text or nothing',
      holds<Same<ReturnType<typeof findCredential>, string | undefined>>(),
    ],
    [
      'outcomeOf gives an outcome or nothing',
      holds<Same<ReturnType<typeof outcomeOf>, HttpOutcome | undefined>>(),
    ],
    ['none is not an algorithm', fails<Extends<'none', Algorithm>>()],
    ['RS256 is one', holds<Extends<'RS256', Algorithm>>()],
    ['any string is not', fails<Extends<string, Algorithm>>()],
    ['codes are a closed union', fails<Extends<string, ErrorCode>>()],
    [
      'a token never has the code of an outage',
      fails<Extends<'ERR_KEYS_UNAVAILABLE', TokenErrorCode>>(),
    ],
    ['nor of what can’t be told', fails<Extends<'ERR_REVOCATION_UNKNOWN', TokenErrorCode>>()],
    ['a revoked token is a bad one', holds<Extends<'ERR_TOKEN_REVOKED', TokenErrorCode>>()],
    [
      'a list of revocations answers at once',
      holds<Same<ReturnType<RevocationList['isRevoked']>, boolean>>(),
    ],
    [
      'a key source may answer at once or later',
      holds<Extends<VerificationKey, ReturnType<KeySource['find']>>>(),
    ],
  ])('%s', (_what, asserted) => expect(asserted).toBe(true));
});

describe('the compiler refuses', () => {
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

  it('a misspelt option', () => {
    // @ts-expect-error there is no such option
    expect(() => createVerifier({ ...issuer, audiance: 'api' })).toThrow(/audiance/);
  });
});
