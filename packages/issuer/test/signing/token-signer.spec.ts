import { constants, createPublicKey, randomBytes, verify, type KeyObject } from 'node:crypto';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { createVerifier } from '@portcullis/core';
import { StaticKeys } from '@portcullis/core/keys';
import {
  KeyRing,
  MemoryKeyStore,
  SIGNING_ALGORITHMS,
  SigningKey,
  TokenSigner,
  type SignRequest,
  type TokenSignerOptions,
  type TokenSignerSettings,
} from '@portcullis/issuer';
import { argumentRefusal, refusal } from '../support/refusal.js';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'https://api.example';
const NOW = 1_800_000_000; // seconds
const clock = () => NOW * 1000 + 999;

const hs256 = () => SigningKey.generate('HS256');

async function signerWith(settings: Partial<TokenSignerOptions> = {}) {
  const key = await hs256();
  const options = { issuer: ISSUER, audience: AUDIENCE, key, clock, ...settings };
  const signer = new TokenSigner(options as TokenSignerOptions);
  /** The claims that jose reads from a token two minutes later. */
  const read = async (request: SignRequest) => {
    const { token } = await signer.sign(request);
    return jwtVerify(token, Buffer.from(key.exportPrivateJwk().k ?? '', 'base64url'), {
      currentDate: new Date((NOW + 120) * 1000),
    });
  };
  return { signer, key, read };
}

