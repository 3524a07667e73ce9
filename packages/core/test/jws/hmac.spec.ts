/** The HMAC computed from one-shot digests equals the platform's, for any secret and text. */
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { hmacCheck } from '../../src/jws/hmac.js';
import { runs } from '../support/runs.js';

const LENGTHS = { sha256: 32, sha384: 48, sha512: 64 } as const;
type Hash = keyof typeof LENGTHS;

const checkOf = (hash: Hash, secret: Uint8Array) =>
  hmacCheck(hash, LENGTHS[hash], createSecretKey(secret));
const macOf = (hash: Hash, secret: Uint8Array, text: string) =>
  createHmac(hash, secret).update(text, 'latin1').digest();

const hashes = fc.constantFrom<Hash>('sha256', 'sha384', 'sha512');
const secrets = fc.uint8Array({ minLength: 1, maxLength: 300 });
/** Text of one byte per character, up to lengths beyond the buffer. */
const texts = fc
  .tuple(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(1, 1, 1, 60))
  .map(([bytes, times]) => Buffer.from(bytes).toString('latin1').repeat(times));

describe('the check of an HMAC', () => {
  it('accepts exactly what createHmac computes', () => {
    fc.assert(
      fc.property(hashes, secrets, texts, (hash, secret, text) =>
        checkOf(hash, secret)(text, macOf(hash, secret, text)),
      ),
      runs(),
    );
  });

  it('rejects any other text and any other secret', () => {
    fc.assert(
      fc.property(hashes, secrets, texts, (hash, secret, text) => {
        const mac = macOf(hash, secret, text);
        const other = Buffer.concat([secret, Buffer.of(1)]);
        const hasHeld = [
          checkOf(hash, secret)(`${text}x`, mac),
          checkOf(hash, secret)(text.slice(1), macOf(hash, secret, `${text}y`)),
          checkOf(hash, other)(text, mac),
        ];
        return hasHeld.every((held) => !held);
      }),
      runs(),
    );
  });

  it.each(['sha256', 'sha384', 'sha512'] as const)(
    'uses secrets up to a block unchanged, and the digest of longer ones (%s)',
    (hash) => {
      for (const length of [1, 63, 64, 65, 127, 128, 129, 1000]) {
        const secret = randomBytes(length);
        expect(checkOf(hash, secret)('text', macOf(hash, secret, 'text'))).toBe(true);
      }
    },
  );

  it('keeps no state of one text or secret for the next', () => {
    const [one, two] = [randomBytes(32), randomBytes(64)];
    const [first, second] = [checkOf('sha256', one), checkOf('sha512', two)];
    for (const text of ['a'.repeat(8192), 'a', '', 'a'.repeat(20_000), 'ab']) {
      expect(first(text, macOf('sha256', one, text))).toBe(true);
      expect(second(text, macOf('sha512', two, text))).toBe(true);
      expect(first(text, macOf('sha256', two, text))).toBe(false);
    }
  });

  // RFC 4231 §4.3 (test case 2) and §4.7 (test case 6: a key larger than a block).
  it.each([
    [
      '4a656665',
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      'aa'.repeat(131),
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  ])('accepts the vectors of RFC 4231 (%#)', (secret, text, mac) => {
    expect(checkOf('sha256', Buffer.from(secret, 'hex'))(text, Buffer.from(mac, 'hex'))).toBe(true);
  });
});
