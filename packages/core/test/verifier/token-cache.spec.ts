import { TokenCache, type CachedToken } from '../../src/verifier/token-cache.js';

/** As many objects as fill three quarters of what a cache may hold. */
const MOST_OF_A_CACHE = 100_000;
const TAIL = 'x'.repeat(32);

/** A token as the cache is given it. Nothing here looks at what it was verified as. */
function entryOf(token: string, objects = 1): CachedToken {
  const nothing = {} as never;
  return { token, verified: nothing, trusted: nothing, from: 0, until: 1000, objects };
}

function cacheOf(...entries: readonly CachedToken[]): TokenCache {
  const cache = new TokenCache(10);
  for (const entry of entries) cache.set(entry);
  return cache;
}

/** The entry of a token that must be there. */
function held(cache: TokenCache, token: string): CachedToken {
  const entry = cache.get(token, 0);
  if (!entry) throw new Error(`${token} is not in the cache`);
  return entry;
}

describe('TokenCache: tokens that end alike', () => {
  it('are not one another', () => {
    const cache = cacheOf(entryOf(`one.${TAIL}`));
    expect(cache.get(`one.${TAIL}`, 0)?.token).toBe(`one.${TAIL}`);
    expect(cache.get(`two.${TAIL}`, 0)).toBeUndefined();
    expect(cache.get(TAIL, 0)).toBeUndefined();
  });

  it('have one place, which the later one takes', () => {
    const cache = cacheOf(entryOf(`one.${TAIL}`), entryOf(`two.${TAIL}`));
    expect(cache.get(`one.${TAIL}`, 0)).toBeUndefined();
    expect(cache.get(`two.${TAIL}`, 0)?.token).toBe(`two.${TAIL}`);
    expect(cache.stats().size).toBe(1);
  });

  it('do not go when the one whose place they took is forgotten', () => {
    const cache = cacheOf(entryOf(`one.${TAIL}`));
    const former = held(cache, `one.${TAIL}`);
    cache.set(entryOf(`two.${TAIL}`));
    cache.delete(former);
    expect(cache.get(`two.${TAIL}`, 0)?.token).toBe(`two.${TAIL}`);
  });

  it('weigh as much as the one that is there', () => {
    const cache = cacheOf(entryOf(`one.${TAIL}`, MOST_OF_A_CACHE), entryOf(`two.${TAIL}`));
    cache.set(entryOf('other', MOST_OF_A_CACHE));
    expect(cache.stats().size).toBe(2);
  });
});

describe('TokenCache: a token that is forgotten', () => {
  it('is gone, and its room is free', () => {
    const cache = cacheOf(entryOf('one', MOST_OF_A_CACHE));
    cache.delete(held(cache, 'one'));
    cache.set(entryOf('two', MOST_OF_A_CACHE));
    expect(cache.stats().size).toBe(1);
  });

  it('twice frees its room once', () => {
    const cache = cacheOf(entryOf('one', MOST_OF_A_CACHE));
    const entry = held(cache, 'one');
    cache.delete(entry);
    cache.delete(entry);
    cache.set(entryOf('two', MOST_OF_A_CACHE));
    cache.set(entryOf('three', MOST_OF_A_CACHE));
    expect(cache.stats().size).toBe(1);
  });
});
