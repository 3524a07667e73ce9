import { decodeBase64url, decodeBase64urlText } from '../../src/encoding/base64url.js';

const isCanonical = (text: string): boolean => decodeBase64url(text) !== undefined;

describe('base64url', () => {
  it('is accepted in its one canonical spelling, at every length', () => {
    for (let length = 0; length < 300; length++) {
      const bytes = Buffer.alloc(length, length * 37 + 11);
      expect(decodeBase64url(bytes.toString('base64url'))).toEqual(bytes);
    }
  });

  it.each(['A', 'AAAAA', 'AAAAAAAAA'])('is not %s: its length is impossible', (text) => {
    expect(isCanonical(text)).toBe(false);
  });

  it('has exactly 4 last characters for a tail of one byte, and 16 for one of two', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('');
    const oneByte = alphabet.filter((last) => isCanonical(`A${last}`));
    const twoBytes = alphabet.filter((last) => isCanonical(`AA${last}`));

    expect(oneByte.join('')).toBe('AQgw');
    expect(twoBytes.join('')).toBe('AEIMQUYcgkosw048');
  });

  it.each(['AA==', 'AA=', 'AA+A', 'AA/A', 'AA A', 'AA\n', '\nAA', 'AAA\u0141', 'AA.A', 'AA%3D'])(
    'is not %j',
    (text) => {
      expect(isCanonical(text)).toBe(false);
    },
  );
});

describe('the text in base64url', () => {
  const encoded = (text: string) => Buffer.from(text, 'utf8').toString('base64url');

  it('decodes to the original text, at any length and after any other text', () => {
    for (const length of [0, 1, 2, 3, 6143, 6144, 6145, 20_000, 5, 1, 0]) {
      const text = 'äb€𝄞'.repeat(length).slice(0, length - (length % 5));
      expect(decodeBase64urlText(encoded(text))).toBe(text);
    }
  });

  it('may hold U+FFFD', () => {
    expect(decodeBase64urlText(encoded('{"a":"\ufffd"}'))).toBe('{"a":"\ufffd"}');
  });

  it.each([
    [0xff],
    [0xc0, 0xaf],
    [0xc3],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xef, 0xbf, 0xbd, 0xff],
  ])('is undefined when the bytes are not UTF-8 (%p …)', (...bytes) => {
    const segment = Buffer.from([0x61, ...bytes]).toString('base64url');
    expect(decodeBase64urlText(segment)).toBeUndefined();
    expect(decodeBase64url(segment)).toBeDefined();
  });

  it.each(['A', 'AB', 'AA==', 'AA+A', 'AA/A', 'AA A', 'AAAA AAA', 'AAA\u0141', 'Y.Q'])(
    'is undefined for a spelling that is not canonical: %j',
    (segment) => {
      expect(decodeBase64urlText(segment)).toBeUndefined();
    },
  );
});
