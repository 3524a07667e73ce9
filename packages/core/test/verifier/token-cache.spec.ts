import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TokenCache, type CachedToken, type HeldToken } from '../../src/verifier/token-cache.js';

/** The number of objects that fills three quarters of the cache. */
const MOST_OF_A_CACHE = 100_000;
const TAIL = 'x'.repeat(32);

/** A token for the cache. These tests do not read its claims. */
function entryOf(token: string, objects = 1): CachedToken {
  const nothing = {} as never;
  return { token, verified: nothing, trusted: nothing, from: 0, until: 1000, objects };
}

function cacheOf(...entries: readonly CachedToken[]): TokenCache {
  const cache = new TokenCache(10);
  for (const entry of entries) cache.set(entry);
  return cache;
}

/** The entry of a token that must be cached. */
function held(cache: TokenCache, token: string): HeldToken {
  const entry = cache.get(token, 0);
  if (!entry) throw new Error(`${token} is not in the cache`);
  return entry;
}

describe('TokenCache: tokens with equal ends', () => {
  it('are different entries', () => {
    const cache = cacheOf(entryOf(`one.${TAIL}`));
    expect(cache.get(`one.${TAIL}`, 0)?.token).toBe(`one.${TAIL}`);
    expect(cache.get(`two.${TAIL}`, 0)).toBeUndefined();
    expect(cache.get(TAIL, 0)).toBeUndefined();
  });

  it('have separate slots while their ends differ enough', () => {
    const tail = TAIL.slice(1);
    const cache = cacheOf(entryOf(`one${tail}`), entryOf(`two${tail}`));
    expect([cache.get(`one${tail}`, 0), cache.get(`two${tail}`, 0)]).toMatchObject([
      { token: `one${tail}` },
      { token: `two${tail}` },
    ]);
  });

  it.each([100, 20_000])('are different entries in any other character, of %d', (length) => {
    const token = `${'a'.repeat(length)}.${TAIL}`;
    const cache = cacheOf(entryOf(token));
    for (const at of [0, 1, length - 1, length]) {
      for (const other of ['b', '\u0161', '\ud800']) {
        const text = token.slice(0, at) + other + token.slice(at + 1);
        expect(cache.get(text, 0)).toBeUndefined();
      }
    }
    expect(cache.get(token, 0)).toBeDefined();
  });

  it('share one slot, which the later one gets', () => {
    const cache = cacheOf(entryOf(`one.${TAIL}`), entryOf(`two.${TAIL}`));
    expect(cache.get(`one.${TAIL}`, 0)).toBeUndefined();
    expect(cache.get(`two.${TAIL}`, 0)?.token).toBe(`two.${TAIL}`);
    expect(cache.stats().size).toBe(1);
  });

  it('stay when the token that they replaced is forgotten', () => {
    const cache = cacheOf(entryOf(`one.${TAIL}`));
    const former = held(cache, `one.${TAIL}`);
    cache.set(entryOf(`two.${TAIL}`));
    cache.delete(former);
    expect(cache.get(`two.${TAIL}`, 0)?.token).toBe(`two.${TAIL}`);
  });

  it('count as much as the one in the slot', () => {
    const cache = cacheOf(entryOf(`one.${TAIL}`, MOST_OF_A_CACHE), entryOf(`two.${TAIL}`));
    cache.set(entryOf('other', MOST_OF_A_CACHE));
    expect(cache.stats().size).toBe(2);
  });
});

describe('TokenCache: a token that is forgotten', () => {
  it('is gone, and its space is free', () => {
    const cache = cacheOf(entryOf('one', MOST_OF_A_CACHE));
    cache.delete(held(cache, 'one'));
    cache.set(entryOf('two', MOST_OF_A_CACHE));
    expect(cache.stats().size).toBe(1);
  });

  it('twice frees its space once', () => {
    const cache = cacheOf(entryOf('one', MOST_OF_A_CACHE));
    const entry = held(cache, 'one');
    cache.delete(entry);
    cache.delete(entry);
    cache.set(entryOf('two', MOST_OF_A_CACHE));
    cache.set(entryOf('three', MOST_OF_A_CACHE));
    expect(cache.stats().size).toBe(1);
  });
});

describe('TokenCache: a full cache', () => {
  it('evicts the least recently used token when all were used', () => {
    const names = ['a', 'b', 'c'];
    const cache = new TokenCache(names.length);
    for (const name of names) cache.set(entryOf(name));
    for (const name of ['b', 'c', 'a', 'a', 'c']) cache.hit(held(cache, name)); // b, then a, then c
    const left: string[][] = [];
    for (const name of ['d', 'e', 'f']) {
      cache.set(entryOf(name));
      left.push(['a', 'b', 'c', 'd', 'e', 'f'].filter((each) => cache.get(each, 0)));
    }
    expect(left).toEqual([
      ['a', 'c', 'd'],
      ['c', 'd', 'e'],
      ['d', 'e', 'f'],
    ]);
  });

  it('is not affected by a lookup of a forgotten token', () => {
    const cache = new TokenCache(2);
    cache.set(entryOf('one'));
    const forgotten = held(cache, 'one');
    cache.delete(forgotten);
    cache.hit(forgotten);
    for (const name of ['two', 'three', 'four']) cache.set(entryOf(name));
    expect(cache.stats().size).toBe(2);
    expect(cache.get('one', 0)).toBeUndefined();
  });

  it('copies tokens, instead of keeping the headers that contain them', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const cache = new TokenCache(100);
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 100; i++) {
      const header = Buffer.alloc(500_000, `Bearer ${i}.`).toString('latin1');
      cache.set(entryOf(header.slice(0, 300 + i)));
    }
    collect();
    expect(cache.stats().size).toBe(100);
    expect((process.memoryUsage().heapUsed - before) / 1e6).toBeLessThan(10);
  });
});
