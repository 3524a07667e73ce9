/** Rows 49–54 and 60: when an issuer's keys are fetched, and which keys stay valid when a fetch fails. */
import { createVerifier, type KeysUnavailableError } from '../../src/index.js';
import { outcomeOf } from '../../src/bearer/index.js';
import { benchFor, clock, untyped } from '../support/bench.js';
import { FAULTS } from '../keys/faults/faults.js';
import { jwks, JwksServer, status } from '../support/jwks-server.js';
import { keyOf, withKid, type TestKey } from '../support/keys.js';
import { closeRemotes, openVerifier, spend, until } from '../support/remote.js';
import { AUDIENCE, ISSUER, mint, NOW } from '../support/tokens.js';
import { errorOf, verdictOf } from '../support/verdict.js';

afterEach(closeRemotes);

const [a, b] = ['a', 'b'].map((kid) => withKid(keyOf('ES256'), kid)) as [TestKey, TestKey];
const attacker = keyOf('ES256', 'attacker');
const LASTING = { exp: NOW + 20_000 };
/** A good token, different each time. */
const token = (key: TestKey, jti = 'one') => mint(key, { claims: { ...LASTING, jti } });
const forged = (kid: string) => mint(withKid(attacker, kid), { claims: LASTING });

describe('row 49: a flood of made-up key IDs', () => {
  it('causes five fetches and then one in ten seconds; good tokens and a rotation are unaffected', async () => {
    const { server, clock: time, source, verdict } = await openVerifier(jwks([a.jwk]));
    await source.warmUp();
    const refused: string[] = [];
    let rotated: Promise<string> | undefined;
    let acceptedAt: number | undefined;
    for (let second = 0; second < 60; second++) {
      if (second === 23) {
        server.answer = jwks([a.jwk, b.jwk]);
        rotated = verdict(token(b));
        void rotated.then(() => (acceptedAt = second));
      }
      for (let i = 0; i < 20; i++) {
        void verdict(forged(`random-${second}-${i}`)).then((code) => refused.push(code));
      }
      expect(await verdict(token(a, `good-${second}`))).toBe('accepted');
      // Two in each of the first seconds, until five are used; then one every ten seconds.
      const spent = Math.min(2 * (second + 1), 5);
      await until(() => server.count === 1 + spent + Math.floor(second / 10));
      await until(() =>
        second < 2
          ? refused.length === 20 * (second + 1)
          : source.state() === 'ready' && time.waiting === 1,
      );
      time.advance(1);
    }
    expect(await rotated).toBe('accepted');
    expect(acceptedAt).toBeLessThanOrEqual(23 + 10);
    await until(() => refused.length === 60 * 20);
    expect(new Set(refused)).toEqual(new Set(['ERR_KEY_NOT_FOUND']));
    expect(server.count).toBe(1 + 5 + 6);
  });

  it('of 1,000 at once causes two fetches, and leaves one for a new key after it', async () => {
    const { server, clock: time, source, verdict } = await openVerifier(jwks([a.jwk]));
    await source.warmUp();
    const flood = Array.from({ length: 1000 }, (_, i) => verdict(forged(`random-${i}`)));
    expect(await verdict(token(a))).toBe('accepted');
    expect(new Set(await Promise.all(flood))).toEqual(new Set(['ERR_KEY_NOT_FOUND']));
    expect(server.count).toBe(3);
    server.answer = jwks([a.jwk, b.jwk]);
    expect(await verdict(token(b))).toBe('accepted');
    expect([server.count, time.waiting]).toEqual([4, 0]);
  });

  it('of 1,000 at once with no fetches left causes one fetch later, which brings a new key', async () => {
    const { server, clock: time, source, verdict } = await openVerifier(jwks([a.jwk]));
    await source.warmUp();
    await spend((kid) => verdict(forged(kid)));
    const flood = Array.from({ length: 999 }, (_, i) => verdict(forged(`random-${i}`)));
    expect(await verdict(token(a))).toBe('accepted');
    server.answer = jwks([a.jwk, b.jwk]);
    await until(() => time.waiting === 1);
    const rotated = verdict(token(b));
    expect(await verdict(forged('one more'))).toBe('ERR_KEYS_UNAVAILABLE');
    time.advance(10);
    expect(await rotated).toBe('accepted');
    expect(new Set(await Promise.all(flood))).toEqual(new Set(['ERR_KEY_NOT_FOUND']));
    expect(server.count).toBe(1 + 5 + 1);
  });

  it('causes no more fetches when its tokens come one after another', async () => {
    const { server, clock: time, source, verdict } = await openVerifier(jwks([a.jwk]));
    await source.warmUp();
    for (let i = 0; i < 10; i++) {
      let isOver = false;
      const refused = verdict(forged(`random-${i}`)).finally(() => (isOver = true));
      await until(() => isOver || time.waiting === 1);
      if (!isOver) time.advance(10);
      expect(await refused).toBe('ERR_KEY_NOT_FOUND');
    }
    expect(time.now()).toBe((NOW + 50) * 1000);
    expect(server.count).toBe(1 + 10);
  });

  it('of one token leaves the first token of a new key its immediate fetch', async () => {
    const { server, clock: time, source, verdict } = await openVerifier(jwks([a.jwk]));
    await source.warmUp();
    expect(await verdict(forged('stray'))).toBe('ERR_KEY_NOT_FOUND');
    server.answer = jwks([a.jwk, b.jwk]);
    expect(await verdict(token(b))).toBe('accepted');
    expect([server.count, time.waiting]).toEqual([3, 0]);
  });
});

