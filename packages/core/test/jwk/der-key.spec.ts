/** What counts as the DER of a key or certificate, and what only begins like it. */
import { isDerKey } from '../../src/jwk/der-key.js';
import { importKey } from '../../src/jwk/index.js';

const integer = [0x02, 0x01, 0x05];
const sequence = (...content: readonly number[]): number[] => [0x30, content.length, ...content];
const isKey = (...bytes: readonly number[]): boolean => isDerKey(Buffer.from(bytes));

describe('the DER of a key', () => {
  it('is a SEQUENCE of the parts of a key, to the last byte', () => {
    expect(isKey(...sequence(...integer, ...integer))).toBe(true);
    expect(isKey(...sequence(...sequence(...integer), 0x03, 0x01, 0x00))).toBe(true);
    expect(isKey(...sequence(...integer, 0x04, 0x00))).toBe(true);
  });

  it('may have lengths with one or two extra bytes', () => {
    expect(isKey(0x30, 0x81, 0x03, ...integer)).toBe(true);
    expect(isKey(0x30, 0x82, 0x00, 0x03, ...integer)).toBe(true);
  });

  it.each([
    ['nothing', []],
    ['a tag alone', [0x30]],
    ['a SEQUENCE of nothing', [0x30, 0x00]],
    ['another tag', [0x31, 0x03, ...integer]],
    ['a byte too many', [...sequence(...integer), 0x00]],
    ['a byte too few', sequence(...integer).slice(0, -1)],
    ['a member after its end', [...sequence(...integer), ...integer]],
    ['an indefinite length', [0x30, 0x80, ...integer]],
    [
      'an indefinite length, although as many bytes follow',
      [0x30, 0x80, 0x04, 0x7e, ...Array<number>(126).fill(0)],
    ],
    ['a length of three bytes', [0x30, 0x83, 0x00, 0x00, 0x03, ...integer]],
    ['a length that is cut off', [0x30, 0x82, 0x00]],
    ['a member of another kind', sequence(0x0c, 0x01, 0x05)],
    ['a member that ends past the end', sequence(0x02, 0x02, 0x05)],
    ['a member without a length', sequence(...integer, 0x02)],
  ])('is not %s', (_what, bytes) => {
    expect(isKey(...bytes)).toBe(false);
  });
});

describe('a secret whose text begins like a SEQUENCE of its own length', () => {
  it('is accepted, because what follows is not a key', () => {
    const text = `0V0${Buffer.from(Array.from({ length: 64 }, (_, i) => i * 3))
      .toString('base64')
      .slice(3)}`;
    expect(text).toHaveLength(0x56 + 2);
    expect(importKey(text, { algorithm: 'HS256' })).toMatchObject({ alg: 'HS256' });
  });
});
