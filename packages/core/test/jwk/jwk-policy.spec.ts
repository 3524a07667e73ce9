import { generateKeyPairSync } from 'node:crypto';
import { importJwks, importKey, MAX_JWKS_KEYS } from '../../src/jwk/index.js';
import { keyOf, withKid, type KeyKind } from '../support/keys.js';
import { publicKeyOf } from '../support/public-key-forms.js';
import { rocaKey, rsa, rsaJwk } from '../support/weak-keys.js';
import { hasRocaFingerprint } from '../../src/jwk/rsa-policy.js';
import { errorOf, verdictNow, type Verdict } from '../support/verdict.js';
import type { Jwk } from '../../src/index.js';

const REFUSED = 'ERR_KEY_INVALID';
const changed = (kind: KeyKind, members: Readonly<Record<string, unknown>>): Verdict =>
  verdictNow(() => importKey({ ...keyOf(kind).jwk, ...members }));

/** The public JWK of a new P-256 key whose x begins with a zero byte: one in 256 does. */
function jwkWithLeadingZero(): Jwk & { readonly x: string } {
  for (;;) {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' }) as Jwk & { readonly x: string };
    if (Buffer.from(jwk.x, 'base64url')[0] === 0) return jwk;
  }
}

describe('a coordinate that begins with a zero byte', () => {
  const jwk = jwkWithLeadingZero();
  const spell = (bytes: Buffer) => ({ ...jwk, x: bytes.toString('base64url') });
  const x = Buffer.from(jwk.x, 'base64url');

  it('keeps it (RFC 7518 §6.2.1.2)', () => {
    expect(verdictNow(() => importKey(jwk))).toBe('accepted');
  });

  it('is rejected without it, and with one more', () => {
    expect(verdictNow(() => importKey(spell(x.subarray(1))))).toBe(REFUSED);
    expect(verdictNow(() => importKey(spell(Buffer.concat([Buffer.alloc(1), x]))))).toBe(REFUSED);
  });
});

describe('use, key_ops and kid of a JWK', () => {
  it.each<[unknown, Verdict]>([
    [undefined, 'accepted'],
    ['sig', 'accepted'],
    ['enc', REFUSED],
    ['SIG', REFUSED],
    ['', 'accepted'],
    [null, 'accepted'],
    [' ', REFUSED],
    [['sig'], REFUSED],
    [false, REFUSED],
    [0, REFUSED],
  ])('use %j: %s', (use, verdict) => {
    expect(changed('ES256', { use })).toBe(verdict);
  });

  it.each<[unknown, Verdict]>([
    [undefined, 'accepted'],
    [['verify'], 'accepted'],
    [['verify', 'sign'], 'accepted'],
    [null, 'accepted'],
    [['verify', 'encrypt'], REFUSED],
    [['verify', 'deriveKey'], REFUSED],
    [['verify', 0], REFUSED],
    [['verify', null], REFUSED],
    [['verify', ['verify']], REFUSED],
    [['verify', ''], REFUSED],
    [['sign'], REFUSED],
    [[], REFUSED],
    ['verify', REFUSED],
    [['verify', 'verify'], REFUSED],
    [['Verify'], REFUSED],
    ['', REFUSED],
    [false, REFUSED],
    [{ verify: true }, REFUSED],
  ])('key_ops %j: %s', (keyOps, verdict) => {
    expect(changed('ES256', { key_ops: keyOps })).toBe(verdict);
  });

  it.each<[unknown, Verdict]>([
    [undefined, 'accepted'],
    ['', 'accepted'],
    ['kid', 'accepted'],
    [null, 'accepted'],
    [1, REFUSED],
    [{}, REFUSED],
  ])('kid %j: %s', (kid, verdict) => {
    expect(changed('ES256', { kid })).toBe(verdict);
  });

  it('counts as absent when it is null, like a private member', () => {
    const { kid, alg } = importKey({ ...keyOf('RS512').jwk, kid: null, alg: null });
    expect([kid, alg]).toEqual([undefined, 'RS256']);
    const members = { d: null, p: null, q: null, dp: null, dq: null, qi: null, oth: null, k: null };
    expect(changed('RS256', { ...members, x5c: null, use: null, key_ops: null })).toBe('accepted');
    expect(changed('RS256', { ...members, d: 'AQAB' })).toBe(REFUSED);
  });

  it.each([undefined, null, '', 'ec', 'RSA ', 'EC2', 'XMSS', 1, ['EC'], '__proto__'])(
    'kty %j is rejected',
    (kty) => {
      expect(changed('ES256', { kty })).toBe(REFUSED);
    },
  );

  it('kty of another kind of key is rejected', () => {
    expect(changed('ES256', { kty: 'OKP' })).toBe(REFUSED);
    expect(changed('Ed25519', { kty: 'EC' })).toBe(REFUSED);
    expect(changed('RS256', { kty: 'oct' })).toBe(REFUSED);
  });
});

