import type { ConfigurationError } from '../src/index.js';
import { parseDuration, parseDurationWithin, describeValue } from '../src/time/duration.js';
import { errorOf } from './support/verdict.js';

describe('a duration', () => {
  it.each([
    [0, 0],
    [1.5, 1.5],
    [60, 60],
    ['0s', 0],
    ['90s', 90],
    ['15m', 900],
    ['12h', 43_200],
    ['30d', 2_592_000],
    ['1y', 31_557_600],
    ['10y', 315_576_000],
    ['999999999s', 999_999_999],
  ])('%p is %d seconds', (value, seconds) => {
    expect(parseDuration(value, 'x')).toBe(seconds);
  });

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    '60',
    '',
    's',
    '-1s',
    '1.5h',
    '1w',
    '1 h',
    ' 1h',
    '1h ',
    '1h\n',
    '1H',
    '1ms',
    '1h30m',
    '1234567890s',
    '١s',
    null,
    undefined,
    true,
    [5],
    ['5m'],
    {},
    5n,
  ])('%p is rejected', async (value) => {
    const error = await errorOf(() => parseDuration(value as number, 'clockTolerance'));
    expect(error?.code).toBe('ERR_CONFIGURATION');
    expect((error as ConfigurationError).option).toBe('clockTolerance');
    expect(error?.message).toContain('expected seconds as a finite number');
  });

  it('must be within its bounds, inclusive', async () => {
    const bounds = { min: 1, max: 60 };
    expect([1, '1m'].map((value) => parseDurationWithin(value, 'x', bounds))).toEqual([1, 60]);
    for (const value of [0, 0.999, 60.001, '61s', '2m']) {
      const error = await errorOf(() => parseDurationWithin(value, 'x', bounds));
      expect(error?.message).toBe(
        `Invalid option "x": received ${describeValue(value)}, expected a duration from 1 to 60 seconds`,
      );
    }
  });
});

describe('a value in an error', () => {
  class Options {
    readonly issuer = 'x';
  }
  it.each([
    ['text', '"text"'],
    ['x'.repeat(200), `"${'x'.repeat(80)}"`],
    ['a\nb', '"a\\nb"'],
    [1, '1'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [[], 'an empty array'],
    [[1], 'an array'],
    [{}, 'an object (Object)'],
    [new Options(), 'an object (Options)'],
    [Object.create(null), 'an object (no class)'],
    [() => 1, 'a function'],
    [Symbol('x'), 'a symbol'],
  ])('%p is shown as %s', (value, shown) => {
    expect(describeValue(value)).toBe(shown);
  });
});
