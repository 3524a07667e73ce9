/** Keys in forms that OpenSSL accepts and a verifier must reject. */
import { generateKeyPairSync } from 'node:crypto';
import { importKey, type KeyInput } from '../../src/jwk/index.js';
import { verdictNow } from '../support/verdict.js';

const verdict = (input: KeyInput) => verdictNow(() => importKey(input));
const pem = { format: 'pem' } as const;

describe('a private key as PEM', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

  it.each([
    ['PKCS#8', rsa.export({ type: 'pkcs8', ...pem })],
    ['PKCS#1', rsa.export({ type: 'pkcs1', ...pem })],
    ['SEC 1', ec.export({ type: 'sec1', ...pem })],
    [
      'encrypted PKCS#8',
      ec.export({ type: 'pkcs8', ...pem, cipher: 'aes-256-cbc', passphrase: 'long forgotten' }),
    ],
  ])('is rejected as %s, although its public half can be derived', (_form, text) => {
    expect(verdict(String(text))).toBe('ERR_KEY_INVALID');
  });
});

describe('a key for RSASSA-PSS', () => {
  // Short enough for every hash. Its type says string; the platform wants a number.
  const shortSalt: object = { saltLength: 32 };
  const pssKey = (hashAlgorithm: string, mgf1HashAlgorithm: string) =>
    generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm,
      mgf1HashAlgorithm,
      ...shortSalt,
    }).publicKey;

  it('has the algorithm of the hash that it names', () => {
    expect(importKey(pssKey('sha256', 'sha256')).alg).toBe('PS256');
    expect(importKey(pssKey('sha512', 'sha512')).alg).toBe('PS512');
  });

  it.each([
    ['sha512', 'sha256'],
    ['sha256', 'sha512'],
  ])('is rejected when it hashes with %s and masks with %s', (hash, mask) => {
    expect(verdict(pssKey(hash, mask))).toBe('ERR_KEY_INVALID');
  });
});
