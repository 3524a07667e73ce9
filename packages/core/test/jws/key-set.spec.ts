import { importKey, importSecret } from '../../src/jwk/index.js';
import { KeySet, type SignatureKey } from '../../src/jws/index.js';
import { hmacCheck } from '../../src/jws/hmac.js';
import { VerificationKey } from '../../src/jwk/verification-key.js';
import { createSecretKey } from 'node:crypto';
import { keyOf, type KeyKind, type Owner } from '../support/keys.js';
import { verdictNow } from '../support/verdict.js';

/** A key of one kind, with or without an ID. */
function key(kid?: string, kind: KeyKind = 'ES256', owner: Owner = 'issuer') {
  return importKey({ ...keyOf(kind, owner).jwk, kid }, {});
}
const es256 = (kid?: string) => ({ kid, alg: 'ES256' }) as const;
const rs256 = (kid?: string) => ({ kid, alg: 'RS256' }) as const;
const rs512 = (kid?: string) => ({ kid, alg: 'RS512' }) as const;
const [a, b, bare] = [key('a'), key('b', 'ES256', 'attacker'), key()];
const [otherA, otherBare] = [key('a', 'ES256', 'attacker'), key(undefined, 'ES256', 'attacker')];
const [rsaA, rsaB, rsaBare] = [key('a', 'RS256'), key('b', 'RS256'), key(undefined, 'RS256')];

describe('a set of keys', () => {
  it('finds a key by its exact ID', () => {
    const set = new KeySet([a, b]);
    expect([set.find(es256('a')), set.find(es256('b'))]).toEqual([a, b]);
    expect([set.find(es256('a')), set.find(es256('b'))].map((found) => found?.kid)).toEqual([
      'a',
      'b',
    ]);
    expect(set.find(es256('A'))).toBeUndefined();
    expect(set.find(es256('__proto__'))).toBeUndefined();
  });

  it('finds the key of an ID for any algorithm: the verifier compares it', () => {
    expect(new KeySet([a, b]).find(rs256('a'))).toBe(a);
    expect(new KeySet([a]).find(rs256())).toBe(a);
  });

  it('uses its only key for a token without an ID', () => {
    expect(new KeySet([a]).find(es256())).toBe(a);
    expect(new KeySet([bare]).find(es256())).toBe(bare);
    expect(new KeySet<SignatureKey>([]).find(es256())).toBeUndefined();
  });

  it('uses its only key for any token if the key has no ID, and otherwise not', () => {
    expect(new KeySet([bare]).find(es256('x'))).toBe(bare);
    expect(new KeySet([bare]).find(rs256('x'))).toBe(bare);
    expect(new KeySet([a]).find(es256('x'))).toBeUndefined();
    expect(new KeySet([bare, a]).find(es256('x'))).toBeUndefined();
    expect(new KeySet([rsaBare, a]).find(rs256('x'))).toBeUndefined();
    expect(new KeySet<SignatureKey>([]).find(es256('x'))).toBeUndefined();
  });

  it('rejects a token without an ID when several keys, or no key, have its algorithm', () => {
    for (const keys of [
      [a, b],
      [bare, otherBare],
      [bare, otherA],
      [a, b, rsaA],
    ]) {
      const set = new KeySet(keys);
      expect(verdictNow(() => set.find(es256()))).toBe('ERR_KEY_AMBIGUOUS');
      expect(verdictNow(() => set.find(rs512()))).toBe('ERR_KEY_AMBIGUOUS');
    }
  });

  it('finds the only key for the algorithm of a token without an ID', () => {
    const set = new KeySet([a, b, rsaA]);
    expect(set.find(rs256())).toBe(rsaA);
    const nameless = new KeySet([bare, rsaBare]);
    expect([nameless.find(es256()), nameless.find(rs256())]).toEqual([bare, rsaBare]);
    expect([nameless.find(es256('x')), nameless.find(rs256('x'))]).toEqual([bare, rsaBare]);
    expect(nameless.find(es256('x'))).toBe(bare);
    expect(nameless.find(rs512('x'))).toBeUndefined();
    expect(new KeySet([bare, otherBare]).find(es256('x'))).toBeUndefined();
  });

  it('distinguishes keys with one ID by their algorithms', () => {
    const set = new KeySet([a, rsaA, b, rsaB]);
    expect(set.find(es256('a'))).toBe(a);
    expect(set.find(rs256('a'))).toBe(rsaA);
    expect(set.find(es256('b'))).toBe(b);
    expect(set.find(rs256('b'))).toBe(rsaB);
    // A key for another algorithm: the token is rejected for its algorithm.
    expect(set.find(rs512('a'))).toBe(a);
  });

  it('rejects an ID that two keys of one algorithm share, and finds other IDs', () => {
    const set = new KeySet([a, otherA, rsaA, b]);
    expect(verdictNow(() => set.find(es256('a')))).toBe('ERR_KEY_AMBIGUOUS');
    expect(set.find(rs256('a'))).toBe(rsaA);
    expect(set.find(es256('b'))).toBe(b);
  });

  it('holds its keys by identity, in the given order', () => {
    const set = new KeySet([b, a]);
    expect([...set].map(({ kid }) => kid)).toEqual(['b', 'a']);
    expect([set.has(a), set.has(key('a'))]).toEqual([true, false]);
    expect(Object.isFrozen(set.keys)).toBe(true);
  });
});