describe('the members of a JWK', () => {
  const members: readonly [KeyKind, string][] = [
    ['RS256', 'n'],
    ['RS256', 'e'],
    ['ES256', 'crv'],
    ['ES256', 'x'],
    ['ES256', 'y'],
    ['ES512', 'x'],
    ['Ed25519', 'crv'],
    ['Ed25519', 'x'],
    ['Ed448', 'x'],
    ['HS256', 'k'],
  ];
  it.each(members)('of %s: %s is required, in canonical base64url', (kind, member) => {
    const good = String(keyOf(kind).jwk[member]);
    const bad = [undefined, null, '', 1, [good], `${good}=`, `${good} `, ` ${good}`, `${good}\n`];
    for (const value of bad)
      expect([value, changed(kind, { [member]: value })]).toEqual([value, REFUSED]);
    expect(changed(kind, { [member]: good })).toBe('accepted');
  });

  it('must be own properties: inherited ones are ignored', () => {
    const { x, ...rest } = keyOf('ES256').jwk;
    const jwk = Object.assign(Object.create({ x }) as object, rest);
    expect(verdictNow(() => importKey(jwk))).toBe(REFUSED);
  });

  it.each<[KeyKind, string]>([
    ['ES256', 'x'],
    ['ES256', 'y'],
    ['ES512', 'y'],
    ['Ed25519', 'x'],
  ])('of %s: %s has exactly the bytes of its curve', (kind, member) => {
    const good = Buffer.from(String(keyOf(kind).jwk[member]), 'base64url');
    const shorter = good.subarray(1);
    const longer = Buffer.concat([Buffer.alloc(1), good]);
    for (const bytes of [shorter, longer]) {
      expect(changed(kind, { [member]: bytes.toString('base64url') })).toBe(REFUSED);
    }
  });

  it.each(['P-192', 'P-224', 'secp256k1', 'p-256', 'X25519', 'X448', 'ed25519', '__proto__'])(
    'a curve %s is rejected',
    (crv) => {
      expect(changed('ES256', { crv })).toBe(REFUSED);
      expect(changed('Ed25519', { crv })).toBe(REFUSED);
    },
  );

  it('an empty secret is rejected', () => {
    expect(changed('HS256', { k: 'A' })).toBe(REFUSED);
  });
});

