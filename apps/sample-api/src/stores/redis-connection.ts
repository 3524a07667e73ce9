import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';

/** Redis did not answer at the start. Holds no password. */
export class RedisStartError extends Error {
  override readonly name = 'RedisStartError';
}

const CONNECT_TIMEOUT_MS = 5000;

/**
 * Connects to Redis. From then on it connects again by itself; commands fail soon while it can't.
 *
 * @throws RedisStartError
 */
export async function connectRedis(url: string): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
  });
  let reason: Error | undefined;
  redis.on('error', (error: Error) => (reason = error)); // unheard, ioredis prints each with its stack
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw startError(url, reason ?? error);
  }
  logOutages(redis);
  return redis;
}

/** One line for an outage, and one for its end. */
function logOutages(redis: Redis): void {
  const logger = new Logger('Redis');
  let isOut = false;
  redis.on('error', (error: Error) => {
    if (!isOut) logger.warn(`out of reach: ${error.message}`);
    isOut = true;
  });
  redis.on('ready', () => {
    if (isOut) logger.warn('in reach again');
    isOut = false;
  });
}

function startError(url: string, error: unknown): RedisStartError {
  const place = URL.canParse(url) ? new URL(url).host : 'that address';
  const reason = error instanceof Error ? error.message : String(error);
  return new RedisStartError(
    `no Redis at ${place}: ${reason}. Start the server, correct the URL, or leave it out to use the database`,
  );
}
