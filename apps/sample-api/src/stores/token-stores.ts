/** Stores for signing keys, sessions and revocations: in Redis if configured, otherwise in the database. */
import type { Database } from '@portcullis/database';
import { PostgresStore, RedisStore, type IssuerStore } from '@portcullis/nest/issuer';
import type { SampleSettings } from '../configuration/settings.js';
import { connectRedis } from './redis-connection.js';

/** The stores of one issuer. */
export class TokenStores {
  constructor(
    readonly store: IssuerStore,
    /** Closes connections that were opened for the stores. The database stays open. */
    readonly close: () => void = () => undefined,
  ) {}
}

/**
 * Opens the stores, and creates missing tables.
 *
 * @throws RedisStartError, or errors of the database
 */
export function openTokenStores(
  { redisUrl, redisPrefix }: Pick<SampleSettings, 'redisUrl' | 'redisPrefix'>,
  database: Database,
): Promise<TokenStores> {
  return redisUrl === undefined ? inDatabase(database) : inRedis(redisUrl, redisPrefix);
}

async function inDatabase(database: Database): Promise<TokenStores> {
  const { connect } = database;
  return new TokenStores(await PostgresStore.open(database, connect ? { connect } : {}));
}

/** Subscriptions need a separate connection. */
async function inRedis(url: string, prefix: string): Promise<TokenStores> {
  const redis = await connectRedis(url);
  const subscriber = await connectRedis(url);
  return new TokenStores(await RedisStore.open(redis, { prefix, subscriber }), () => {
    redis.disconnect();
    subscriber.disconnect();
  });
}
