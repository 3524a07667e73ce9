import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';

/** The key prefix of one test file: other tests use the same Redis. */
export function scratchPrefix(): string {
  return `portcullis-test-${randomBytes(8).toString('hex')}:`;
}

/** Deletes the keys of a prefix. */
export async function removeKeys(redis: Redis, prefix: string): Promise<void> {
  for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1000 })) {
    if ((keys as string[]).length > 0) await redis.del(...(keys as string[]));
  }
}