describe('the same key twice', () => {
  it('is one key under one ID', () => {
    const set = new KeySet([a, key('a'), b, key('a')]);
    expect(set.keys).toHaveLength(2);
    expect(set.find(es256('a'))).toBe(a);
    expect(new KeySet([a, key('a')]).find(es256())).toBe(a);
    expect(new KeySet([bare, key()]).find(es256('x'))).toBe(bare);
  });

  it('is one key for a token without an ID, whatever its IDs are', () => {
    const set = new KeySet([a, key('c'), rsaA]);
    expect(set.keys).toHaveLength(3);
    expect(set.find(es256())).toBe(a);
    expect(set.find(es256('c'))?.kid).toBe('c');
    const withOther = new KeySet([a, key('c'), b]);
    expect(verdictNow(() => withOther.find(es256()))).toBe('ERR_KEY_AMBIGUOUS');
  });

  it('is detected once for the set, not for each token without an ID', () => {
    let comparisons = 0;
    const counted = (kid: string): SignatureKey => ({
      kid,
      alg: 'ES256',
      verify: () => false,
      isSameAs: () => ++comparisons < 0,
    });
    const set = new KeySet(['a', 'b', 'c', 'd'].map(counted));
    const before = comparisons;
    for (let i = 0; i < 10; i++) {
      expect(verdictNow(() => set.find(es256()))).toBe('ERR_KEY_AMBIGUOUS');
      expect(verdictNow(() => set.find(rs256()))).toBe('ERR_KEY_AMBIGUOUS');
    }
    expect(before).toBeGreaterThan(0);
    expect(comparisons).toBe(before);
  });

  it('is two keys if it is bound to two algorithms', () => {
    const again = key('a', 'RS512');
    const set = new KeySet([rsaA, again]);
    expect([set.find(rs256('a')), set.find(rs512('a'))].map((found) => found?.alg)).toEqual([
      'RS256',
      'RS512',
    ]);
    expect(rsaA.isSameAs(again)).toBe(false);
  });

  it('is detected by its material, also for secrets, and never for a custom key', () => {
    const secret = (text: string) => importSecret(text.padEnd(64, '0123456789abcdef~'));
    expect(secret('one').isSameAs(secret('one'))).toBe(true);
    expect(secret('one').isSameAs(secret('two'))).toBe(false);
    expect(a.isSameAs(key('b'))).toBe(true);
    expect(a.isSameAs(b)).toBe(false);
    expect(a.isSameAs({ alg: 'ES256', kid: 'a', verify: () => true })).toBe(false);
    const check = hmacCheck('sha256', 32, createSecretKey(Buffer.alloc(32, 'x')));
    const opaque = new VerificationKey('ES256', 'a', check);
    expect([opaque.isSameAs(a), a.isSameAs(opaque), opaque.isSameAs(opaque)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(new KeySet([opaque, opaque]).keys).toHaveLength(1);
  });
});
