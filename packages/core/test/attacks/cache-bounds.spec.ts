/** Row 63: the bounds, contents and options of the cache of verified tokens. */
import { createVerifier, type KeySource, type VerificationKey } from '../../src/index.js';
import { importKey } from '../../src/jwk/index.js';
import { benchFor } from '../support/bench.js';
import { JwksServer, jwks, status } from '../support/jwks-server.js';
import { keyOf } from '../support/keys.js';
import { changing, moving } from '../support/moving-clock.js';
import { AUDIENCE, mint, NOW } from '../support/tokens.js';
import { verdictOf } from '../support/verdict.js';

describe('row 63: a flood', () => {
  it('of good tokens stays within the bound and evicts the least recently used first', async () => {
    const { bench, verifier } = moving({ cache: { maxTokens: 10 } }, 'HS256');
    const first = bench.token({ claims: { jti: 'first' } });
    const kept = await verifier.verify(first);
    for (let i = 0; i < 200; i++) {
      await verifier.verify(bench.token({ claims: { jti: `id-${i}` } }));
      expect(await verifier.verify(first)).toBe(kept);
    }
    expect(verifier.cacheStats()).toEqual({ hits: 200, misses: 201, size: 10 });
  });

  it('evicts a token after as many other tokens as the cache holds', async () => {
    const { bench, verifier } = moving({ cache: { maxTokens: 10 } }, 'HS256');
    const first = bench.token({ claims: { jti: 'first' } });
    const send = async (from: number, to: number): Promise<void> => {
      for (let i = from; i < to; i++) {
        await verifier.verify(bench.token({ claims: { jti: `id-${i}` } }));
      }
    };
    const kept = await verifier.verify(first);
    await verifier.verify(first);
    await send(0, 9);
    expect(await verifier.verify(first)).toBe(kept);
    await send(9, 19);
    expect(await verifier.verify(first)).not.toBe(kept);
  });

  it('of large tokens stays within a limit on characters', async () => {
    const { bench, verifier } = moving(
      { cache: { maxTokens: 100_000 }, maxTokenBytes: 65_536 },
      'HS256',
    );
    for (let i = 0; i < 100; i++) {
      await verifier.verify(bench.token({ claims: { jti: `id-${i}`, big: 'x'.repeat(48_000) } }));
    }
    const size = verifier.cacheStats()?.size ?? 0;
    expect(size).toBeGreaterThan(50);
    expect(size * 64_000).toBeLessThan(4.2 * 1024 * 1024);
  });

  it('of tokens with many objects stays within the same limit, because they count more', async () => {
    const { bench, verifier } = moving({ cache: { maxTokens: 100_000 } }, 'HS256');
    const list = Array.from({ length: 1000 }, () => []);
    for (let i = 0; i < 250; i++) {
      await verifier.verify(bench.token({ claims: { jti: `id-${i}`, list } }));
    }
    const size = verifier.cacheStats()?.size ?? 0;
    expect(size).toBeGreaterThan(100);
    expect(size).toBeLessThan(130);
  });

  it('of bad tokens leaves nothing in the cache', async () => {
    const { bench, verifier, verdict } = moving();
    for (let i = 0; i < 100; i++)
      await verdict(mint(bench.attacker, { claims: { jti: `id-${i}` } }));
    expect(verifier.cacheStats()).toEqual({ hits: 0, misses: 100, size: 0 });
  });

  it('never caches a rejection: a key that was unknown or unavailable is used once it exists', async () => {
    const key = keyOf('ES256');
    const keys = new Map<string, VerificationKey>();
    const { verdict } = moving({ jwks: undefined, keys: changing(keys) });
    const token = mint(key);
    expect(await verdict(token)).toBe('ERR_KEY_NOT_FOUND');
    keys.set('key-1', importKey(key.jwk));
    expect(await verdict(token)).toBe('accepted');
  });

  it('never caches that keys are unavailable', async () => {
    const server = await JwksServer.start(status(500));
    const { time, verifier, verdict } = moving({ jwks: undefined, jwksUri: server.uri });
    const token = mint(keyOf('ES256'));
    expect(await verdict(token)).toBe('ERR_KEYS_UNAVAILABLE');
    server.answer = jwks([keyOf('ES256').jwk]);
    time.now = NOW + 2;
    expect(await verdict(token)).toBe('accepted');
    verifier.close();
    expect(await verdict(token)).toBe('ERR_KEYS_UNAVAILABLE');
    await server.stop();
  });
});

describe('the cache', () => {
  it('is off with cache: false, and then all its counts are 0', async () => {
    const { bench, verifier } = moving({ cache: false });
    const token = bench.token();
    const [one, other] = [await verifier.verify(token), await verifier.verify(token)];
    expect(one).not.toBe(other);
    expect(one).toEqual(other);
    expect(verifier.cacheStats()).toBeUndefined();
    verifier.clearCache();
  });

  it.each([0, 100_001, 1.5, '10', null, Number.NaN])('cannot hold %p tokens', async (maxTokens) => {
    const { options } = benchFor('ES256');
    const cache = { maxTokens } as { maxTokens: number };
    expect(await verdictOf(() => createVerifier({ ...options, cache }))).toBe('ERR_CONFIGURATION');
  });

  it.each([true, null, 5000, { max: 5 }])('is not configured by %p', async (cache) => {
    const options = { ...benchFor('ES256').options, cache: cache as false };
    expect(await verdictOf(() => createVerifier(options))).toBe('ERR_CONFIGURATION');
  });

  it.each([undefined, null, 1, {}, ['a.b.c']])(
    'is not asked for %p, which is not a token',
    async (it) => {
      const { verdict } = moving();
      expect(await verdict(it as string)).toBe('ERR_TOKEN_MALFORMED');
    },
  );

  it('does not answer for a key source that answers later, or fails', async () => {
    const key = importKey(keyOf('ES256').jwk);
    const answers: (() => VerificationKey | Promise<VerificationKey>)[] = [
      () => key,
      () => Promise.reject(new Error('a bug of the source')),
      () => Promise.resolve(key),
      () => {
        throw new Error('a bug of the source');
      },
      () => key,
    ];
    const keys: KeySource = { find: () => (answers.shift() ?? (() => key))() };
    const { verifier } = moving({ jwks: undefined, keys, audience: AUDIENCE });
    const token = mint(keyOf('ES256'));
    for (let i = 0; i < 3; i++) expect((await verifier.verify(token)).key).toBe(key);
    expect(verifier.cacheStats()?.hits).toBe(0);
  });

  it('leaves no unhandled rejection of a key source', async () => {
    const key = importKey(keyOf('ES256').jwk);
    const unheard: unknown[] = [];
    const note = (reason: unknown): void => void unheard.push(reason);
    let fails = false;
    const keys: KeySource = {
      find: () => (fails ? Promise.reject(new Error('a bug of the source')) : key),
    };
    const { verifier } = moving({ jwks: undefined, keys });
    const token = mint(keyOf('ES256'));
    await verifier.verify(token);
    fails = true;
    process.on('unhandledRejection', note);
    await expect(verifier.verify(token)).rejects.toThrow('a bug of the source');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unheard).toEqual([]);
  });
});
