/** Rows 61, 62 and 80: what the cache of verified tokens must never return. */
import { createVerifier } from '../../src/index.js';
import { importKey } from '../../src/jwk/index.js';
import { mirrored } from '../support/ecdsa.js';
import { jwks, JwksServer } from '../support/jwks-server.js';
import { ASYMMETRIC, ECDSA, EVERY_KIND, keyOf, withKid } from '../support/keys.js';
import { changing, KEYLESS, moving } from '../support/moving-clock.js';
import { ISSUER, mint, NOW, signatureOf, withSignature } from '../support/tokens.js';
import { verdictOf } from '../support/verdict.js';

describe('row 61: a token that is like a cached one', () => {
  it.each(EVERY_KIND)('is a miss: only the same whole text is a hit (%s)', async (kind) => {
    const { bench, verifier, verdict } = moving({}, kind);
    const token = bench.token();
    const first = await verifier.verify(token);
    const signature = signatureOf(token);
    signature[0] = (signature[0] ?? 0) ^ 1;

    expect(await verifier.verify(token)).toBe(first);
    expect(await verdict(withSignature(token, signature))).toBe('ERR_SIGNATURE_INVALID');
    expect(await verdict(token.slice(0, -1))).not.toBe('accepted');
    expect(await verdict(`${token}A`)).not.toBe('accepted');
    expect(await verdict(mint(bench.attacker))).toBe('ERR_SIGNATURE_INVALID');
    expect(await verifier.verify(token)).toBe(first);
    expect(verifier.cacheStats()).toEqual({ hits: 2, misses: 5, size: 1 });
  });

  it.each(EVERY_KIND)('is a miss if only their ends are equal: other claims (%s)', async (kind) => {
    const { bench, verifier, verdict } = moving({}, kind);
    const token = bench.token();
    const first = await verifier.verify(token);
    const other = mint(bench.attacker, { claims: { sub: 'somebody else', role: 'admin' } });

    expect(await verdict(withSignature(other, signatureOf(token)))).toBe('ERR_SIGNATURE_INVALID');
    expect(await verifier.verify(token)).toBe(first);
  });

  it.each(EVERY_KIND)('is a miss if only its end is equal, after other text (%s)', async (kind) => {
    const { bench, verdict } = moving({}, kind);
    const token = bench.token();
    expect(await verdict(token)).toBe('accepted');
    for (const tail of [token.slice(-32), `a.b.${token.slice(-32)}`, `x${token}`]) {
      expect(await verdict(tail)).not.toBe('accepted');
    }
  });

  it.each(EVERY_KIND)(
    'is a hit when its text is equal, however the string was built (%s)',
    async (kind) => {
      const { bench, verifier } = moving({}, kind);
      const token = bench.token();
      const first = await verifier.verify(token);
      expect(await verifier.verify(Buffer.from(token).toString('latin1'))).toBe(first);
    },
  );

  it.each(ECDSA)('is another entry if it has the other ECDSA signature (%s)', async (alg) => {
    const { bench, verifier } = moving({}, alg);
    const token = bench.token();
    const first = await verifier.verify(token);
    const twin = await verifier.verify(withSignature(token, mirrored(signatureOf(token), alg)));
    expect(twin).not.toBe(first);
    expect(twin.claims).toEqual(first.claims);
  });

  it.each(EVERY_KIND)(
    'of another verifier is never a hit: each verifier has its own cache (%s)',
    async (kind) => {
      const { bench, verifier } = moving({}, kind);
      const other = createVerifier({ ...bench.options, audience: 'https://other.example' });
      const token = bench.token();
      await verifier.verify(token);
      expect(await verdictOf(() => other.verify(token))).toBe('ERR_AUDIENCE_MISMATCH');
    },
  );

  it('cannot be changed by one request for the next', async () => {
    const { bench, verifier } = moving();
    const { claims } = await verifier.verify(
      bench.token({ claims: { roles: ['a'], deep: { a: {} } } }),
    );
    const deep = claims['deep'] as Readonly<Record<string, object>>;
    for (const part of [claims, claims['roles'], deep, deep['a']]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
});

describe('row 62: a cached token', () => {
  it.each(EVERY_KIND)('is rejected from exp + tolerance on (%s)', async (kind) => {
    const { bench, time, verdict } = moving({}, kind);
    const token = bench.token({ claims: { exp: NOW + 100 } });
    expect(await verdict(token)).toBe('accepted');
    time.now = NOW + 104;
    expect(await verdict(token)).toBe('accepted');
    time.now = NOW + 105;
    expect(await verdict(token)).toBe('ERR_TOKEN_EXPIRED');
  });

  it.each(EVERY_KIND)('is rejected once it is too old (%s)', async (kind) => {
    const { bench, time, verdict } = moving({ maxTokenAge: 60, clockTolerance: 0 }, kind);
    const token = bench.token({ claims: { iat: NOW } });
    expect(await verdict(token)).toBe('accepted');
    time.now = NOW + 60;
    expect(await verdict(token)).toBe('ERR_TOKEN_TOO_OLD');
  });

  it.each(EVERY_KIND)('is verified again after five minutes at most (%s)', async (kind) => {
    const { bench, time, verifier, verdict } = moving({}, kind);
    const token = bench.token({ claims: { exp: NOW + 3600 } });
    await verdict(token);
    time.now = NOW + 299;
    await verdict(token);
    expect(verifier.cacheStats()).toEqual({ hits: 1, misses: 1, size: 1 });
    time.now = NOW + 300;
    await verdict(token);
    expect(verifier.cacheStats()).toEqual({ hits: 1, misses: 2, size: 1 });
  });

  it.each(EVERY_KIND)(
    'is rejected once its key is removed, or another key has its ID (%s)',
    async (kind) => {
      const key = keyOf(kind);
      const keys = new Map([['key-1', importKey(key.jwk)]]);
      const { verifier, verdict } = moving({ ...KEYLESS, keys: changing(keys) }, kind);
      const token = mint(key);
      expect(await verdict(token)).toBe('accepted');

      keys.set('key-1', importKey(keyOf(kind, 'attacker').jwk));
      expect(await verdict(token)).toBe('ERR_SIGNATURE_INVALID');
      keys.delete('key-1');
      expect(await verdict(token)).toBe('ERR_KEY_NOT_FOUND');
      keys.set('key-1', importKey(key.jwk));
      expect(await verdict(token)).toBe('accepted');
      expect(verifier.cacheStats()).toEqual({ hits: 0, misses: 4, size: 1 });
    },
  );

  it.each(ASYMMETRIC)(
    'is rejected once its key is removed from a remote JWK Set (%s)',
    async (kind) => {
      const named = (kid: string) => withKid(keyOf(kind), kid);
      const server = await JwksServer.start(jwks([named('a').jwk, named('b').jwk]));
      const { time, verifier, verdict } = moving({ ...KEYLESS, jwksUri: server.uri }, kind);
      const token = mint(named('a'));
      expect(await verdict(token)).toBe('accepted');

      server.answer = jwks([named('b').jwk]);
      time.now = NOW + 100;
      expect(await verdict(mint(named('c')))).toBe('ERR_KEY_NOT_FOUND');
      time.now = NOW + 150;
      expect(await verdict(token)).toBe('ERR_KEY_NOT_FOUND');
      verifier.close();
      await server.stop();
    },
  );

  it.each(EVERY_KIND)(
    'is verified again after the cache was cleared, for one issuer or all (%s)',
    async (kind) => {
      const { bench, verifier, verdict } = moving({}, kind);
      const token = bench.token();
      await verdict(token);
      verifier.clearCache('https://other.example');
      expect(verifier.cacheStats()?.size).toBe(1);
      verifier.clearCache(ISSUER);
      expect(verifier.cacheStats()?.size).toBe(0);
      await verdict(token);
      verifier.clearCache();
      expect(verifier.cacheStats()).toEqual({ hits: 0, misses: 2, size: 0 });
    },
  );
});

describe('row 80: a clock that jumps', () => {
  it('back an hour makes every cached token be verified again', async () => {
    const { bench, time, verifier, verdict } = moving();
    const token = bench.token();
    await verdict(token);
    time.now = NOW - 3600;
    expect(await verdict(token)).toBe('ERR_TOKEN_NOT_YET_VALID');
    time.now = NOW;
    expect(await verdict(token)).toBe('accepted');
    expect(verifier.cacheStats()?.hits).toBe(0);
  });

  it('forward an hour rejects tokens that have expired since', async () => {
    const { bench, time, verdict } = moving();
    const token = bench.token();
    await verdict(token);
    time.now = NOW + 3600;
    expect(await verdict(token)).toBe('ERR_TOKEN_EXPIRED');
  });
});
