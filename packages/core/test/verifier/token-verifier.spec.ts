import { createVerifier, TokenVerifier, type JoseHeader, type KeySource } from '../../src/index.js';
import { StaticKeys } from '../../src/keys/index.js';
import { importKey } from '../../src/jwk/index.js';
import { benchFor, clock, trust, verifierFor } from '../support/bench.js';
import { jwks, JwksServer, status } from '../support/jwks-server.js';
import { EVERY_KIND, keyOf, withKid } from '../support/keys.js';
import { AUDIENCE, GOOD_CLAIMS, ISSUER, mint, NOW } from '../support/tokens.js';
import { errorOf, verdictOf } from '../support/verdict.js';

const A = 'https://a.example';
const B = 'https://b.example';

describe('a verified token', () => {
  it.each(EVERY_KIND)('has its claims, header, issuer, key and expiry (%s)', async (kind) => {
    const bench = benchFor(kind);
    const verified = await verifierFor(bench).verify(bench.token({ claims: { role: 'admin' } }));

    expect(verified.claims).toEqual({ ...GOOD_CLAIMS, role: 'admin' });
    expect(verified.header).toEqual({ alg: bench.key.alg, kid: 'key-1', typ: 'JWT' });
    expect(verified.issuer).toBe(ISSUER);
    expect([verified.key.alg, verified.key.kid]).toEqual([bench.key.alg, 'key-1']);
    expect(verified.expiresAt).toBe(NOW + 600);
  });

  it('cannot be changed, and its claims have no prototype', async () => {
    const bench = benchFor('ES256');
    const verified = await verifierFor(bench).verify(bench.token({ claims: { a: { b: [1] } } }));
    const parts = [verified, verified.claims, verified.header, verified.claims['a']];

    for (const part of parts) expect(Object.isFrozen(part)).toBe(true);
    expect(Object.getPrototypeOf(verified.claims)).toBeNull();
  });

  it('uses the time of the injected clock', async () => {
    const bench = benchFor('ES256');
    let now = NOW;
    const verifier = createVerifier({ ...bench.options, clock: () => now * 1000 });
    const token = bench.token();
    const at = (seconds: number) => {
      now = seconds;
      return verdictOf(() => verifier.verify(token));
    };

    expect(await at(NOW + 604)).toBe('accepted');
    expect(await at(NOW + 605)).toBe('ERR_TOKEN_EXPIRED');
    expect(await at(NOW)).toBe('accepted');
    expect(await at(NOW - 66)).toBe('ERR_TOKEN_NOT_YET_VALID');
  });

  it('uses the platform’s time without a clock', async () => {
    const bench = benchFor('ES256');
    const { clock: _clock, ...options } = bench.options;
    const seconds = Math.floor(Date.now() / 1000);
    const verifier = createVerifier(options);
    const token = bench.token({ claims: { iat: seconds, exp: seconds + 60 } });

    expect(await verdictOf(() => verifier.verify(token))).toBe('accepted');
    expect(
      await verdictOf(() =>
        verifier.verify(bench.token({ claims: { exp: seconds - 60, iat: 1 } })),
      ),
    ).toBe('ERR_TOKEN_EXPIRED');
  });

  it('does not change with the options object of the verifier', async () => {
    const bench = benchFor('ES256');
    const options = { ...bench.options, audience: [AUDIENCE], typ: ['JWT'] };
    const verifier = createVerifier(options);
    options.audience.push('https://other.example');
    options.typ.push('other');
    options.issuer = 'https://other.example';

    const other = bench.token({ claims: { aud: 'https://other.example' } });
    expect(verifier).toBeInstanceOf(TokenVerifier);
    expect(await verdictOf(() => verifier.verify(other))).toBe('ERR_AUDIENCE_MISMATCH');
    expect(await verdictOf(() => verifier.verify(bench.token({ header: { typ: 'other' } })))).toBe(
      'ERR_TOKEN_TYPE',
    );
    expect(await verdictOf(() => verifier.verify(bench.token()))).toBe('accepted');
  });

  it('has a size limit in bytes', async () => {
    const bench = benchFor('ES256');
    const token = bench.token();
    const within = (maxTokenBytes: number) =>
      verdictOf(() => createVerifier({ ...bench.options, maxTokenBytes }).verify(token));
    expect(await within(token.length)).toBe('accepted');
    expect(await within(token.length - 1)).toBe('ERR_TOKEN_TOO_LARGE');
  });
});

