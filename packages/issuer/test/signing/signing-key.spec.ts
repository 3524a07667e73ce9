import { generateKeyPairSync, randomBytes, type JsonWebKey } from 'node:crypto';
import { inspect } from 'node:util';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { SIGNING_ALGORITHMS, SigningKey, type SigningAlgorithm } from '@portcullis/issuer';
import { refusal } from '../support/refusal.js';

const ASYMMETRIC = SIGNING_ALGORITHMS.filter((alg) => alg !== 'HS256');

const rsaPem = (modulusLength = 2048) =>
  generateKeyPairSync('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

async function joseVerifies(key: SigningKey, jwk: JsonWebKey): Promise<boolean> {
  const header = Buffer.from(JSON.stringify({ alg: key.alg })).toString('base64url');
  const input = `${header}.${Buffer.from('{}').toString('base64url')}`;
  const token = `${input}.${await key.sign(input)}`;
  const { protectedHeader } = await compactVerify(token, await importJWK(jwk, key.alg));
  return protectedHeader.alg === key.alg;
}

describe('a generated signing key', () => {
  it.each(ASYMMETRIC)('%s signs what jose verifies with its public JWK', async (alg) => {
    const key = await SigningKey.generate(alg);

    expect(await joseVerifies(key, { ...key.publicJwk })).toBe(true);
  });

  it('is RS256 of 2048 bits by default', async () => {
    const key = await SigningKey.generate();

    expect(key.alg).toBe('RS256');
    expect(Buffer.from(key.publicJwk?.n ?? '', 'base64url')).toHaveLength(256);
    expect(key.publicJwk?.e).toBe('AQAB');
  });

  it('is a secret of 32 bytes without a public JWK for HS256', async () => {
    const key = await SigningKey.generate('HS256');
    const jwk = key.exportPrivateJwk();

    expect(key.publicJwk).toBeUndefined();
    expect(Buffer.from(jwk.k ?? '', 'base64url')).toHaveLength(32);
    expect(await joseVerifies(key, jwk)).toBe(true);
  });

  it('is different each time', async () => {
    const [one, other] = await Promise.all([
      SigningKey.generate('ES256'),
      SigningKey.generate('ES256'),
    ]);

    expect(one.kid).not.toBe(other.kid);
    expect(one.equals(other)).toBe(false);
  });

  it('is not available for an algorithm that cannot sign', async () => {
    for (const alg of ['none', 'RS1', 'rs256', '__proto__', 'constructor']) {
      const error = await refusal(SigningKey.generate(alg as SigningAlgorithm));
      expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'algorithm' });
    }
  });

  it('reveals nothing when it is printed or serialized', async () => {
    for (const alg of SIGNING_ALGORITHMS) {
      const key = await SigningKey.generate(alg);
      const { d, k } = key.exportPrivateJwk();
      const shown = inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key);

      expect(shown).toContain(key.kid);
      expect(shown).not.toContain(d ?? k);
    }
  });
});

describe('the key ID', () => {
  it.each(ASYMMETRIC)('of a %s key is its RFC 7638 thumbprint', async (alg) => {
    const key = await SigningKey.generate(alg);

    expect(key.kid).toBe(
      await calculateJwkThumbprint({ ...key.publicJwk, kty: key.publicJwk?.kty ?? '' }),
    );
    expect(key.publicJwk?.kid).toBe(key.kid);
  });

  it('of a secret is the same in each process that has it, and is not a plain hash of the secret', async () => {
    const secret = randomBytes(32);
    const one = await SigningKey.import(secret, { algorithm: 'HS256' });
    const other = await SigningKey.import(secret, { algorithm: 'HS256' });
    const thumbprint = await calculateJwkThumbprint({
      kty: 'oct',
      k: secret.toString('base64url'),
    });

    expect(one.kid).toBe(other.kid);
    expect(one.kid).toMatch(/^[\w-]{43}$/);
    expect(one.kid).not.toBe(thumbprint);
  });

  it('is the given one, before the one in the JWK', async () => {
    const jwk = (await SigningKey.generate('EdDSA', { kid: 'written-out' })).exportPrivateJwk();

    expect((await SigningKey.import(jwk)).kid).toBe('written-out');
    expect((await SigningKey.import(jwk, { kid: 'given' })).kid).toBe('given');
  });

  it('is rejected when verifiers cannot use it', async () => {
    for (const kid of ['', 'a'.repeat(257), 'line\nbreak', 'ключ', 7 as unknown as string]) {
      const error = await refusal(SigningKey.generate('HS256', { kid }));
      expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'kid' });
    }
  });
});

