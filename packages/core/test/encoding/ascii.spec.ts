import {
  asciiLowercase,
  equalsIgnoringCase,
  listItems,
  readDecimal,
  trimOws,
} from '../../src/encoding/ascii.js';

/** White space and line ends of Unicode, and so of JavaScript, other than SP and HTAB. */
const OTHER_SPACES = [
  '\n',
  '\v',
  '\f',
  '\r',
  '\u{a0}',
  '\u{1680}',
  '\u{2000}',
  '\u{200a}',
  '\u{2028}',
  '\u{2029}',
  '\u{202f}',
  '\u{205f}',
  '\u{3000}',
  '\u{feff}',
];

describe('white space of a header', () => {
  it('is SP and HTAB, at both ends', () => {
    expect(trimOws(' \t a \t b\t ')).toBe('a \t b');
    expect([trimOws(''), trimOws(' '), trimOws('\t \t')]).toEqual(['', '', '']);
  });

  it.each(OTHER_SPACES)('is not %j', (space) => {
    expect(`${space}a${space}`.trim()).toBe('a'); // as JavaScript trims
    expect(trimOws(` ${space}a${space} `)).toBe(`${space}a${space}`);
  });

  it('is removed in linear time', () => {
    const long = `a${' '.repeat(1_000_000)}b`;
    expect(trimOws(long)).toBe(long); // an expression like / +$/ would take hours
  });
});

describe('the case of a letter', () => {
  it('is that of A to Z', () => {
    expect(asciiLowercase('Cache-CONTROL: Max_Age=1')).toBe('cache-control: max_age=1');
    expect(asciiLowercase('A\u{130}B\u{212a}C')).toBe('a\u{130}b\u{212a}c');
    expect(equalsIgnoringCase('AuthorizatioN', 'authorization')).toBe(true);
    expect(equalsIgnoringCase('Authorisation', 'authorization')).toBe(false);
    expect(equalsIgnoringCase('authorizatio', 'authorization')).toBe(false);
  });

  it.each([
    ['\u{212a}', 'k'],
    ['\u{17f}', 's'],
    ['\u{130}', 'i'],
    ['\u{c0}', '\u{e0}'],
  ])('is not that of %j', (letter, other) => {
    expect(asciiLowercase(letter)).toBe(letter);
    expect(equalsIgnoringCase(letter, other)).toBe(false);
  });
});

describe('a list', () => {
  it.each([
    ['a, b', ['a', 'b']],
    ['a,b ,\tc', ['a', 'b', 'c']],
    [', a,, b, ', ['a', 'b']],
    ['', []],
    ['a="b, c", d', ['a="b, c"', 'd']],
    ['a="b\\", c", d', ['a="b\\", c"', 'd']],
    ['a\\, b', ['a\\', 'b']],
    ['a\u{a0}, \u{a0}b', ['a\u{a0}', '\u{a0}b']],
  ])('in %j has the items %j', (text, items) => {
    expect(listItems(text)).toEqual(items);
  });
});

describe('a number', () => {
  it.each([
    ['0', 0],
    ['007', 7],
    ['999999999', 999_999_999],
  ])('%j is %d', (text, number) => {
    expect(readDecimal(text)).toBe(number);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '1\n',
    '+1',
    '-1',
    '1.5',
    '1e3',
    '0x10',
    '1_0',
    '\u{661}',
    '1000000000',
  ])('is not %j', (text) => {
    expect(readDecimal(text)).toBeUndefined();
  });
});
