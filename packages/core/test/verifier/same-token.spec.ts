import fc from 'fast-check';
import { isSameToken, MOST_TOKEN_BYTES } from '../../src/verifier/same-token.js';
import { runs } from '../support/runs.js';

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
const token = fc.string({ unit: fc.constantFrom(...BASE64URL.split('')), maxLength: 80 });

describe('isSameToken', () => {
  it('is true for the same text, however it was built, and for no other', () => {
    fc.assert(
      fc.property(token, token, (one, other) => {
        expect(isSameToken(one, Buffer.from(one).toString('latin1'))).toBe(true);
        expect(isSameToken(one, other)).toBe(one === other);
      }),
      runs(),
    );
  });

  it('is false for any text that differs in one character, of any kind', () => {
    const character = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
    fc.assert(
      fc.property(token, fc.nat(), character, (one, place, other) => {
        const at = place % (one.length + 1);
        const text = one.slice(0, at) + other + one.slice(at + 1);
        expect(isSameToken(one, text)).toBe(one === text);
      }),
      runs(),
    );
  });

  it.each([1, 2, 3, 4, 5, 63, 64, 65, 634])('compares each of %d characters', (length) => {
    const one = 'a'.repeat(length);
    for (let at = 0; at < length; at++) {
      expect(isSameToken(one, `${one.slice(0, at)}b${one.slice(at + 1)}`)).toBe(false);
      expect(isSameToken(one, one)).toBe(true);
    }
  });

  it.each(['\u0161', '\u0161a', '\ud800', '\u{1f511}'])(
    'does not confuse a character with its low byte: %j',
    (other) => {
      const text = `${other}.b.c`;
      expect(isSameToken(Buffer.from(text, 'latin1').toString('latin1'), text)).toBe(false);
    },
  );

  it.each([
    ['aaaaaaaa', 'baaabaaa'],
    ['aaaaaaaaaaa', 'aaaaaaaabba'],
    ['aaaaa', 'baaab'],
  ])('detects two equal differences: %s, %s', (one, other) => {
    expect(isSameToken(one, other)).toBe(false);
  });

  it('is not affected by earlier comparisons', () => {
    expect(isSameToken('aaaaaaaaaa', 'bbbbbbbbbb')).toBe(false);
    expect(isSameToken('ccccc', 'ccccc')).toBe(true);
    expect(isSameToken('ccccc', 'ccccccccc')).toBe(false);
    expect(isSameToken('ccccccccc', 'ccccc')).toBe(false);
  });

  it('compares the longest token to its end, and rejects longer text', () => {
    const longest = 'a'.repeat(MOST_TOKEN_BYTES);
    expect(isSameToken(longest, longest)).toBe(true);
    expect(isSameToken(longest, `${longest.slice(1)}b`)).toBe(false);
    for (const more of ['a', 'aaaa', 'aaaaaaaa', '\u20ac', '\u{1f511}']) {
      expect(isSameToken(longest, longest + more)).toBe(false);
    }
  });
});
