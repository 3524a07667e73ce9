import { KeyObject } from 'node:crypto';
import { InvalidKeyError } from '../errors.js';

/** Keys printed in RFC 7515 A.1 and RFC 7520 §3.5: right for test vectors, never for an issuer. */
const PRINTED_IN_STANDARDS: readonly string[] = [
  'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
  'hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg',
];

/** @throws InvalidKeyError for a secret that everybody can read in a standard, as text or as bytes */
export function assertNotPublishedSecret(secret: unknown): void {
  const bytes = secretBytes(secret);
  const found = PRINTED_IN_STANDARDS.some(
    (printed) =>
      bytes?.equals(Buffer.from(printed)) || bytes?.equals(Buffer.from(printed, 'base64url')),
  );
  if (found)
    throw new InvalidKeyError(
      'this secret is printed in a standard; generate one, such as 32 random bytes',
    );
}

function secretBytes(secret: unknown): Buffer | undefined {
  if (typeof secret === 'string' || secret instanceof Uint8Array) return Buffer.from(secret);
  return secret instanceof KeyObject && secret.type === 'secret' ? secret.export() : undefined;
}
