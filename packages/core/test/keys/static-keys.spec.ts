import { StaticKeys } from '../../src/keys/index.js';
import { importJwks, importKey } from '../../src/jwk/index.js';
import { MissingKeyIds } from '../../src/recently-missing.js';
import { keyOf, withKid } from '../support/keys.js';
import { verdictNow } from '../support/verdict.js';

const header = (kid?: string) => ({ alg: 'ES256', kid, typ: undefined }) as const;
const [A, B] = ['a', 'b'].map((kid) => withKid(keyOf('ES256'), kid).jwk);
const OTHER_A = withKid(keyOf('ES256', 'attacker'), 'a').jwk;

describe('static keys', () => {
  it('are found by key ID', () => {
    const keys = [A, B].map((jwk) => importKey(jwk ?? {}));
    const source = new StaticKeys(keys);
    expect(source.find(header('b'))).toBe(keys[1]);
    expect(source.find(header('c'))).toBeUndefined();
  });

  it('may be an imported JWK Set', () => {
    const imported = importJwks({ keys: [A, B, OTHER_A] });
    const source = new StaticKeys(imported);
    expect(source.find(header('b'))).toBe(imported.keys[1]);
    expect(verdictNow(() => source.find(header('a')))).toBe('ERR_KEY_AMBIGUOUS');
    expect(verdictNow(() => source.find(header()))).toBe('ERR_KEY_AMBIGUOUS');
  });
});

describe('missing key IDs', () => {
  it('are remembered for their time', () => {
    const missing = new MissingKeyIds(1000);
    missing.add('a', 0);
    expect([missing.has('a', 999), missing.has('a', 1000), missing.has('b', 0)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('are remembered longer when they are requested again', () => {
    const missing = new MissingKeyIds(1000);
    missing.add('a', 0);
    missing.add('a', 500);
    expect(missing.has('a', 1499)).toBe(true);
  });

  it('do not include a missing key ID', () => {
    const missing = new MissingKeyIds(1000);
    missing.add(undefined, 0);
    expect(missing.has(undefined, 0)).toBe(false);
  });

  it('are limited: the oldest is forgotten first', () => {
    const missing = new MissingKeyIds(1000, 3);
    for (const kid of ['a', 'b', 'c', 'a', 'd']) missing.add(kid, 0);
    expect(['a', 'b', 'c', 'd'].filter((kid) => missing.has(kid, 1))).toEqual(['a', 'c', 'd']);
  });

  it('are 1,000 by default', () => {
    const missing = new MissingKeyIds(1000);
    for (let i = 0; i <= 1000; i++) missing.add(`k${i}`, 0);
    expect([missing.has('k0', 1), missing.has('k1', 1)]).toEqual([false, true]);
  });

  it('are all forgotten when the keys change', () => {
    const missing = new MissingKeyIds(1000);
    missing.add('a', 0);
    missing.clear();
    expect(missing.has('a', 1)).toBe(false);
  });
});
