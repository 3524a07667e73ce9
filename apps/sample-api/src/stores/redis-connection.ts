import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';

/** Redis did not answer at the start. The message contains no password. */
export class RedisStartError extends Error {
  override readonly name = 'RedisStartError';
}

const CONNECT_TIMEOUT_MS = 5000;

/**
 * Connects to Redis. Later it reconnects by itself; commands fail fast while it is disconnected.
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
  redis.on('error', (error: Error) => (reason = error)); // without a listener, ioredis prints each error
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw startError(url, reason ?? error);
  }
  logOutages(redis);
  return redis;
}

/** Logs one line when an outage starts and one when it ends. */
function logOutages(redis: Redis): void {
  const logger = new Logger('Redis');
  let isOut = false;
  redis.on('error', (error: Error) => {
    if (!isOut) logger.warn(`unavailable: ${error.message}`);
    isOut = true;
  });
  redis.on('ready', () => {
    if (isOut) logger.warn('available again');
    isOut = false;
  });
}

function startError(url: string, error: unknown): RedisStartError {
  const place = URL.canParse(url) ? new URL(url).host : 'the given address';
  const reason = error instanceof Error ? error.message : String(error);
  return new RedisStartError(
    `cannot connect to Redis at ${place}: ${reason}. ` +
      'Start the server, correct the URL, or remove it to use the database',
  );
}
