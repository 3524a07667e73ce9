/** RSASSA-PKCS1-v1_5 built from the RSA primitive equals the platform's, and rejects every forged encoding. */
import {
  constants,
  createHash,
  generateKeyPairSync,
  privateEncrypt,
  sign,
  verify,
} from 'node:crypto';
import fc from 'fast-check';
import { pkcs1Check } from '../../src/jws/rsa-pkcs1.js';
import { runs } from '../support/runs.js';

type Hash = 'sha256' | 'sha384' | 'sha512';
const INFO = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

const keys = [2048, 2056, 2055, 3072].map((modulusLength) =>
  generateKeyPairSync('rsa', { modulusLength }),
);
const { publicKey, privateKey } = keys[0] as (typeof keys)[0];
const SIZE = 256;
const TEXT = 'eyJhbGciOiJSUzI1NiJ9.e30';

const hashes = fc.constantFrom<Hash>('sha256', 'sha384', 'sha512');
const texts = fc.string({
  unit: fc.constantFrom('a', 'z', 'A', '0', '-', '_', '.'),
  maxLength: 600,
});
const check = pkcs1Check('sha256', publicKey);

/** Signs any encoded message with the private key: the signature that opens to exactly these bytes. */
const signed = (...parts: (Buffer | number[] | string)[]) => {
  const bytes = parts.map((part) =>
    typeof part === 'string' ? Buffer.from(part, 'hex') : Buffer.from(part),
  );
  return privateEncrypt(
    { key: privateKey, padding: constants.RSA_NO_PADDING },
    Buffer.concat(bytes),
  );
};
const ff = (count: number) => Buffer.alloc(count, 0xff);
const zeros = (count: number) => Buffer.alloc(count);
const digestOf = (hash: string) => createHash(hash).update(TEXT).digest();
const digest = digestOf('sha256');
const FILL = SIZE - 3 - 19 - 32;

describe('the check of an RSASSA-PKCS1-v1_5 signature', () => {
  it('accepts exactly what the platform signs', () => {
    fc.assert(
      fc.property(hashes, texts, fc.constantFrom(...keys), (hash, text, key) =>
        pkcs1Check(hash, key.publicKey)(text, sign(hash, Buffer.from(text), key.privateKey)),
      ),
      runs(0.2),
    );
  });

  it('agrees with the platform on every mutant', () => {
    const good = sign('sha256', Buffer.from(TEXT), privateKey);
    fc.assert(
      fc.property(fc.nat(SIZE - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const mutant = Buffer.from(good);
        mutant[at] = (mutant[at] as number) ^ bits;
        let ours: boolean;
        try {
          ours = check(TEXT, mutant);
        } catch {
          ours = false;
        }
        return !ours && !verify('sha256', Buffer.from(TEXT), publicKey, mutant);
      }),
      runs(),
    );
  });

  it('rejects any other text, hash or key', () => {
    const [, , , other] = keys;
    const good = sign('sha256', Buffer.from(TEXT), privateKey);
    expect(check(TEXT, good)).toBe(true);
    expect(check(`${TEXT}a`, good)).toBe(false);
    expect(pkcs1Check('sha384', publicKey)(TEXT, good)).toBe(false);
    expect(pkcs1Check('sha256', (other as (typeof keys)[0]).publicKey)(TEXT, good)).toBe(false);
  });

  it('keeps no state of one text for the next', () => {
    for (const text of ['a', TEXT, '', 'a']) {
      const good = sign('sha256', Buffer.from(text), privateKey);
      expect(check(text, good)).toBe(true);
      expect(check(`${text}x`, good)).toBe(false);
    }
  });

  it('accepts only the encoding of RFC 8017 §9.2', () => {
    expect(check(TEXT, signed([0, 1], ff(FILL), [0], INFO.sha256, digest))).toBe(true);
  });

  it.each<[string, Buffer]>([
    [
      'the digest not at the end, after a short fill',
      signed([0, 1], ff(8), [0], INFO.sha256, digest, zeros(FILL - 8)),
    ],
    [
      'the digest at the end of a fill of other bytes',
      signed([0, 1], ff(8), [0], zeros(FILL - 8), INFO.sha256, digest),
    ],
    ['a fill of zeros', signed([0, 1], zeros(FILL), [0], INFO.sha256, digest)],
    ['the block type of a private key', signed([0, 0], ff(FILL), [0], INFO.sha256, digest)],
    ['the block type of encryption', signed([0, 2], ff(FILL), [0], INFO.sha256, digest)],
    ['no zero before DigestInfo', signed([0, 1], ff(FILL + 1), INFO.sha256, digest)],
    [
      'a DigestInfo without NULL',
      signed([0, 1], ff(FILL + 2), [0], '302f300b0609608648016503040201', '0420', digest),
    ],
    ['a digest without DigestInfo', signed([0, 1], ff(FILL + 19), [0], digest)],
    [
      'the DigestInfo of another hash',
      signed([0, 1], ff(FILL), [0], INFO.sha256.replace('0201', '0202'), digest),
    ],
    [
      'SHA-384 instead of SHA-256',
      signed([0, 1], ff(FILL - 16), [0], INFO.sha384, digestOf('sha384')),
    ],
    [
      'SHA-1 instead of SHA-256',
      signed(
        [0, 1],
        ff(SIZE - 3 - 15 - 20),
        [0],
        '3021300906052b0e03021a05000414',
        digestOf('sha1'),
      ),
    ],
    [
      'a digest that is cut short',
      signed([0, 1], ff(FILL + 1), [0], INFO.sha256, digest.subarray(0, 31)),
    ],
    [
      'a last bit that differs',
      signed([0, 1], ff(FILL), [0], INFO.sha256, digest.subarray(0, 31), [
        (digest[31] as number) ^ 1,
      ]),
    ],
    ['only zeros', signed(zeros(SIZE))],
  ])('rejects %s', (_, forged) => {
    expect(check(TEXT, forged)).toBe(false);
    expect(verify('sha256', Buffer.from(TEXT), publicKey, forged)).toBe(false);
  });

  it('rejects a number that is not below the modulus, before it calls the platform', () => {
    const modulus = Buffer.from(publicKey.export({ format: 'jwk' }).n as string, 'base64url');
    expect(check(TEXT, modulus)).toBe(false);
    expect(check(TEXT, ff(SIZE))).toBe(false);
  });

  it('rejects the fixed points of the exponent', () => {
    expect(check(TEXT, zeros(SIZE))).toBe(false);
    expect(check(TEXT, Buffer.concat([zeros(SIZE - 1), Buffer.of(1)]))).toBe(false);
  });
});