describe('a token', () => {
  it.each(SIGNING_ALGORITHMS.filter((alg) => alg !== 'HS256'))(
    'signed with %s is verified by jose with the published JWKS',
    async (alg) => {
      const keyRing = await KeyRing.open({ store: new MemoryKeyStore(), algorithm: alg });
      const signer = new TokenSigner({ issuer: ISSUER, audience: AUDIENCE, keyRing });
      const { token } = await signer.sign({ subject: 'user-1', claims: { role: 'editor' } });
      const jwks = createLocalJWKSet({ keys: [...keyRing.jwks().keys] });
      const { payload, protectedHeader } = await jwtVerify(token, jwks, {
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: 'JWT',
        requiredClaims: ['iss', 'sub', 'aud', 'iat', 'exp', 'jti'],
      });

      expect(payload).toMatchObject({ sub: 'user-1', role: 'editor' });
      expect(protectedHeader).toEqual({ alg, typ: 'JWT', kid: keyRing.active.kid });
    },
  );

  it.each(SIGNING_ALGORITHMS)('signed with %s passes the verifier of core', async (alg) => {
    const keyRing = await KeyRing.open({ store: new MemoryKeyStore(), algorithm: alg });
    const signer = new TokenSigner({ issuer: ISSUER, audience: AUDIENCE, keyRing });
    const { token, expiresAt, jwtId } = await signer.sign({ subject: 'user-1' });
    const keys = new StaticKeys(keyRing.verificationKeys);
    const verified = await createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys }).verify(
      token,
    );

    expect(verified.header).toEqual({ alg, typ: 'JWT', kid: keyRing.active.kid });
    expect(verified.claims).toMatchObject({ sub: 'user-1', jti: jwtId });
    expect(verified.expiresAt).toBe(expiresAt);
  });

  it('may be bound to a key of its client, and is then not accepted as a bearer token', async () => {
    const { signer, key } = await signerWith();
    const cnf = {
      jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
      'x5t#S256': 'bwcK0esc3ACC3DB2',
    };
    const { token } = await signer.sign({ subject: 'user-1', claims: { cnf } });
    const keys = new StaticKeys([key.verificationKey]);
    const options = { issuer: ISSUER, audience: AUDIENCE, keys, clock };

    await expect(createVerifier(options).verify(token)).rejects.toMatchObject({
      code: 'ERR_TOKEN_BOUND',
    });
    const bearer = createVerifier({ ...options, acceptBoundTokensAsBearer: true });
    expect((await bearer.verify(token)).claims).toMatchObject({ sub: 'user-1', cnf });
  });

  it('passes the verifier of core with the published JWK Set', async () => {
    const keyRing = await KeyRing.open({ store: new MemoryKeyStore(), algorithm: 'ES256' });
    const signer = new TokenSigner({ issuer: ISSUER, audience: AUDIENCE, keyRing });
    const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, jwks: keyRing.jwks() });
    const { token } = await signer.sign({ subject: 'user-1' });

    expect((await verifier.verify(token)).claims.sub).toBe('user-1');
  });

  it('signed with HS256 is verified by jose with the secret', async () => {
    const secret = randomBytes(48);
    const key = await SigningKey.import(secret, { algorithm: 'HS256', kid: 'internal' });
    const signer = new TokenSigner({ issuer: ISSUER, audience: AUDIENCE, key });
    const { token } = await signer.sign({ subject: 'user-1' });
    const { protectedHeader } = await jwtVerify(token, secret, {
      issuer: ISSUER,
      audience: AUDIENCE,
    });

    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT', kid: 'internal' });
  });

  it('carries the ES256 signature as r and s side by side, and PS256 with a salt of 32 bytes', async () => {
    const es256 = await SigningKey.generate('ES256');
    const ps256 = await SigningKey.generate('PS256');
    const signature = Buffer.from(await ps256.sign('a.b'), 'base64url');
    const key: KeyObject = createPublicKey({ key: ps256.exportPrivateJwk(), format: 'jwk' });
    const padding = constants.RSA_PKCS1_PSS_PADDING;

    expect(Buffer.from(await es256.sign('a.b'), 'base64url')).toHaveLength(64);
    expect(verify('sha256', Buffer.from('a.b'), { key, padding, saltLength: 32 }, signature)).toBe(
      true,
    );
  });

  it('has iat at the whole second of the clock, and exp 15 minutes later', async () => {
    const { signer, read } = await signerWith();
    const { token, jwtId, ...times } = await signer.sign({ subject: 'user-1' });
    const { payload } = await read({ subject: 'user-1' });

    expect(times).toEqual({ issuedAt: NOW, expiresIn: 900, expiresAt: NOW + 900 });
    expect(payload).toMatchObject({ iss: ISSUER, aud: AUDIENCE, iat: NOW, exp: NOW + 900 });
    expect(payload).not.toHaveProperty('nbf');
    expect(token.split('.')).toHaveLength(3);
    expect(jwtId).toMatch(/^[\da-f-]{36}$/);
  });

  it('has expired for jose once its time is over', async () => {
    const { signer, key } = await signerWith({ expiresIn: 60 });
    const { token, expiresAt } = await signer.sign({ subject: 'user-1' });
    const secret = Buffer.from(key.exportPrivateJwk().k ?? '', 'base64url');
    const at = (seconds: number) =>
      jwtVerify(token, secret, { currentDate: new Date(seconds * 1000) });

    await expect(at(expiresAt - 1)).resolves.toBeDefined();
    await expect(at(expiresAt)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' });
  });

  it('may have its own audience, lifetime, type and nbf', async () => {
    const { read } = await signerWith();
    const { payload, protectedHeader } = await read({
      subject: 'user-1',
      audience: ['a', 'b'],
      expiresIn: '2h',
      notBefore: '1m',
      typ: 'invite+jwt',
    });

    expect(payload).toMatchObject({ aud: ['a', 'b'], exp: NOW + 7200, nbf: NOW + 60 });
    expect(protectedHeader.typ).toBe('invite+jwt');
  });

  describe.each<[string, Partial<TokenSignerSettings>, Partial<SignRequest>]>([
    ['the signer has a clientId', { clientId: 'web' }, {}],
    ['it is issued to a client', {}, { clientId: 'web' }],
    [
      'it is issued to another client than that of the signer',
      { clientId: 'cli' },
      { clientId: 'web' },
    ],
    ['its claims name a client', { clientId: 'cli' }, { claims: { client_id: 'web' } }],
  ])('where %s', (_what, settings, request) => {
    it('is an access token of RFC 9068, also for the verifier’s profile', async () => {
      const key = await SigningKey.generate('EdDSA');
      const options = { issuer: ISSUER, audience: AUDIENCE, key };
      const signed = await new TokenSigner({ ...options, ...settings }).sign({
        subject: 'u',
        ...request,
      });
      const keys = new StaticKeys([key.verificationKey]);
      const verifier = createVerifier({
        issuer: ISSUER,
        audience: AUDIENCE,
        keys,
        profile: 'rfc9068',
      });

      expect(decodeProtectedHeader(signed.token).typ).toBe('at+jwt');
      expect((await verifier.verify(signed.token)).claims).toMatchObject({ client_id: 'web' });
      const plain = await new TokenSigner(options).sign({ subject: 'u' });
      await expect(verifier.verify(plain.token)).rejects.toMatchObject({ code: 'ERR_TOKEN_TYPE' });
    });
  });

  it.each<[string, Partial<TokenSignerSettings>, Partial<SignRequest>, string]>([
    ['names no client', {}, {}, 'JWT'],
    ['has an empty client_id', {}, { claims: { client_id: '' } }, 'JWT'],
    ['has a client_id that is not a string', {}, { claims: { client_id: ['web'] } }, 'JWT'],
    ['requests another type', { clientId: 'web' }, { typ: 'JWT' }, 'JWT'],
    ['is of a signer with a type', { clientId: 'web', typ: 'job+jwt' }, {}, 'job+jwt'],
    ['requests at+jwt anyway', {}, { typ: 'at+jwt' }, 'at+jwt'],
  ])('that %s has the expected typ', async (_what, settings, request, typ) => {
    const { read } = await signerWith(settings);
    const { protectedHeader } = await read({ subject: 'u', ...request });

    expect(protectedHeader.typ).toBe(typ);
  });

  it.each<[string, Partial<SignRequest>]>([
    ['clientId', { clientId: '' }],
    ['clientId', { clientId: 'a\n' }],
    ['clientId', { clientId: 7 as never }],
    ['claims.client_id', { clientId: 'a', claims: { client_id: 'a' } }],
  ])('is not signed with a wrong %s', async (option, request) => {
    const sign = async () => (await signerWith()).signer.sign({ subject: 'u', ...request });

    expect(await argumentRefusal(sign())).toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      argument: option,
    });
  });

  it('has its own ID', async () => {
    const { signer } = await signerWith();
    const tokens = await Promise.all(
      Array.from({ length: 50 }, () => signer.sign({ subject: 'u' })),
    );

    expect(new Set(tokens.map(({ jwtId }) => jwtId)).size).toBe(50);
  });

  it('is signed correctly when many are signed at once', async () => {
    const key = await SigningKey.generate('RS256');
    const signer = new TokenSigner({ issuer: ISSUER, audience: AUDIENCE, key });
    const subjects = Array.from({ length: 20 }, (_, index) => `user-${index}`);
    const tokens = await Promise.all(subjects.map((subject) => signer.sign({ subject })));
    const publicKey = createPublicKey({ key: { ...key.publicJwk }, format: 'jwk' });
    const read = await Promise.all(tokens.map(({ token }) => jwtVerify(token, publicKey)));

    expect(read.map(({ payload }) => payload.sub)).toEqual(subjects);
  });

  it.each([true, false])(
    'is valid from the thread pool and from the event loop (%s)',
    async (threadPool) => {
      for (const alg of SIGNING_ALGORITHMS) {
        const key = await SigningKey.generate(alg);
        const signer = new TokenSigner({ issuer: ISSUER, audience: AUDIENCE, key, threadPool });
        const { token } = await signer.sign({ subject: 'u' });
        const keys = new StaticKeys([key.verificationKey]);
        const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys });

        expect((await verifier.verify(token)).header.alg).toBe(alg);
        expect(key.sign('a.b', threadPool) instanceof Promise).toBe(threadPool && alg !== 'HS256');
      }
    },
  );

  it('has the header of its own type, independent of earlier types', async () => {
    const { signer } = await signerWith();
    const types = [
      ...Array.from({ length: 40 }, (_, index) => `type${index}+jwt`),
      'at+jwt',
      'type3+jwt',
    ];
    for (const typ of types) {
      const { token } = await signer.sign({ subject: 'u', typ });
      expect(decodeProtectedHeader(token).typ).toBe(typ);
    }
  });
});