describe('the policy for RSA keys', () => {
  const { n = '' } = publicKeyOf(rsa(2048)).export({ format: 'jwk' });
  const modulus = BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
  const withExponent = (e: bigint): Verdict => verdictNow(() => importKey(rsaJwk(modulus, e)));
  const withBits = (bits: bigint): Verdict =>
    verdictNow(() => importKey(rsaJwk(2n ** (bits - 1n) + 159n, 65537n)));

  it.each<[bigint, Verdict]>([
    [1n, REFUSED],
    [3n, REFUSED],
    [17n, REFUSED],
    [65535n, REFUSED],
    [65536n, REFUSED],
    [65537n, 'accepted'],
    [65538n, REFUSED],
    [65539n, 'accepted'],
    [2n ** 32n - 1n, 'accepted'],
    [2n ** 32n + 1n, REFUSED],
    [2n ** 64n + 1n, REFUSED],
  ])('with the exponent %d: %s', (e, verdict) => {
    expect(withExponent(e)).toBe(verdict);
  });

  it.each<[bigint, Verdict]>([
    [512n, REFUSED],
    [1024n, REFUSED],
    [2047n, REFUSED],
    [2048n, 'accepted'],
    [3072n, 'accepted'],
    [8192n, 'accepted'],
    [8193n, REFUSED],
    [16_384n, REFUSED],
  ])('with a modulus of %d bits: %s', (bits, verdict) => {
    expect(withBits(bits)).toBe(verdict);
  });

  it('knows the ROCA fingerprint, and no fingerprint in other moduli', () => {
    const weak = publicKeyOf(rocaKey()).export({ format: 'jwk' });
    const weakModulus = BigInt(`0x${Buffer.from(weak.n ?? '', 'base64url').toString('hex')}`);
    expect([hasRocaFingerprint(weakModulus), hasRocaFingerprint(modulus)]).toEqual([true, false]);
    expect(hasRocaFingerprint(65537n ** 100n)).toBe(true);
  });

  it('explains the rejection', async () => {
    const reason = async (jwk: Jwk) => (await errorOf(() => importKey(jwk)))?.message;
    expect(await reason(rsa(1024).jwk)).toBe(
      'received an RSA modulus of 1024 bits, expected 2048 to 8192',
    );
    expect(await reason(rocaKey().jwk)).toMatch(/ROCA fingerprint \(CVE-2017-15361\)/);
  });
});

describe('a JWK Set', () => {
  const [a, b] = ['a', 'b'].map((kid) => withKid(keyOf('ES256'), kid).jwk);

  it.each([null, undefined, 1, 'keys', [], {}, { keys: {} }, { keys: null }, { Keys: [] }])(
    'is not %j',
    (document) => {
      expect(verdictNow(() => importJwks(document))).toBe(REFUSED);
    },
  );

  it('may be empty', () => {
    expect(importJwks({ keys: [] })).toMatchObject({ keys: [], skipped: [] });
  });

  it('skips bad keys with a reason, and keeps the others', () => {
    const set = importJwks({
      keys: [a, null, { kty: 'XMSS', kid: 'x' }, 'text', { ...b, d: 'AQAB' }, { ...b, kid: 7 }, b],
    });
    expect(set.keys.map(({ kid }) => kid)).toEqual(['a', 'b']);
    expect(set.skipped).toEqual([
      { index: 1, kid: undefined, reason: 'a member of keys is not an object' },
      { index: 2, kid: 'x', reason: expect.stringMatching(/^the kty of a JWK/) as string },
      { index: 3, kid: undefined, reason: 'a member of keys is not an object' },
      { index: 4, kid: 'b', reason: expect.stringMatching(/^received a private JWK/) as string },
      { index: 5, kid: undefined, reason: 'the kid of a JWK is not a string' },
    ]);
    expect(Object.isFrozen(set.skipped)).toBe(true);
  });

  it('holds no secret unless secrets are allowed', () => {
    const { jwk } = keyOf('HS256');
    expect(importJwks({ keys: [jwk] }).skipped[0]?.reason).toBe(
      'a symmetric key in a JWK Set that is published',
    );
    expect(importJwks({ keys: [jwk] }, { secrets: true }).keys[0]?.alg).toBe('HS256');
    expect(importJwks({ keys: [jwk] }, { secrets: false }).keys).toEqual([]);
  });

  it(`holds at most ${MAX_JWKS_KEYS} keys`, () => {
    const keys = Array.from({ length: 101 }, (_, i) => ({ ...a, kid: `k${i}` }));
    expect(MAX_JWKS_KEYS).toBe(100);
    expect(verdictNow(() => importJwks({ keys }))).toBe(REFUSED);
    expect(importJwks({ keys: keys.slice(1) }).keys).toHaveLength(100);
  });

  it('keeps only keys of the configured algorithms', () => {
    const set = importJwks({ keys: [a, keyOf('RS256').jwk] }, { algorithms: ['RS256'] });
    expect(set.keys.map(({ alg }) => alg)).toEqual(['RS256']);
  });

  it('does not hide a bug behind a skipped key', () => {
    const trap = {
      get kty(): string {
        throw new TypeError('a bug');
      },
    };
    expect(() => importJwks({ keys: [trap] })).toThrow(TypeError);
  });
});
