import { createSecretKey, randomBytes } from 'node:crypto';
import { assertNotPublishedSecret } from '../../src/jwk/published-secrets.js';
import { keyOf } from '../support/keys.js';
import { verdictNow } from '../support/verdict.js';

const PRINTED = [
  'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
  'hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg',
];

describe.each(PRINTED)('the secret %s, printed in a standard,', (text) => {
  const bytes = Buffer.from(text, 'base64url');
  it.each<[string, unknown]>([
    ['text', text],
    ['the bytes of its text', Buffer.from(text)],
    ['bytes', bytes],
    ['a Uint8Array', new Uint8Array(bytes)],
    ['a KeyObject', createSecretKey(bytes)],
  ])('is rejected as %s', (_name, secret) => {
    expect(verdictNow(() => assertNotPublishedSecret(secret))).toBe('ERR_KEY_INVALID');
  });
});

describe('a secret that no standard prints', () => {
  it.each<[string, unknown]>([
    ['random bytes', randomBytes(32)],
    ['random text', randomBytes(32).toString('hex')],
    ['a secret KeyObject', createSecretKey(randomBytes(32))],
    ['a public KeyObject', keyOf('ES256').publicKey],
    ['nothing', undefined],
  ])('is accepted: %s', (_name, secret) => {
    expect(verdictNow(() => assertNotPublishedSecret(secret))).toBe('accepted');
  });
});