describe('claims', () => {
  it('are signed unchanged', async () => {
    const { read } = await signerWith();
    const claims = {
      role: ['editor', 'admin'],
      scope: 'a b',
      tenant: { id: 7, name: 'Ärzte 🙂', plan: null, flags: [true, { beta: false }] },
      at_hash: 'MTIzNDU2Nzg5MDEyMzQ1Ng',
      secretary: 'yes',
      hashtags: ['#one'],
      token_use: 'access',
      pinned: 3,
      mfa_secret: true,
      left_out: undefined,
    };
    const { left_out: _, ...carried } = claims;

    expect((await read({ subject: 'u', claims })).payload).toMatchObject(carried);
  });

  it.each(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'])(
    'cannot override the registered %s',
    async (name) => {
      const { signer } = await signerWith();
      const error = await argumentRefusal(signer.sign({ subject: 'u', claims: { [name]: 1 } }));

      expect(error).toMatchObject({ code: 'ERR_INVALID_ARGUMENT', argument: `claims.${name}` });
    },
  );

  it.each([
    'password',
    'Password',
    'passwordHash',
    'password_hash',
    'userpassword',
    'PASSWD',
    'pwd',
    'pass-phrase',
    'secret',
    'clientSecret',
    'clientsecret',
    'hash',
    'argonHash',
    'salt',
    'apiKey',
    'API_KEY',
    'apikey',
    'HTTPSecretKey',
    'private-key',
    'refresh_token',
    'accessToken',
    'credentials',
    'pin',
    'otp',
  ])('named %s are rejected at any depth, without their value', async (name) => {
    const { signer } = await signerWith();
    const places = [
      [`claims.${name}`, { [name]: 'correct horse' }],
      [`claims.user.${name}`, { user: { [name]: 'correct horse' } }],
      [`claims.users[].${name}`, { users: [{ [name]: 'correct horse' }] }],
    ] as const;
    for (const [option, claims] of places) {
      const error = await argumentRefusal(signer.sign({ subject: 'u', claims }));
      expect(error).toMatchObject({ code: 'ERR_INVALID_ARGUMENT', argument: option });
      expect(error.message).not.toContain('correct horse');
    }
  });

  it.each([
    '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaA',
    '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW',
    '$6$rounds=5000$salt$hash',
    '{SSHA}0c0blFTXXNuAMHECS4uxrj3ZieMoWImr',
    '-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----',
    'its certificate, and then\n-----BEGIN RSA PRIVATE KEY-----',
    '-----BEGIN PGP PRIVATE KEY BLOCK-----',
    '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----',
  ])('whose value is clearly a secret (%s) are rejected under any name', async (value) => {
    const { signer } = await signerWith();
    const error = await argumentRefusal(
      signer.sign({ subject: 'u', claims: { profile: [value] } }),
    );

    expect(error).toMatchObject({ code: 'ERR_INVALID_ARGUMENT', argument: 'claims.profile[]' });
    expect(error.message).not.toContain(value);
  });

  it('with the name of a secret are accepted when listed, and their values are still checked', async () => {
    const { signer, read } = await signerWith({ allowClaims: ['password_changed_at'] });
    const claims = { password_changed_at: 1_700_000_000 };

    expect((await read({ subject: 'u', claims })).payload).toMatchObject(claims);
    const hash = { password_changed_at: '$2b$12$R9h/cIPz0gi' };
    expect(await argumentRefusal(signer.sign({ subject: 'u', claims: hash }))).toMatchObject({
      argument: 'claims.password_changed_at',
    });
  });

  class User {
    readonly name = 'u';
  }
  const deep = JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`) as unknown;

  it.each([
    ['claims.user', { user: new User() }],
    ['claims.when', { when: new Date(0) }],
    ['claims.count', { count: Number.NaN }],
    ['claims.big', { big: 1n }],
    ['claims.toJSON', { toJSON: () => ({ password: 'x' }) }],
    ['claims.__proto__', JSON.parse('{"__proto__":{"role":"admin"}}') as Record<string, unknown>],
    ['claims.name', { name: 'lone \ud800' }],
    [`claims.deep${'[]'.repeat(30)}`, { deep }],
    ['claims', { text: 'x'.repeat(9000) }],
    ['claims', 'text' as unknown as Record<string, unknown>],
    ['claims', new User() as unknown as Record<string, unknown>],
  ])('that a verifier would read differently are rejected: %s', async (option, claims) => {
    const { signer } = await signerWith();

    expect(await argumentRefusal(signer.sign({ subject: 'u', claims }))).toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      argument: option,
    });
  });
});

describe('a signer with wrong options is not created', () => {
  it.each([
    ['issuer', { issuer: '' }],
    ['issuer', { issuer: undefined }],
    ['audience', { audience: '' }],
    ['audience', { audience: [] }],
    ['audience[1]', { audience: ['a', undefined] }],
    ['expiresIn', { expiresIn: 0 }],
    ['expiresIn', { expiresIn: '15' }],
    ['expiresIn', { expiresIn: -1 }],
    ['expiresIn', { expiresIn: Number.NaN }],
    ['expiresIn', { expiresIn: 900_000_000 }],
    ['threadPool', { threadPool: 'yes' }],
    ['typ', { typ: '' }],
    ['typ', { typ: 'a b' }],
    ['keyRing', { key: undefined }],
    ['keyRing', { key: { alg: 'RS256' } }],
    ['clientId', { clientId: '' }],
  ])('%s', async (option, settings) => {
    const error = await refusal(signerWith(settings as unknown as Partial<TokenSignerOptions>));

    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
    expect(error.message).toMatch(/received .+, expected .+/);
  });

  it('has exactly one source of keys', async () => {
    const keyRing = await KeyRing.open({ store: new MemoryKeyStore(), algorithm: 'HS256' });

    expect(await refusal(signerWith({ keyRing }))).toMatchObject({
      option: 'keyRing',
    });
  });
});

describe('a wrong request is rejected', () => {
  it.each([
    ['subject', { subject: '' }],
    ['subject', { subject: 7 }],
    ['subject', { subject: 'x'.repeat(256) }],
    ['subject', { subject: 'a\u0000b' }],
    ['audience', { audience: [] }],
    ['expiresIn', { expiresIn: '0s' }],
    ['notBefore', { notBefore: '15m' }],
    ['notBefore', { notBefore: -5 }],
    ['typ', { typ: 'at jwt' }],
  ])('%s', async (option, wrong) => {
    const { signer } = await signerWith();
    const request = { subject: 'u', ...wrong } as SignRequest;

    expect(await argumentRefusal(signer.sign(request))).toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      argument: option,
    });
  });
});