describe('importing a signing key', () => {
  it('reads PKCS #8, PKCS #1 and SEC 1 PEM, and derives the algorithm from the type of key', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const okp = generateKeyPairSync('ed25519').privateKey;
    const texts = [
      ['RS256', rsa.export({ type: 'pkcs8', format: 'pem' })],
      ['RS256', rsa.export({ type: 'pkcs1', format: 'pem' })],
      ['ES256', ec.export({ type: 'sec1', format: 'pem' })],
      ['EdDSA', okp.export({ type: 'pkcs8', format: 'pem' })],
    ] as const;
    for (const [alg, pem] of texts) expect((await SigningKey.import(pem)).alg).toBe(alg);
    for (const [alg, pem] of texts)
      expect((await SigningKey.import(Buffer.from(pem))).alg).toBe(alg);
  });

  it.each(SIGNING_ALGORITHMS)('restores an exported %s key', async (alg) => {
    const key = await SigningKey.generate(alg);
    const restored = await SigningKey.import(structuredClone(key.exportPrivateJwk()));

    expect(restored.equals(key)).toBe(true);
    expect([restored.kid, restored.alg]).toEqual([key.kid, alg]);
  });

  it('signs on the event loop, and in the thread pool with slow algorithms', async () => {
    const usual = await SigningKey.import(rsaPem(2048).privateKey);
    const large = await SigningKey.import(rsaPem(3072).privateKey);

    expect(usual.sign('a.b')).toEqual(expect.any(String));
    expect(large.sign('a.b')).toBeInstanceOf(Promise);
    expect(await large.sign('a.b')).toBe(large.sign('a.b', false));
  });

  it('binds an RSA key to PS256 when asked', async () => {
    const key = await SigningKey.import(rsaPem().privateKey, { algorithm: 'PS256' });

    expect(key.publicJwk?.alg).toBe('PS256');
    expect(await joseVerifies(key, { ...key.publicJwk })).toBe(true);
  });

  it('accepts a secret as text or bytes', async () => {
    const text = randomBytes(32).toString('base64url');
    const fromText = await SigningKey.import(text, { algorithm: 'HS256' });

    expect(
      fromText.equals(await SigningKey.import(Buffer.from(text), { algorithm: 'HS256' })),
    ).toBe(true);
  });

  it('rejects an RSA key under 2048 bits', async () => {
    const error = await refusal(SigningKey.import(rsaPem(1024).privateKey));

    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'key' });
    expect(error.message).toMatch(/1024 bits.*expected an RSA key of 2048/);
  });

  it('rejects a secret under 32 bytes without showing it', async () => {
    const secret = randomBytes(15).toString('hex');
    const error = await refusal(SigningKey.import(secret, { algorithm: 'HS256' }));

    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'key' });
    expect(error.message).toMatch(/30 bytes.*at least 32/);
    expect(inspect(error)).not.toContain(secret);
  });

  it.each([
    ['an empty secret', '', { algorithm: 'HS256' }],
    ['a public key as a secret', rsaPem().publicKey, { algorithm: 'HS256' }],
    ['text that is neither PEM nor declared as a secret', randomBytes(32).toString('hex'), {}],
    ['a public key', rsaPem().publicKey, {}],
    ['an encrypted private key', encryptedPem(), {}],
    ['an RSA key for ES256', rsaPem().privateKey, { algorithm: 'ES256' }],
    ['a P-384 key for ES256', ecJwk('P-384'), { algorithm: 'ES256' }],
    ['a secp256k1 key', ecJwk('secp256k1'), {}],
    ['an Ed448 key for EdDSA', { ...ed448Jwk() }, { algorithm: 'EdDSA' }],
    ['an oct JWK for RS256', { kty: 'oct', k: 'A'.repeat(64) }, { algorithm: 'RS256' }],
    ['a public JWK', { ...ecJwk('P-256'), d: undefined }, {}],
    ['null', null, {}],
  ] as const)('rejects %s', async (_, material, options) => {
    const error = await refusal(SigningKey.import(material as unknown as JsonWebKey, options));

    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'key' });
  });

  it('respects alg, use and key_ops of a JWK', async () => {
    const jwk = ecJwk('P-256');
    const wrong: readonly (readonly [string, JsonWebKey, SigningAlgorithm?])[] = [
      ['algorithm', { ...jwk, alg: 'ES384' }],
      ['algorithm', { ...jwk, alg: 'ES256' }, 'RS256'],
      ['key.use', { ...jwk, use: 'enc' }],
      ['key.key_ops', { ...jwk, key_ops: ['verify'] }],
      ['key.key_ops', { ...jwk, key_ops: ['sign', 'deriveBits'] }],
      ['key.key_ops', { ...jwk, key_ops: ['sign', null] as string[] }],
      ['key.key_ops', { ...jwk, key_ops: 'sign' }],
      ['key.kid', { ...jwk, kid: 5 }],
    ];
    for (const [option, material, alg] of wrong) {
      const error = await refusal(SigningKey.import(material, alg ? { algorithm: alg } : {}));
      expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
    }
    const right = { ...jwk, alg: 'ES256', use: 'sig', key_ops: ['sign'] };
    expect((await SigningKey.import(right)).alg).toBe('ES256');
    const both = { ...right, key_ops: ['sign', 'verify'], use: '' };
    expect((await SigningKey.import(both)).alg).toBe('ES256');
    const silent = { ...jwk, alg: null, use: null, key_ops: null, kid: null };
    const imported = await SigningKey.import(silent);
    expect([imported.alg, imported.kid]).toEqual(['ES256', (await SigningKey.import(jwk)).kid]);
  });

  it('rejects a JWK whose public part belongs to another key', async () => {
    for (const alg of ASYMMETRIC) {
      const [mine, other] = await Promise.all([SigningKey.generate(alg), SigningKey.generate(alg)]);
      const { n, x, y } = other.exportPrivateJwk();
      const theirs = Object.fromEntries(Object.entries({ n, x, y }).filter(([, value]) => value));
      const error = await refusal(SigningKey.import({ ...mine.exportPrivateJwk(), ...theirs }));

      expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option: 'key' });
    }
  });
});

function encryptedPem() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
  }).privateKey;
}

function ecJwk(namedCurve: string): JsonWebKey {
  return generateKeyPairSync('ec', { namedCurve }).privateKey.export({ format: 'jwk' });
}

function ed448Jwk(): JsonWebKey {
  return generateKeyPairSync('ed448').privateKey.export({ format: 'jwk' });
}
