/** Row 64: an HMAC is compared in constant time. The platform's functions run and are only observed. */
import * as crypto from 'node:crypto';
import { jest } from '@jest/globals';
import { HMAC, keyOf, signBytes } from '../support/keys.js';
import { mint, withSignature } from '../support/tokens.js';

const compared: [ours: number, theirs: number][] = [];
jest.unstable_mockModule('node:crypto', () => ({
  ...crypto,
  default: crypto,
  timingSafeEqual: (one: Buffer, other: Buffer) => {
    compared.push([one.length, other.length]);
    return crypto.timingSafeEqual(one, other);
  },
}));
const { verifyCompact } = await import('../../src/jws/index.js');
const { importKey } = await import('../../src/jwk/index.js');

describe('row 64: the HMAC of a token', () => {
  it.each(HMAC)('is compared with timingSafeEqual, valid or not (%s)', (alg) => {
    const key = keyOf(alg);
    const imported = importKey(key.jwk);
    const token = mint(key);
    const forged = withSignature(token, signBytes(key.signingKey, alg, 'something else'));
    const bytes = Number(alg.slice(2)) / 8;
    compared.length = 0;

    expect(verifyCompact(token, imported).header.alg).toBe(alg);
    expect(() => verifyCompact(forged, imported)).toThrow('does not hold');
    expect(compared).toEqual([
      [bytes, bytes],
      [bytes, bytes],
    ]);
  });
});
