import { createSecretKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { importKey, importSecret, type KeyInput } from '../../src/jwk/index.js';
import { VerificationKey } from '../../src/jwk/verification-key.js';
import { specOf, type Algorithm } from '../../src/jws/algorithms.js';
import { verifyCompact } from '../../src/jws/index.js';
import { signatureCheck } from '../../src/jws/signature.js';
import { certificatePem } from '../support/certificate.js';
import { ASYMMETRIC, EVERY_KIND, keyOf, RSA, secretTestKey } from '../support/keys.js';
import { pem, publicKeyOf } from '../support/public-key-forms.js';
import { mint } from '../support/tokens.js';
import { errorOf, verdictNow } from '../support/verdict.js';

const REFUSED = 'ERR_KEY_INVALID';
const refused = (input: unknown, options = {}) =>
  verdictNow(() => importKey(input as KeyInput, options));

describe('a key of every kind', () => {
  it.each(EVERY_KIND)('is imported from its JWK and verifies (%s)', (kind) => {
    const key = keyOf(kind);
    const imported = importKey(key.jwk);
    expect([imported.alg, imported.kid]).toEqual([key.alg, 'key-1']);
    expect(verifyCompact(mint(key), imported).header.alg).toBe(key.alg);
  });

  it.each(ASYMMETRIC)('is imported from PEM, a certificate and a KeyObject (%s)', (kind) => {
    const key = keyOf(kind);
    const certificate = certificatePem(publicKeyOf(key), keyOf('Ed25519').signingKey);
    for (const input of [pem(key), `\n${pem(key)}`, certificate, publicKeyOf(key)]) {
      const imported = importKey(input, { algorithm: key.alg, kid: 'key-1' });
      expect(verifyCompact(mint(key), imported).header.kid).toBe('key-1');
    }
  });

  it('is imported from PKCS#1 if it is RSA', () => {
    const key = keyOf('RS256');
    const pkcs1 = String(publicKeyOf(key).export({ type: 'pkcs1', format: 'pem' }));
    expect(importKey(pkcs1).alg).toBe('RS256');
  });

  it('is imported from text, bytes and a KeyObject if it is a secret', () => {
    const text = randomBytes(32).toString('base64url');
    const token = mint(secretTestKey('HS256', Buffer.from(text)));
    const inputs = [text, Buffer.from(text), createSecretKey(Buffer.from(text))];
    for (const input of inputs) {
      expect(verifyCompact(token, importKey(input)).header.alg).toBe('HS256');
      expect(verifyCompact(token, importSecret(input)).header.alg).toBe('HS256');
    }
    expect(verifyCompact(token, importKey(new Uint8Array(Buffer.from(text)))).header.alg).toBe(
      'HS256',
    );
  });
});

describe('the one algorithm of a key', () => {
  const bare = (kind: Algorithm) => ({ ...keyOf(kind).jwk, alg: undefined });

  it.each<[Algorithm, Algorithm]>([
    ['RS512', 'RS256'],
    ['HS384', 'HS256'],
    ['ES384', 'ES384'],
    ['Ed25519', 'EdDSA'],
    ['Ed448', 'EdDSA'],
  ])('is the default for a bare key of %s: %s', (kind, alg) => {
    expect(importKey(bare(kind)).alg).toBe(alg);
  });

  it.each(RSA)('is %s when the options say so, or allow only that', (alg) => {
    expect(importKey(bare('RS256'), { algorithm: alg }).alg).toBe(alg);
    expect(importKey(bare('RS256'), { algorithms: [alg] }).alg).toBe(alg);
    expect(importKey({ ...bare('RS256'), alg }, { algorithms: RSA }).alg).toBe(alg);
  });

  it('is the default if it is allowed, and otherwise unclear', () => {
    expect(importKey(bare('RS256'), { algorithms: ['PS256', 'RS256'] }).alg).toBe('RS256');
    expect(refused(bare('RS256'), { algorithms: ['PS256', 'RS512'] })).toBe(REFUSED);
  });

  it('is rejected when it is not allowed, or not for that key', () => {
    const { jwk } = keyOf('RS256');
    expect(refused(jwk, { algorithms: ['ES256'] })).toBe(REFUSED);
    expect(refused(jwk, { algorithms: ['RS512'] })).toBe(REFUSED);
    expect(refused(jwk, { algorithm: 'RS512' })).toBe(REFUSED);
    expect(refused(jwk, { algorithm: 'RS256', algorithms: ['RS512'] })).toBe(REFUSED);
    expect(refused(jwk, { algorithm: 'RS256', algorithms: ['RS256', 'RS512'] })).toBe('accepted');
    expect(refused(jwk, { algorithms: [] })).toBe(REFUSED);
    expect(refused(jwk, { algorithm: 'none' })).toBe(REFUSED);
    expect(refused(jwk, { algorithms: ['RS256', 'constructor'] })).toBe(REFUSED);
  });

  it.each(['none', '', 'HS256', 'RSA-OAEP', 'rs256', 'ES256', 1, ['RS256'], {}])(
    'is rejected when an RSA JWK says %j',
    (alg) => {
      expect(refused({ ...keyOf('RS256').jwk, alg })).toBe(REFUSED);
    },
  );

  it('is in the error message, with what the key can do', async () => {
    const error = await errorOf(() => importKey(keyOf('ES256').jwk, { algorithms: ['RS256'] }));
    expect(error?.message).toBe(
      'a key that can do ES256 and says ES256 fits none of the allowed RS256',
    );
    const other = await errorOf(() => importKey({ ...keyOf('ES256').jwk, alg: 'ES384' }));
    expect(other?.message).toBe('a key that can do ES256 and says ES384 fits no algorithm');
  });
});

describe('an RSASSA-PSS key', () => {
  const pss = (options: object): KeyObject =>
    generateKeyPairSync('rsa-pss', { modulusLength: 2048, ...options }).publicKey;

  it('is for PS256 by default, and never for RS256', () => {
    const key = pss({});
    expect(importKey(key).alg).toBe('PS256');
    expect(importKey(key, { algorithm: 'PS512' }).alg).toBe('PS512');
    expect(refused(key, { algorithm: 'RS256' })).toBe(REFUSED);
  });

  it('has the algorithm of the one hash that it names', () => {
    const key = pss({ hashAlgorithm: 'sha384', mgf1HashAlgorithm: 'sha384', saltLength: 48 });
    expect(importKey(key).alg).toBe('PS384');
    expect(refused(key, { algorithm: 'PS256' })).toBe(REFUSED);
  });

  it('is rejected when it requires a longer salt than the hash', () => {
    const key = pss({ hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256', saltLength: 33 });
    expect(refused(key)).toBe(REFUSED);
  });

  it('is rejected when its mask generation has another hash', () => {
    const key = pss({ hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha1', saltLength: 32 });
    expect(refused(key)).toBe(REFUSED);
  });

  it('that the platform rejects never throws', () => {
    const key = pss({ hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256', saltLength: 32 });
    const misused = new VerificationKey('PS384', undefined, signatureCheck(specOf('PS384'), key));
    expect(misused.verify('x', Buffer.alloc(256))).toBe(false);
  });

  it('must satisfy the policy for RSA keys', () => {
    const { publicKey } = generateKeyPairSync('rsa-pss', { modulusLength: 1024 });
    expect(refused(publicKey)).toBe(REFUSED);
  });
});

describe('input that is not a key', () => {
  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a number', 1],
    ['an empty string', ''],
    ['no bytes', Buffer.alloc(0)],
    ['an empty JWK', {}],
    ['PEM that is cut short', pem(keyOf('RS256')).slice(0, 100)],
    ['PEM of something else', '-----BEGIN X-----\nAAAA\n-----END X-----'],
    ['an X25519 key', generateKeyPairSync('x25519').publicKey],
    ['an X25519 JWK', generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' })],
    ['an X448 key', generateKeyPairSync('x448').publicKey],
    ['a secp256k1 key', generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey],
    ['a P-224 key', generateKeyPairSync('ec', { namedCurve: 'P-224' }).publicKey],
  ])('%s', (_name, input) => {
    expect(refused(input)).toBe(REFUSED);
  });

  it.each(ASYMMETRIC)('a private key (%s)', (kind) => {
    const key = keyOf(kind);
    const forms = [
      key.signingKey,
      key.signingKey.export({ type: 'pkcs8', format: 'pem' }),
      key.signingKey.export({ format: 'jwk' }),
      { ...key.jwk, d: '' },
      { ...key.jwk, d: false },
    ];
    for (const form of forms) expect(refused(form)).toBe(REFUSED);
  });

  it('an encrypted private key', () => {
    const options = {
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'x',
    } as const;
    expect(refused(keyOf('RS256').signingKey.export(options))).toBe(REFUSED);
  });

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv'])(
    'a public JWK with the private member %s',
    (member) => {
      expect(refused({ ...keyOf('RS256').jwk, [member]: 'AQAB' })).toBe(REFUSED);
    },
  );
});

describe('a secret', () => {
  it.each(['RS256', 'ES256', 'EdDSA'] as const)('is never a public key (%s)', (kind) => {
    const publicKey = publicKeyOf(keyOf(kind));
    expect(verdictNow(() => importSecret(publicKey))).toBe(REFUSED);
    expect(verdictNow(() => importSecret(keyOf(kind).signingKey))).toBe(REFUSED);
    expect(verdictNow(() => importSecret(pem(keyOf(kind))))).toBe(REFUSED);
  });

  it.each([undefined, null, 1, {}, ['x'], ''])('is not %j', (secret) => {
    expect(verdictNow(() => importSecret(secret as string))).toBe(REFUSED);
  });

  it('is at least as long as its algorithm’s hash', () => {
    for (const [alg, least] of [
      ['HS256', 32],
      ['HS384', 48],
      ['HS512', 64],
    ] as const) {
      const verdicts = [least - 1, least, least + 1].map((length) =>
        verdictNow(() => importSecret(randomBytes(length), { algorithm: alg })),
      );
      expect(verdicts).toEqual([REFUSED, 'accepted', 'accepted']);
    }
  });

  it('is not one repeated word', () => {
    for (const word of ['a', 'ab', 'secret', 'password', '12345678']) {
      expect(verdictNow(() => importSecret(word.repeat(20)))).toBe(REFUSED);
    }
    expect(verdictNow(() => importSecret('123456789'.repeat(4)))).toBe('accepted');
  });

  it('may begin like DER and be random', () => {
    const random = randomBytes(64);
    random.set([0x30, 0x3e, 0x31]);
    expect(verdictNow(() => importSecret(random))).toBe('accepted');
    random.set([0x30, 0x30, 0x30]);
    expect(verdictNow(() => importSecret(random))).toBe('accepted');
    for (const first of [0x80, 0x81, 0x82, 0x83, 0xff]) {
      random.set([0x30, first, 0x30]);
      expect(verdictNow(() => importSecret(random))).toBe('accepted');
    }
  });

  it('cannot be read back, and is not printed', () => {
    const text = randomBytes(32).toString('hex');
    const key = importKey(text, { kid: 'k' });
    const shown = [inspect(key, { depth: 9, showHidden: true }), JSON.stringify(key)];
    for (const print of shown) expect(print).not.toContain(text.slice(0, 8));
    expect(Object.keys(key)).toEqual(['alg', 'kid']);
    expect(Object.isFrozen(key)).toBe(true);
  });
});
