/** Secrets of clients: made at random, so that a plain hash of one is all that has to be kept (no password hashing). */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { InvalidArgumentError } from '@portcullis/core';

const LEAST = 32;
const PREFIX = 'sha256:';

/** A new client secret: 256 random bits, 43 characters. To be shown once, and kept as `hashClientSecret` of it. */
export function generateClientSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What is kept of a client secret.
 *
 * @throws InvalidArgumentError for one of fewer than 32 characters: a short one could be guessed from its hash
 */
export function hashClientSecret(secret: string): string {
  if (typeof secret !== 'string' || secret.length < LEAST) {
    throw new InvalidArgumentError(
      'secret',
      'a shorter one',
      `at least ${LEAST} random characters`,
    );
  }
  return `${PREFIX}${digest(secret).toString('base64url')}`;
}

/**
 * Whether a secret is the one that was hashed, in a time that tells neither of them. False for a client that does not
 * exist, whose hash is undefined: that takes as long.
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
