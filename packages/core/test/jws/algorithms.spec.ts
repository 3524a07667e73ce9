import { isAlgorithm } from '../../src/internal.js';
import { ALGORITHMS, isSymmetric, signatureFormatOf, specOf } from '../../src/jws/algorithms.js';
import { EVERY_KIND, HMAC, keyOf } from '../support/keys.js';
import { importKey } from '../../src/jwk/index.js';

describe('the table of algorithms', () => {
  it('holds the eighteen supported algorithms, and never none', () => {
    const here = EVERY_KIND.filter((kind) => kind !== 'EdDSA on Ed448');
    const all = new Set([...here, 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87']);
    expect([...ALGORITHMS.keys()].toSorted()).toEqual([...all].toSorted());
  });

  it.each([
    'none',
    'None',
    'hs256',
    'RS1',
    'ES256K',
    'dir',
    '__proto__',
    'constructor',
    '',
    1,
    null,
  ])('does not know %p', (name) => {
    expect(isAlgorithm(name)).toBe(false);
  });

  it.each<[algorithms: string[], kty: string, curves: string[] | undefined]>([
    [['HS256', 'HS384', 'HS512'], 'oct', undefined],
    [['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'], 'RSA', undefined],
    [['ES256'], 'EC', ['P-256']],
    [['ES384'], 'EC', ['P-384']],
    [['ES512'], 'EC', ['P-521']],
    [['EdDSA'], 'OKP', ['Ed25519', 'Ed448']],
    [['Ed25519'], 'OKP', ['Ed25519']],
    [['Ed448'], 'OKP', ['Ed448']],
    [['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'], 'AKP', undefined],
  ])('says what keys %j have: kty %s and curves %j', (algorithms, kty, curves) => {
    for (const alg of algorithms) {
      expect(ALGORITHMS.get(alg)?.kty).toBe(kty);
      expect(ALGORITHMS.get(alg)?.curves).toEqual(curves);
    }
  });

  it('distinguishes secrets from public keys', () => {
    const symmetric = [...ALGORITHMS.values()].map(({ alg }) => alg).filter(isSymmetric);
    expect(symmetric.toSorted()).toEqual(HMAC);
  });

  it('cannot be changed', () => {
    for (const spec of ALGORITHMS.values()) expect(Object.isFrozen(spec)).toBe(true);
  });
});

describe('a verification key', () => {
  it.each(EVERY_KIND)('never throws, for any input (%s)', (kind) => {
    const key = importKey(keyOf(kind).jwk);
    for (const length of [0, 1, 32, 48, 63, 64, 65, 96, 114, 132, 256, 1000]) {
      expect(key.verify('x', Buffer.alloc(length, 0x30))).toBe(false);
      expect(key.verify('', Buffer.alloc(length))).toBe(false);
    }
  });
});

describe('the format of signatures', () => {
  it.each([
    ['RS256', {}],
    ['PS384', { padding: 6, saltLength: 48 }],
    ['ES512', { dsaEncoding: 'ieee-p1363' }],
    ['EdDSA', {}],
  ] as const)('of %s is that of node:crypto', (alg, format) => {
    expect(signatureFormatOf(specOf(alg))).toEqual(format);
  });
});