describe('several issuers', () => {
  const keyA = keyOf('RS256');
  const keyB = keyOf('ES256');
  const verifier = createVerifier({
    clock,
    issuers: [
      { issuer: A, audience: 'for-a', ...trust(keyA) },
      { issuer: B, audience: 'for-b', ...trust(keyB), typ: ['at+jwt'], clockTolerance: 60 },
      { issuer: ISSUER, audience: AUDIENCE, ...trust(keyOf('HS256')) },
    ],
  });

  it('each have their own key under the same key ID', async () => {
    const tokens = [
      mint(keyA, { claims: { iss: A, aud: 'for-a' } }),
      mint(keyB, { claims: { iss: B, aud: 'for-b' }, header: { typ: 'at+jwt' } }),
      mint(keyOf('HS256')),
    ];
    const issuers = await Promise.all(
      tokens.map(async (token) => (await verifier.verify(token)).issuer),
    );
    expect(issuers).toEqual([A, B, ISSUER]);
  });

  it('never share a key, an audience, a type or a tolerance', async () => {
    const verdict = (...args: Parameters<typeof mint>) =>
      verdictOf(() => verifier.verify(mint(...args)));
    expect(await verdict(keyB, { claims: { iss: A, aud: 'for-a' } })).toBe(
      'ERR_ALGORITHM_NOT_ALLOWED',
    );
    expect(await verdict(keyA, { claims: { iss: A, aud: 'for-b' } })).toBe('ERR_AUDIENCE_MISMATCH');
    expect(await verdict(keyB, { claims: { iss: B, aud: 'for-b' } })).toBe('ERR_TOKEN_TYPE');
    const late = { exp: NOW - 30, aud: 'for-a', iss: A };
    expect(await verdict(keyA, { claims: late })).toBe('ERR_TOKEN_EXPIRED');
    const lateB = { exp: NOW - 30, aud: 'for-b', iss: B };
    expect(await verdict(keyB, { claims: lateB, header: { typ: 'at+jwt' } })).toBe('accepted');
  });
});

describe('the keys of an issuer', () => {
  const key = keyOf('ES256');
  function watched(): { asked: JoseHeader[]; keys: KeySource } {
    const asked: JoseHeader[] = [];
    const inner = new StaticKeys([importKey(key.jwk)]);
    const find = (header: JoseHeader) => {
      asked.push(header);
      return inner.find(header);
    };
    return { asked, keys: { find } };
  }

  it('may be loaded later', async () => {
    const imported = importKey(key.jwk);
    const keys = { find: () => Promise.resolve(imported) };
    const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, clock, keys });
    expect((await verifier.verify(mint(key))).key).toBe(imported);
  });

  it('are not requested for an algorithm that the issuer does not have', async () => {
    const { asked, keys } = watched();
    const options = {
      issuer: ISSUER,
      audience: AUDIENCE,
      clock,
      keys,
      algorithms: ['ES256'] as const,
    };
    const verifier = createVerifier(options);

    expect(await verdictOf(() => verifier.verify(mint(keyOf('RS256'))))).toBe(
      'ERR_ALGORITHM_NOT_ALLOWED',
    );
    expect(asked).toHaveLength(0);
    expect(await verdictOf(() => verifier.verify(mint(key)))).toBe('accepted');
    expect(asked).toEqual([{ alg: 'ES256', kid: 'key-1', typ: 'JWT' }]);
  });

  it('are not requested for an untrusted issuer, or for a malformed token', async () => {
    const { asked, keys } = watched();
    const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, clock, keys });
    for (const token of [mint(key, { claims: { iss: A } }), 'x', `${mint(key)}.x`]) {
      await verdictOf(() => verifier.verify(token));
    }
    expect(asked).toHaveLength(0);
  });

  it('that are unavailable cause 503, not 401', async () => {
    const server = await JwksServer.start(status(500));
    const options = { issuer: ISSUER, audience: AUDIENCE, clock, jwksUri: server.uri };
    const verifier = createVerifier(options);
    expect((await errorOf(() => verifier.verify(mint(key))))?.category).toBe('unavailable');
    verifier.close();
    await server.stop();
  });

  it('are picked by key ID among several', async () => {
    const [one, two] = [withKid(key, 'one'), withKid(keyOf('ES256', 'attacker'), 'two')];
    const verifier = createVerifier({
      issuer: ISSUER,
      audience: AUDIENCE,
      clock,
      ...trust(one, two),
    });
    expect((await verifier.verify(mint(two))).key.kid).toBe('two');
    expect(await verdictOf(() => verifier.verify(mint(withKid(one, 'two'))))).toBe(
      'ERR_SIGNATURE_INVALID',
    );
    const without = mint(one, { header: { kid: undefined } });
    expect(await verdictOf(() => verifier.verify(without))).toBe('ERR_KEY_AMBIGUOUS');
  });
});

describe('warming up', () => {
  it('loads all keys that it can and reports what failed', async () => {
    const up = await JwksServer.start(jwks([keyOf('ES256').jwk]));
    const down = await JwksServer.start(status(500));
    const verifier = createVerifier({
      clock,
      issuers: [
        { issuer: A, audience: AUDIENCE, jwksUri: up.uri },
        { issuer: B, audience: AUDIENCE, jwksUri: down.uri },
        { issuer: ISSUER, audience: AUDIENCE, ...trust(keyOf('HS256')) },
      ],
    });
    const states = () => verifier.health().map(({ keys }) => keys);
    expect(states()).toEqual(['unavailable', 'unavailable', 'ready']);
    const failed = await verifier.warmUp();
    expect(states()).toEqual(['ready', 'unavailable', 'ready']);
    expect(verifier.health()[1]).toEqual({ issuer: B, keys: 'unavailable' });

    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatchObject({ issuer: B, error: { code: 'ERR_KEYS_UNAVAILABLE' } });
    expect(
      await verdictOf(() => verifier.verify(mint(keyOf('ES256'), { claims: { iss: A } }))),
    ).toBe('accepted');
    expect(up.count).toBe(1);

    verifier.close();
    const after = await verdictOf(() =>
      verifier.verify(mint(keyOf('ES256'), { claims: { iss: A } })),
    );
    expect(after).toBe('ERR_KEYS_UNAVAILABLE');
    expect(await verdictOf(() => verifier.verify(mint(keyOf('HS256'))))).toBe('accepted');
    await Promise.all([up.stop(), down.stop()]);
  });
});
