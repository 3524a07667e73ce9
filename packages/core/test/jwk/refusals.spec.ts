/**
 * Why a key is rejected: several reasons share one code, and the message explains the reason to the operator.
 */
import { KeyObject } from 'node:crypto';
import { importJwks, importKey, type KeyInput } from '../../src/jwk/index.js';
import { readJwk } from '../../src/jwk/read-jwk.js';
import type { Algorithm, Jwk } from '../../src/index.js';
import { keyOf, signBytes } from '../support/keys.js';

describe('the rejection of a key', () => {
  const { jwk } = keyOf('ES256');
  it.each<[because: string, input: KeyInput]>([
    ['an empty secret', new Uint8Array()],
    ['x of a JWK is missing', { ...jwk, x: '' }],
    ['crv of a JWK is missing', { ...jwk, crv: '' }],
    ['k of a JWK is missing', { kty: 'oct', k: '' }],
    ['no algorithm is for the crv', { ...jwk, crv: 'secp256k1' }],
    ['a public key, certificate or JWK', `# mine\n${JSON.stringify(jwk)}`],
  ])('says that it is %s', (because, input) => {
    expect(() => importKey(input)).toThrow(because);
  });

  it('says which name is not an algorithm', () => {
    const alg = 'RS1' as Algorithm;
    expect(() => importKey(jwk, { algorithm: alg })).toThrow('"RS1" is not an algorithm');
    expect(() => importKey(jwk, { algorithms: ['ES256', alg] })).toThrow(
      '"RS1" is not an algorithm',
    );
  });

  it('skips undefined and null in a JWK Set', () => {
    const { keys, skipped } = importJwks({ keys: [undefined, null, 'text', jwk] });
    expect(keys).toHaveLength(1);
    expect(skipped.map(({ index, kid }) => [index, kid])).toEqual([
      [0, undefined],
      [1, undefined],
      [2, undefined],
    ]);
  });
});

describe('a key of ML-DSA', () => {
  const good = { kty: 'AKP', alg: 'ML-DSA-44', pub: Buffer.alloc(1312).toString('base64url') };
  const messageOf = (jwk: Jwk): string => {
    try {
      readJwk(jwk, true);
      return 'accepted';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('is read by its alg and pub, and handed to the platform, which may not know it', () => {
    expect(['accepted', 'the AKP JWK is not a valid public key']).toContain(messageOf(good));
    expect(messageOf({ ...good, pub: undefined })).toMatch(/^pub of a JWK is missing/);
    expect(messageOf({ ...good, pub: 'A' })).toMatch(/^pub of a JWK is missing/);
    expect(messageOf({ ...good, alg: undefined })).toMatch(/^alg of a JWK is missing/);
  });

  it.each(['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'])('is for %s by its type', (alg) => {
    const { publicKey } = keyOf('Ed25519');
    const key = Object.create(publicKey ?? null, {
      asymmetricKeyType: { value: alg.toLowerCase() },
      asymmetricKeyDetails: { value: {} },
    }) as KeyObject;
    expect(key).toBeInstanceOf(KeyObject);
    expect(importKey(key).alg).toBe(alg);
  });
});

describe('a verification key', () => {
  it('counts valid signatures', () => {
    const { jwk, signingKey } = keyOf('ES256');
    const key = importKey(jwk);
    const signature = signBytes(signingKey, 'ES256', 'text');
    expect(key.uses).toBe(0);
    expect([key.verify('text', signature), key.uses]).toEqual([true, 1]);
    expect([key.verify('other', signature), key.uses]).toEqual([false, 1]);
    expect([key.verify('text', signature), key.uses]).toEqual([true, 2]);
  });
});