describe('row 50: a fetch that fails', () => {
  it('keeps the cached keys in use for an hour past their freshness, and then answers 503', async () => {
    const { server, clock: time, verifier, verdict } = await openVerifier(jwks([a.jwk]), {}, 1);
    expect(await verdict(token(a))).toBe('accepted');
    server.answer = status(500);
    time.advance(600);
    expect(await verdict(token(a))).toBe('accepted');
    time.advance(3599.999);
    expect(await verdict(token(a))).toBe('accepted');
    await until(() => server.count === 3);
    time.advance(0.001);
    const error = await errorOf(() => verifier.verify(token(a)));
    expect(outcomeOf(error)?.status).toBe(503);
    expect(server.count).toBe(3);

    server.answer = jwks([a.jwk]);
    time.advance(60);
    expect(await verdict(token(a))).toBe('accepted');
    expect(server.count).toBe(4);
  });
});

describe('row 51: a cold start while the issuer is down', () => {
  it('costs three fetches for 100 tokens in five seconds, each 503 with Retry-After', async () => {
    const { server, clock: time, verifier, verdict } = await openVerifier(status(503), {}, 1);
    for (let i = 0; i < 100; i++) {
      const error = (await errorOf(() => verifier.verify(token(a)))) as KeysUnavailableError;
      expect(outcomeOf(error)).toMatchObject({
        status: 503,
        headers: { 'Retry-After': String(error.retryAfter) },
      });
      expect(error.retryAfter).toBeGreaterThanOrEqual(1);
      time.advance(0.05);
    }
    expect(server.count).toBe(3);

    server.answer = jwks([a.jwk]);
    time.advance(4);
    expect([await verdict(token(a)), server.count]).toEqual(['accepted', 4]);
  });

  it('costs one fetch for 100 tokens at once', async () => {
    const { server, verdict } = await openVerifier(status(503), {}, 1);
    const verdicts = await Promise.all(Array.from({ length: 100 }, () => verdict(token(a))));
    expect(new Set(verdicts)).toEqual(new Set(['ERR_KEYS_UNAVAILABLE']));
    expect(server.count).toBe(1);
  });
});

describe('row 52: an address that leads to another host', () => {
  it.each([301, 302, 303, 307, 308])('by a redirect (%i) is not followed', async (code) => {
    const canary = await JwksServer.start(jwks([a.jwk]));
    const {
      server,
      clock: time,
      verdict,
    } = await openVerifier(status(code, { location: canary.uri }), {}, 1);
    expect(await verdict(token(a))).toBe('ERR_KEYS_UNAVAILABLE');
    expect([server.count, canary.count]).toEqual([1, 0]);

    server.answer = jwks([a.jwk]);
    time.advance(1);
    expect([await verdict(token(a)), server.count]).toEqual(['accepted', 2]);
    await canary.stop();
  });

  const { key } = benchFor('ES256');
  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://issuer.example/jwks',
    'http://[::ffff:169.254.169.254]/',
    'http://localhost.issuer.example/',
    'file:///etc/passwd',
    'data:application/json,{"keys":[]}',
    'ftp://issuer.example/jwks',
  ])('such as %s does not start', async (jwksUri) => {
    const options = { issuer: ISSUER, audience: AUDIENCE, clock };
    expect(await errorOf(() => createVerifier({ ...options, jwksUri }))).toMatchObject({
      code: 'ERR_CONFIGURATION',
      option: 'jwksUri',
    });
    expect(await errorOf(() => createVerifier({ ...options, discover: jwksUri }))).toMatchObject({
      code: 'ERR_CONFIGURATION',
      option: 'discover',
    });
    const server = await JwksServer.start(jwks([key.jwk]));
    const twin = createVerifier(untyped({ ...options, jwksUri: server.uri }));
    expect(await verdictOf(() => twin.verify(mint(key)))).toBe('accepted');
    expect(server.count).toBe(1);
    twin.close();
    await server.stop();
  });
});

/** The answers of the fault table that are rejected. `keys/faults` tests them at every moment. */
const refused = Object.entries(FAULTS).filter(([, { expected }]) => expected.cold.keys !== 'ready');

describe('rows 53 and 54: an answer that cannot be used', () => {
  it.each(refused)('of a server that %s keeps the cached keys', async (_name, fault) => {
    const { timeout = 30 } = fault;
    const {
      server,
      clock: time,
      source,
      verdict,
    } = await openVerifier(jwks([a.jwk]), { timeout }, 1);
    expect(await verdict(token(a))).toBe('accepted');
    server.answer = fault.answer();
    time.advance(600);
    expect([await verdict(token(a, 'two')), server.count]).toEqual(['accepted', 2]);
    expect(source.state()).toBe('stale');
    expect([await verdict(token(b)), server.count]).toEqual(['ERR_KEYS_UNAVAILABLE', 2]);
  });
});

describe('row 60: a cold start with 1,000 tokens at once', () => {
  it('costs one fetch, and accepts them all', async () => {
    const { server, verdict } = await openVerifier(jwks([a.jwk]));
    const tokens = Array.from({ length: 1000 }, (_, i) => token(a, `id-${i}`));
    const verdicts = await Promise.all([...tokens, forged('a')].map((each) => verdict(each)));
    expect(verdicts.filter((each) => each === 'accepted')).toHaveLength(1000);
    expect(verdicts.at(-1)).toBe('ERR_SIGNATURE_INVALID');
    expect(server.count).toBe(1);
  });
});
