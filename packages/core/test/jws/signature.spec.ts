import { constants, createHmac, createSecretKey, generateKeyPairSync, sign } from 'node:crypto';
import { specOf } from '../../src/jws/algorithms.js';
import { signatureCheck } from '../../src/jws/signature.js';
import { keyOf, signBytes } from '../support/keys.js';

describe('the check of a signature', () => {
  it.each(['PS256', 'PS384', 'PS512'] as const)(
    'accepts a salt as long as the hash, and no other (%s)',
    (alg) => {
      const { signingKey, publicKey } = keyOf(alg);
      const { hash, saltLength = 0 } = specOf(alg);
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      const holds = (length: number) =>
        signatureCheck(specOf(alg), publicKey!)(
          'text',
          sign(hash, Buffer.from('text'), { key: signingKey, padding, saltLength: length }),
        );
      expect([0, 20, saltLength - 1, saltLength, saltLength + 1].map(holds)).toEqual([
        false,
        false,
        false,
        true,
        false,
      ]);
    },
  );

  it.each(['RS256', 'ES256', 'Ed25519', 'HS256'] as const)(
    'reads each character as one byte (%s)',
    (alg) => {
      const { signingKey, publicKey } = keyOf(alg);
      const check = signatureCheck(specOf(alg), publicKey ?? signingKey);
      expect(check('é', signBytes(signingKey, alg, Buffer.from([0xe9])))).toBe(true);
      expect(check('é', signBytes(signingKey, alg, Buffer.from('é')))).toBe(false);
    },
  );

  it('rejects a curve without an algorithm, although the platform accepts it', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const signature = sign('sha256', Buffer.from('text'), {
      key: privateKey,
      dsaEncoding: 'ieee-p1363',
    });
    expect(signatureCheck(specOf('ES256'), publicKey)('text', signature)).toBe(false);
  });

  it('rejects, and does not throw, when the platform throws', () => {
    const { publicKey } = keyOf('ES256');
    const check = signatureCheck({ ...specOf('ES256'), hash: 'no such hash' }, publicKey!);
    expect(check('text', Buffer.alloc(64))).toBe(false);
  });

  it('rejects a secret instead of a public key', () => {
    const secret = createSecretKey(Buffer.alloc(64, 1));
    const signature = createHmac('sha256', secret).update('text').digest();
    expect(signatureCheck(specOf('RS256'), secret)('text', signature)).toBe(false);
  });

  it('rejects a secret for an algorithm that hashes internally', () => {
    const { signingKey, publicKey } = keyOf('Ed25519');
    const check = signatureCheck({ ...specOf('Ed25519'), hashLength: 32 }, publicKey!);
    expect(check('text', signBytes(signingKey, 'Ed25519', 'text'))).toBe(true);
  });

  it('of an HMAC rejects a shorter or longer text', () => {
    const { signingKey } = keyOf('HS256');
    const check = signatureCheck(specOf('HS256'), signingKey);
    const signature = signBytes(signingKey, 'HS256', 'text');
    expect(check('text', signature)).toBe(true);
    expect(check('text', signature.subarray(0, 31))).toBe(false);
    expect(check('text', Buffer.concat([signature, Buffer.alloc(1)]))).toBe(false);
  });
});
