import { decodeBase64url } from '../../src/encoding/base64url.js';

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
