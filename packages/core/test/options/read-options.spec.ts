import {
  durationOption,
  functionOption,
  integerOption,
  readClock,
  readFlag,
  readInteger,
  readOptions,
  type OptionReaders,
} from '../../src/options/read-options.js';
import { errorOf } from '../support/verdict.js';

interface Options {
  readonly size?: number;
  readonly time?: string | number;
  readonly hook?: () => void;
}
const READERS = {
  size: integerOption({ byDefault: 5, min: 1, max: 10 }),
  time: durationOption({ byDefault: '1m', min: 1, max: 120 }),
  hook: functionOption<() => void>('a function'),
} satisfies OptionReaders<Options>;

describe('options that are read by a table', () => {
  it('have their defaults, and are frozen', () => {
    const read = readOptions({}, READERS);
    expect(read).toEqual({ size: 5, time: 60, hook: undefined });
    expect(Object.isFrozen(read)).toBe(true);
  });

  it('have the values that were set', () => {
    const hook = () => {};
    const given = { size: 1, time: '2m', hook };
    expect(readOptions(given, READERS)).toEqual({ size: 1, time: 120, hook });
  });

  it.each<[option: string, given: unknown]>([
    ['cache', undefined],
    ['cache.sise', { sise: 1 }],
    ['cache.size', { size: null }],
    ['cache.size', { size: 0 }],
    ['cache.size', { size: 11 }],
    ['cache.size', { size: 1.5 }],
    ['cache.size', { size: '5' }],
    ['cache.time', { time: '3m' }],
    ['cache.time', { time: 0.5 }],
    ['cache.hook', { hook: 'log' }],
  ])('are rejected at %s: %j', async (option, given) => {
    const error = await errorOf(() => readOptions(given, READERS, 'cache.'));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
  });
});

describe('a reader', () => {
  it.each([1, 10])('of integers accepts the bound %d', (value) => {
    expect(readInteger(value, 'x', { min: 1, max: 10 })).toBe(value);
  });

  it('of flags accepts true and false, and no text', async () => {
    expect([readFlag(true, 'x'), readFlag(false, 'x')]).toEqual([true, false]);
    expect(await errorOf(() => readFlag('false', 'x'))).toMatchObject({ option: 'x' });
  });

  it('of clocks accepts functions that return a finite number', async () => {
    expect(readClock()).toBe(Date.now);
    for (const clock of [() => Number.NaN, 5, null]) {
      expect(await errorOf(() => readClock(clock))).toMatchObject({ option: 'clock' });
    }
  });
});
