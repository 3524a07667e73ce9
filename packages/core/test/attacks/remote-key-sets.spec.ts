/** Rows 55–59: what a fetched JWK Set may hold. Each test costs one fetch. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Jwk } from '../../src/index.js';
import type { KeysFetchedEvent } from '../../src/keys/index.js';
import { jwks } from '../support/jwks-server.js';
import { HMAC, keyOf, withKid, type TestKey } from '../support/keys.js';
import { closeRemotes, openVerifier } from '../support/remote.js';
import { mint, NOW } from '../support/tokens.js';

afterEach(closeRemotes);

const [a, b] = ['a', 'b'].map((kid) => withKid(keyOf('ES256'), kid)) as [TestKey, TestKey];
const LASTING = { exp: NOW + 20_000 };
const token = (key: TestKey) => mint(key, { claims: LASTING });
const silent = (key: TestKey) => mint(key, { header: { kid: undefined }, claims: LASTING });

/** The reasons reported for skipped keys. */
async function skippedWhile(work: () => Promise<void>): Promise<readonly (string | undefined)[]> {
  const skipped: (string | undefined)[] = [];
  const listen = (event: unknown): void => {
    skipped.push(...(event as KeysFetchedEvent).skipped.map(({ kid }) => kid));
  };
  subscribe('portcullis:jwks:fetched', listen);
  await work().finally(() => unsubscribe('portcullis:jwks:fetched', listen));
  return skipped;
}

/**
 * Asserts that tokens of the odd key are rejected with K, that it is reported, and that the other key is
 * used.
 */
async function expectDropped(odd: TestKey, jwk: Jwk): Promise<void> {
  const { server, verdict } = await openVerifier(jwks([jwk, b.jwk]));
  const skipped = await skippedWhile(async () => {
    expect(await verdict(token(odd))).toBe('ERR_KEY_NOT_FOUND');
  });
  expect(skipped).toEqual([odd.kid]);
  expect([await verdict(token(b)), server.count]).toEqual(['accepted', 1]);
}

async function expectTaken(key: TestKey, jwk: Jwk = key.jwk): Promise<void> {
  const { server, verdict } = await openVerifier(jwks([jwk, b.jwk]));
  expect([await verdict(token(key)), server.count]).toEqual(['accepted', 1]);
}

describe('row 55: a key that must not be published', () => {
  it.each(['ES256', 'Ed25519', 'RS256'] as const)(
    'is dropped and reported when it is private (%s)',
    async (kind) => {
      const key = keyOf(kind);
      const { kid, alg, jwk, signingKey } = key;
      await expectDropped(key, { ...signingKey.export({ format: 'jwk' }), kid, alg });
      await expectTaken(key, jwk);
    },
  );

  it.each(HMAC)('is dropped and reported when it is a secret (%s)', async (alg) => {
    const secret = keyOf(alg);
    expect(secret.jwk.kty).toBe('oct');
    await expectDropped(secret, secret.jwk);
  });
});

describe('row 56: two keys under one ID', () => {
  it('of one algorithm are both dropped, because it is unclear which is meant', async () => {
    const other = withKid(keyOf('ES256', 'attacker'), 'a');
    const { server, verdict } = await openVerifier(jwks([a.jwk, other.jwk, b.jwk]));
    expect(await verdict(token(a))).toBe('ERR_KEY_AMBIGUOUS');
    expect(await verdict(token(other))).toBe('ERR_KEY_AMBIGUOUS');
    expect([await verdict(token(b)), server.count]).toEqual(['accepted', 1]);
    await expectTaken(a);
  });

  it('of two types are distinguished by their algorithms', async () => {
    const rsa = withKid(keyOf('RS256'), 'a');
    const { server, verdict } = await openVerifier(jwks([a.jwk, rsa.jwk, b.jwk]));
    expect([await verdict(token(a)), await verdict(token(rsa))]).toEqual(['accepted', 'accepted']);
    // The header picks among trusted keys, and no trusted key has this algorithm.
    expect(await verdict(token(withKid(keyOf('RS512'), 'a')))).toBe('ERR_ALGORITHM_NOT_ALLOWED');
    const forged = withKid(keyOf('RS256', 'attacker'), 'a');
    expect([await verdict(token(forged)), server.count]).toEqual(['ERR_SIGNATURE_INVALID', 1]);
  });

  it('count as one when both are the same key', async () => {
    const again = { ...a.jwk, use: 'sig', x5t: 'AA' };
    const { verdict } = await openVerifier(jwks([a.jwk, again, a.jwk, b.jwk]));
    expect([await verdict(token(a)), await verdict(token(b))]).toEqual(['accepted', 'accepted']);
  });

  it('are one key for two algorithms when the issuer says so', async () => {
    const [rs256, rs512] = [keyOf('RS256'), keyOf('RS512')];
    expect(rs256.jwk['n']).toBe(rs512.jwk['n']);
    const { verdict } = await openVerifier(jwks([rs256.jwk, rs512.jwk]));
    const verdicts = [rs256, rs512, keyOf('RS384')].map((key) => verdict(token(key)));
    expect(await Promise.all(verdicts)).toEqual([
      'accepted',
      'accepted',
      'ERR_ALGORITHM_NOT_ALLOWED',
    ]);
  });
});

