/** A client secret is compared in constant time. The platform's own functions run; they are only watched. */
import * as crypto from 'node:crypto';
import { jest } from '@jest/globals';

const compared: [ours: string, theirs: string][] = [];
jest.unstable_mockModule('node:crypto', () => ({
  ...crypto,
  default: crypto,
  timingSafeEqual: (one: Buffer, other: Buffer) => {
    compared.push([one.toString('base64url'), other.toString('base64url')]);
    return crypto.timingSafeEqual(one, other);
  },
}));
const { generateClientSecret, hashClientSecret, isClientSecret } =
  await import('../../src/issuer/endpoints/client-secret.js');

const secret = generateClientSecret();
const wrong = generateClientSecret();
const hash = hashClientSecret(secret);
const digestOf = (text: string): string =>
  crypto.createHash('sha256').update(text).digest('base64url');

beforeEach(() => {
  compared.length = 0;
});

describe('the digest of a client secret', () => {
  it.each([
    ['right', secret, true],
    ['wrong', wrong, false],
    ['wrong in its last character alone', `${secret.slice(0, -1)}.`, false],
  ])('goes through timingSafeEqual with the one that is kept: %s', (_how, given, isRight) => {
    expect(isClientSecret(given, hash)).toBe(isRight);
    expect(compared).toEqual([[digestOf(given), digestOf(secret)]]);
  });

  // Else the time would tell which clients there are.
  it.each([undefined, '', 'plain', 'sha256:AAAA'])(
    'goes through it as well where the hash is %j, with one that is as long',
    (kept) => {
      expect(isClientSecret(secret, kept)).toBe(false);
      expect(compared).toEqual([[digestOf(secret), expect.stringMatching(/^[\w-]{43}$/)]]);
    },
  );
});
