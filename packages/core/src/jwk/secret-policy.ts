/** What may not be an HMAC secret: something public, something short, something that everybody knows. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { InvalidKeyError } from '../errors.js';
import { keyMaterialIn } from './key-material.js';

/** SHA-256 of secrets out of tutorials, debuggers and RFCs that are long enough to pass for good ones. */
const WELL_KNOWN_DIGESTS: readonly Buffer[] = [
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
].map((text) => createHash('sha256').update(text).digest());

/**
 * Holds an HMAC secret to policy.
 *
 * @param secret the secret's bytes
 * @param leastBytes the digest length of its algorithm (RFC 7518 §3.2)
 * @throws InvalidKeyError whose message never holds the secret
 */
export function assertSecretPolicy(secret: Buffer, leastBytes: number): void {
  refuseKeyMaterial(secret);
  if (secret.length < leastBytes) {
    throw new InvalidKeyError(
      `received a secret of ${secret.length} bytes, expected at least ${leastBytes} random bytes`,
    );
  }
  if (isWellKnown(secret)) {
    throw new InvalidKeyError(
      'received a secret from public examples, expected a generated one, such as 32 random bytes',
    );
  }
}

/** A public key would be a secret that an attacker has too (the RS256 → HS256 attack). */
function refuseKeyMaterial(secret: Buffer): void {
  const found = keyMaterialIn(secret);
  if (found === 'private') {
    throw new InvalidKeyError(
      'what was given as a secret is a private key; a secret is random bytes, and a verifier needs the public key alone',
    );
  }
  if (found === 'public') {
    throw new InvalidKeyError(
      'what was given as a secret is a public key, certificate or JWK, which anyone may have; ' +
        'use publicKey, jwks or jwksUri for it',
    );
  }
}

function isWellKnown(secret: Buffer): boolean {
  const digest = createHash('sha256').update(secret).digest();
  // One byte or one short word over and over is as good as known.
  return (
    WELL_KNOWN_DIGESTS.some((known) => timingSafeEqual(known, digest)) || hasShortPeriod(secret)
  );
}

function hasShortPeriod(secret: Buffer): boolean {
  for (let period = 1; period <= 8; period++) {
    if (secret.subarray(period).equals(secret.subarray(0, secret.length - period))) return true;
  }
  return false;
}