describe('row 57: a key that is malformed or of an unknown kind', () => {
  const ec = a.jwk;
  it.each<[string, Jwk]>([
    ['of an unknown type', { kty: 'XMSS', kid: 'a' }],
    ['on an unknown curve', { ...ec, crv: 'P-999' }],
    ['that is not on its curve', { ...ec, x: keyOf('ES256', 'attacker').jwk.x }],
    ['that is cut short', { ...ec, x: 'AA' }],
    ['for encryption', { ...ec, use: 'enc' }],
    ['for another algorithm than its curve’s', { ...ec, alg: 'ES384' }],
  ])('%s is the only key that is skipped', async (_what, jwk) => {
    await expectDropped(a, jwk);
    await expectTaken(a);
  });
});

describe('row 58: a key that its issuer withdraws', () => {
  it('is rejected once its freshness ends, or sooner', async () => {
    const { server, clock, verdict } = await openVerifier(jwks([a.jwk, b.jwk]));
    const [one, other] = [token(a), token(b)];
    expect([await verdict(one), await verdict(other)]).toEqual(['accepted', 'accepted']);
    server.answer = jwks([b.jwk]);
    clock.advance(479);
    expect([await verdict(one), server.count]).toEqual(['accepted', 1]);
    clock.advance(121);
    expect([await verdict(one), await verdict(other)]).toEqual(['ERR_KEY_NOT_FOUND', 'accepted']);
    expect(server.count).toBe(2);
  });

  it('is not used when the issuer is unavailable later', async () => {
    const { server, clock, source, verdict } = await openVerifier(jwks([a.jwk, b.jwk]), {}, 1);
    expect(await verdict(token(a))).toBe('accepted');
    server.answer = jwks([b.jwk]);
    await source.refresh();
    server.answer = (request) => void request.socket.destroy();
    clock.advance(600);
    expect([await verdict(token(b)), await verdict(token(a))]).toEqual([
      'accepted',
      'ERR_KEYS_UNAVAILABLE',
    ]);
    expect(server.count).toBe(3);
  });
});

describe('row 59: a token without a key ID', () => {
  const other = withKid(keyOf('ES256', 'attacker'), 'other');
  const rsa = withKid(keyOf('RS256'), 'rsa');

  it('is rejected when several keys have its algorithm, and accepted when one key has', async () => {
    const several = await openVerifier(jwks([a.jwk, other.jwk]));
    expect(await several.verdict(silent(a))).toBe('ERR_KEY_AMBIGUOUS');
    expect([await several.verdict(token(a)), several.server.count]).toEqual(['accepted', 1]);

    const one = await openVerifier(jwks([a.jwk]));
    expect([await one.verdict(silent(a)), one.server.count]).toEqual(['accepted', 1]);
  });

  it('is accepted when one of several keys has its algorithm, and rejected when no key has', async () => {
    const { server, verdict } = await openVerifier(jwks([a.jwk, rsa.jwk]));
    expect([await verdict(silent(a)), await verdict(silent(rsa))]).toEqual([
      'accepted',
      'accepted',
    ]);
    expect(await verdict(silent(keyOf('RS512')))).toBe('ERR_KEY_AMBIGUOUS');
    expect(await verdict(silent(other))).toBe('ERR_SIGNATURE_INVALID');
    expect(server.count).toBe(1);
  });

  it('is accepted when its key is published under two IDs', async () => {
    const { verdict } = await openVerifier(jwks([a.jwk, b.jwk]));
    expect(a.jwk['x']).toBe(b.jwk['x']);
    expect(await verdict(silent(a))).toBe('accepted');
  });
});
