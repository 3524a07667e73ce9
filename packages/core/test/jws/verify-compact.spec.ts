import { generateKeyPairSync } from 'node:crypto';
import { KeySet, verifyCompact, type SignatureKey } from '../../src/jws/index.js';
import { importJwks, importKey } from '../../src/jwk/index.js';
import { EVERY_KIND, keyOf, testKey, withKid } from '../support/keys.js';
import { goodHeader, mint, mintRaw, segment } from '../support/tokens.js';
import { verdictNow } from '../support/verdict.js';

describe('the signature of a compact JWS', () => {
  it.each(EVERY_KIND)('verifies any payload, and returns its bytes (%s)', (kind) => {
    const key = keyOf(kind);
    const imported = importKey(key.jwk);
    for (const payload of ['', 'text', '{"not":"closed"', Buffer.from([0, 255, 128])]) {
      const { header, payload: bytes } = verifyCompact(mintRaw(key, { payload }), imported);
      expect(Buffer.from(bytes)).toEqual(Buffer.from(payload as string));
      expect(header).toEqual({ alg: key.alg, kid: 'key-1', typ: 'JWT' });
    }
  });

  it.each(EVERY_KIND)('is rejected with another key (%s)', (kind) => {
    const imported = importKey(keyOf(kind, 'attacker').jwk);
    expect(verdictNow(() => verifyCompact(mint(keyOf(kind)), imported))).toBe(
      'ERR_SIGNATURE_INVALID',
    );
  });

  it.each([2048, 2056, 3072])('verifies with an RSA key of %i bits', (modulusLength) => {
    const key = testKey('RS256', generateKeyPairSync('rsa', { modulusLength }));
    expect(verdictNow(() => verifyCompact(mint(key), importKey(key.jwk)))).toBe('accepted');
  });
});

describe('the returned header', () => {
  it('has alg, kid and typ and nothing else, and cannot be changed', () => {
    const key = keyOf('ES256');
    const { header } = verifyCompact(
      mint(key, { header: { jku: 'https://x', cty: 'JWT', extra: 1 } }),
      importKey(key.jwk),
    );
    expect(Object.keys(header)).toEqual(['alg', 'kid', 'typ']);
    expect(Object.isFrozen(header)).toBe(true);
  });

  it('has undefined for a missing kid and typ', () => {
    const key = keyOf('ES256');
    const token = mint(key, { header: { kid: undefined, typ: undefined } });
    const { header } = verifyCompact(token, importKey(key.jwk));
    expect(header).toEqual({ alg: 'ES256', kid: undefined, typ: undefined });
  });

  it.each([
    ['k'.repeat(256), 'accepted'],
    ['é'.repeat(128), 'accepted'],
    ['k'.repeat(257), 'ERR_HEADER_INVALID'],
    ['é'.repeat(129), 'ERR_HEADER_INVALID'],
    ['', 'accepted'],
  ])('may have a kid of 256 bytes and no more (%#)', (kid, verdict) => {
    const key = withKid(keyOf('ES256'), kid);
    expect(verdictNow(() => verifyCompact(mint(key), importKey(key.jwk)))).toBe(verdict);
  });
});

describe('the size of a token', () => {
  const key = keyOf('ES256');
  const imported = importKey(key.jwk);
  const token = mintRaw(key, { payload: 'x'.repeat(300) });

  it('is limited by the option', () => {
    const at = (maxTokenBytes: number) =>
      verdictNow(() => verifyCompact(token, imported, { maxTokenBytes }));
    expect([at(token.length), at(token.length - 1)]).toEqual(['accepted', 'ERR_TOKEN_TOO_LARGE']);
  });

  it('is 8192 bytes by default', () => {
    const long = mintRaw(key, { payload: 'x'.repeat(8192) });
    expect(verdictNow(() => verifyCompact(long, imported))).toBe('ERR_TOKEN_TOO_LARGE');
    expect(verdictNow(() => verifyCompact(long, imported, { maxTokenBytes: 20_000 }))).toBe(
      'accepted',
    );
  });

  it('limits the header before it is decoded', () => {
    const header = segment(JSON.stringify(goodHeader(key, { x: 'x'.repeat(5000) })));
    const broken = `${header.slice(0, 2000)}.e30.AAAA`;
    expect(verdictNow(() => verifyCompact(broken, imported))).toBe('ERR_TOKEN_TOO_LARGE');
  });
});

describe('the keys that a token is verified with', () => {
  const [a, b] = ['a', 'b'].map((kid) => withKid(keyOf(kid === 'a' ? 'ES256' : 'EdDSA'), kid)) as [
    ReturnType<typeof keyOf>,
    ReturnType<typeof keyOf>,
  ];
  const keyA = importKey(a.jwk);
  const keyB = importKey(b.jwk);

  it.each<[string, Iterable<SignatureKey>]>([
    ['an array', [keyA, keyB]],
    ['a set', new Set([keyA, keyB])],
    ['a KeySet', new KeySet([keyA, keyB])],
    ['a JWK Set', importJwks({ keys: [a.jwk, b.jwk] })],
  ])('may be %s, from which kid picks', (_name, keys) => {
    const verdicts = [mint(a), mint(b), mint(withKid(a, 'b')), mint(withKid(a, 'c'))].map((token) =>
      verdictNow(() => verifyCompact(token, keys)),
    );
    expect(verdicts).toEqual([
      'accepted',
      'accepted',
      'ERR_ALGORITHM_NOT_ALLOWED',
      'ERR_KEY_NOT_FOUND',
    ]);
  });

  it('may be empty, and then every token is rejected', () => {
    const without = mint(a, { header: { kid: undefined } });
    expect(verdictNow(() => verifyCompact(mint(a), []))).toBe('ERR_KEY_NOT_FOUND');
    expect(verdictNow(() => verifyCompact(without, []))).toBe('ERR_KEY_NOT_FOUND');
  });

  it('accept only a result that is exactly true', () => {
    const lax = { alg: 'ES256', kid: 'a', verify: () => 1 } as unknown as SignatureKey;
    expect(verdictNow(() => verifyCompact(mint(a), lax))).toBe('ERR_SIGNATURE_INVALID');
  });
});
