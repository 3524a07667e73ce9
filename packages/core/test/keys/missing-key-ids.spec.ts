import { MissingKeyIds } from '../../src/recently-missing.js';

describe('missing key IDs', () => {
  const fill = (missing: MissingKeyIds, count: number, now: number): void => {
    for (let i = 0; i < count; i++) missing.add(`${now}-${i}`, now);
  };

  it('are remembered for their time', () => {
    const missing = new MissingKeyIds(10_000);
    missing.add('a', 0);
    expect([missing.has('a', 9_999), missing.has('a', 10_000)]).toEqual([true, false]);
    expect([missing.has('b', 0), missing.has(undefined, 0)]).toEqual([false, false]);
  });

  it('are limited; the oldest is dropped first', () => {
    const missing = new MissingKeyIds(10_000, 3);
    fill(missing, 5, 0);
    expect(missing.size).toBe(3);
    expect([missing.has('0-1', 1), missing.has('0-2', 1)]).toEqual([false, true]);
  });

  it('are dropped when their time is over and another is added, or a fetch ends', () => {
    const missing = new MissingKeyIds(10_000);
    fill(missing, 500, 0);
    fill(missing, 1, 9_999);
    expect(missing.size).toBe(501);
    missing.add('late', 10_000);
    expect(missing.size).toBe(2);
    missing.purge(20_000);
    expect(missing.size).toBe(0);
  });

  it('do not include tokens without a key ID', () => {
    const missing = new MissingKeyIds(10_000);
    missing.add(undefined, 0);
    expect(missing.size).toBe(0);
  });
});
