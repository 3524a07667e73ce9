import { randomBytes } from 'node:crypto';
import { assertSecretPolicy } from '../../src/jwk/secret-policy.js';
import { keyOf } from '../support/keys.js';
import { verdictNow } from '../support/verdict.js';

const REFUSED = 'ERR_KEY_INVALID';
const verdictOn = (secret: string | Buffer, least = 32) =>
  verdictNow(() => assertSecretPolicy(Buffer.from(secret as string), least));
/** Long enough, and unknown. */
const padding = randomBytes(32).toString('hex');

describe('a well-known secret', () => {
  it.each([
    'your-256-bit-secret-your-256-bit-secret',
    'a-string-secret-at-least-256-bits-long',
    'a-string-secret-at-least-384-bits-long-so-it-is-valid',
    'a-string-secret-at-least-512-bits-long-which-is-very-very-long-yes',
    'a-valid-string-secret-that-is-at-least-384-bits-long',
    'a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long',
    'super-secret-jwt-token-with-at-least-32-characters-long',
    'your-super-secret-jwt-token-with-at-least-32-characters-long',
    'this-is-a-very-long-secret-key-for-jwt-token-signing',
    'DO NOT USE THIS VALUE. INSTEAD, CREATE A COMPLEX SECRET AND KEEP IT SAFE OUTSIDE OF THE SOURCE CODE.',
  ])('is rejected: %s', (secret) => {
    expect(verdictOn(secret)).toBe(REFUSED);
    expect(verdictOn(`${secret}.`)).toBe('accepted');
  });
});

describe('a secret with the text of a public key', () => {
  it.each([
    '-----BEGIN PUBLIC KEY-----',
    '-----BEGIN RSA PUBLIC KEY-----',
    '-----BEGIN CERTIFICATE-----',
    '-----BEGIN CERTIFICATE REQUEST-----',
    '-----begin public key-----',
    '---- BEGIN SSH2 PUBLIC KEY ----',
    '--  BEGIN KEY',
    'ssh-rsa AAAA',
    'ssh-ed25519  AAAA',
    'sk-ssh-ed25519@openssh.com\tAAAA',
    'ecdsa-sha2-nistp256 AAAA',
    '{"kty":"RSA"',
    '{ "kty" : "EC"',
    '{ "kty"  : "EC"',
  ])('is rejected: %s', (text) => {
    expect(verdictOn(`${text}${padding}`)).toBe(REFUSED);
    expect(verdictOn(`${padding} ${text}`)).toBe(REFUSED);
  });

  it.each(['\u200b', '\u200f', '\u2060', '\ufeff'])('is rejected with %j in it', (noise) => {
    expect(verdictOn(`-----BE${noise}GIN PUBLIC KEY-----${padding}`)).toBe(REFUSED);
    expect(verdictOn(`"k${noise}ty":${padding}`)).toBe(REFUSED);
  });

  it.each([
    '- BEGIN A KEY',
    '--BEGINNING',
    'BEGIN PUBLIC KEY',
    'ssh-AAAA',
    'kty:',
    '"kty"',
    'ssh- ',
  ])('is accepted if it only looks like one: %s', (text) => {
    expect(verdictOn(`${text}${padding}`)).toBe('accepted');
  });
});

describe('a secret with the bytes of a public key', () => {
  it.each(['RS256', 'ES256', 'Ed25519'] as const)('is rejected, also in base64 (%s)', (kind) => {
    const der = keyOf(kind).publicKey?.export({ type: 'spki', format: 'der' }) ?? Buffer.alloc(0);
    expect(verdictOn(der)).toBe(REFUSED);
    expect(verdictOn(der.toString('base64'))).toBe(REFUSED);
    expect(verdictOn(`\u200b${der.toString('base64')}`)).toBe(REFUSED);
    expect(verdictOn(Buffer.concat([Buffer.of(1), der]))).toBe('accepted');
  });
});
