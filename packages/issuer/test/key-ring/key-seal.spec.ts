/** Encryption of stored private keys. */
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { ConfigurationError } from '@portcullis/core';
import { KeySeal, parseKeyEncryptionKeys } from '../../src/key-ring/key-seal.js';

const kek = randomBytes(32);
const other = randomBytes(32);
const seal = new KeySeal({ a: kek });
const TEXT = '{"d":"private"}';

function refusal(act: () => unknown): ConfigurationError {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('a key-encryption key', () => {
  it.each([
    ['zeros', Buffer.alloc(32)],
    ['one letter', Buffer.alloc(32, 'a')],
    ['a few repeated letters', Buffer.alloc(32, 'changem')],
  ])('is not %s', (_what, weak) => {
    const given = /received a key for the ID weak that is not random/;
    expect(refusal(() => new KeySeal({ weak })).message).toMatch(given);
    expect(refusal(() => new KeySeal({ a: kek, weak })).message).toMatch(given);
    const text = `weak:${weak.toString('base64')}`;
    const error = refusal(() => parseKeyEncryptionKeys(text));
    expect(error.message).toMatch(given);
    expect(error.message).not.toContain(weak.toString('base64').slice(0, 8));
    expect(Object.keys(parseKeyEncryptionKeys(`a:${kek.toString('base64')}`))).toEqual(['a']);
  });
});

describe('a sealed key', () => {
  it('opens with the key that sealed it, and reveals nothing of its contents', () => {
    const sealed = seal.seal(TEXT, 'kid-1');
    expect(seal.open(sealed, 'kid-1')).toBe(TEXT);
    expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain(
      'private',
    );
  });

  it('is a different text each time', () => {
    expect(seal.seal(TEXT, 'kid-1')).not.toBe(seal.seal(TEXT, 'kid-1'));
  });

  it('does not open under another key ID', () => {
    const sealed = seal.seal(TEXT, 'kid-1');
    expect(refusal(() => seal.open(sealed, 'kid-2')).message).toContain('kid-2');
  });

  it('does not open when any bit of it was changed', () => {
    const [version, id, body = ''] = seal.seal(TEXT, 'kid-1').split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      const sealed = `${version}.${id}.${changed.toString('base64url')}`;
      expect(() => seal.open(sealed, 'kid-1')).toThrow(ConfigurationError);
    }
  });

  it('does not open with another key of the same ID, nor with the same key of another ID', () => {
    const sealed = seal.seal(TEXT, 'kid-1');
    expect(refusal(() => new KeySeal({ a: other }).open(sealed, 'kid-1')).message).toMatch(
      /a key for the ID a that does not open/,
    );
    const renamed = sealed.replace('v1.a.', 'v1.b.');
    expect(() => new KeySeal({ b: kek }).open(renamed, 'kid-1')).toThrow(ConfigurationError);
  });

  it('names the missing key', () => {
    const sealed = seal.seal(TEXT, 'kid-1');
    expect(refusal(() => new KeySeal({ b: other }).open(sealed, 'kid-1')).message).toContain(
      'no key for the ID a',
    );
  });

  it.each(['', TEXT, 'v1.a', 'v1.a.AAAA', 'v2.a.AAAA', 'v1.a.b.c', 'v1.__proto__.x'])(
    'is not %j',
    (text) => {
      expect(() => seal.open(text, 'kid-1')).toThrow(ConfigurationError);
    },
  );

  it('is sealed again when the key-encryption key rotates, and opens meanwhile', () => {
    const sealed = seal.seal(TEXT, 'kid-1');
    const rotated = new KeySeal({ b: other, a: kek });
    expect(rotated.open(sealed, 'kid-1')).toBe(TEXT);
    expect([seal.isCurrent(sealed), rotated.isCurrent(sealed)]).toEqual([true, false]);
    const anew = rotated.seal(TEXT, 'kid-1');
    expect(rotated.isCurrent(anew)).toBe(true);
    expect(new KeySeal({ b: other }).open(anew, 'kid-1')).toBe(TEXT);
  });
});

describe('key-encryption keys', () => {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

  it('are read from text, the current one first', () => {
    const keys = parseKeyEncryptionKeys(`b:${text(other)}, a:${text(kek)}`);
    expect(Object.keys(keys)).toEqual(['b', 'a']);
    expect(new KeySeal(keys).open(seal.seal(TEXT, 'kid-1'), 'kid-1')).toBe(TEXT);
    expect(new KeySeal(keys).seal(TEXT, 'kid-1')).toMatch(/^v1\.b\./);
  });

  it('may be base64url', () => {
    const url = Buffer.from(kek).toString('base64url');
    expect(parseKeyEncryptionKeys(`a:${url}`)).toEqual({ a: kek });
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['a key without an ID', text(kek)],
    ['an ID without a key', 'a:'],
    ['an ID alone', 'a'],
    ['16 bytes', `a:${text(randomBytes(16))}`],
    ['33 bytes', `a:${text(randomBytes(33))}`],
    ['two keys of one ID', `a:${text(kek)},a:${text(other)}`],
    ['a number as ID, which would not stay first', `1:${text(kek)}`],
    ['text after the key', `a:${text(kek)}:b`],
    ['an empty entry', `a:${text(kek)},`],
  ])('are not %s', (_what, given) => {
    const { message, option } = refusal(() => parseKeyEncryptionKeys(given)) as ConfigurationError &
      Record<'option', string>;
    expect(option).toBe('PORTCULLIS_KEK');
    expect(message).not.toContain(text(kek).slice(0, 20));
  });

  it.each<[string, Record<string, Uint8Array>]>([
    ['none', {}],
    ['of 16 bytes', { a: randomBytes(16) }],
    ['without an ID', { '': kek }],
  ])('are rejected when there is one %s', (_what, keys) => {
    expect(() => new KeySeal(keys)).toThrow(ConfigurationError);
  });

  it('are not shown', () => {
    expect(inspect(seal, { depth: 9, showHidden: true })).not.toContain('Buffer');
    expect(JSON.stringify(seal)).toBe('{}');
  });
});
