/** Generates and compares client secrets. They are random, so that a fast hash is enough. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { InvalidArgumentError } from '@portcullis/core';

const MIN_LENGTH = 32;
const PREFIX = 'sha256:';

/**
 * Generates a client secret: 256 random bits, 43 characters. Show it once, and store `hashClientSecret(secret)`.
 *
 * @example
 * const secret = generateClientSecret();
 */
export function generateClientSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Hashes a client secret for storage.
 *
 * @throws InvalidArgumentError for fewer than 32 characters: a short secret could be guessed from its hash
 * @example
 * await clients.save({ id, secretHash: hashClientSecret(secret) });
 */
export function hashClientSecret(secret: string): string {
  if (typeof secret !== 'string' || secret.length < MIN_LENGTH) {
    throw new InvalidArgumentError(
      'secret',
      'a shorter secret',
      `at least ${MIN_LENGTH} random characters`,
    );
  }
  return `${PREFIX}${digest(secret).toString('base64url')}`;
}

/**
 * Compares a client secret with a stored hash in constant time. For an unknown client, pass an undefined hash: the result is
 * false and takes as long.
 *
 * @example
 * clients: (id, secret) => (isClientSecret(secret, hashes.get(id)) ? { scope: 'jobs:read' } : undefined)
 */
export function isClientSecret(secret: string, hash: string | undefined): boolean {
  const kept = Buffer.from(hash?.startsWith(PREFIX) ? hash.slice(PREFIX.length) : '', 'base64url');
  const given = digest(secret);
  const isHash = kept.length === given.length;
  return timingSafeEqual(given, isHash ? kept : digest(`not ${secret}`)) && isHash;
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
