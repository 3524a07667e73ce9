/** Stores for signing keys, sessions and revocations: in Redis if configured, otherwise in the database. */
import type { Database } from '@portcullis/database';
import type { KeyStore, RevocationStore, SessionStore } from '@portcullis/issuer';
import {
  PostgresKeyStore,
  PostgresRevocationStore,
  PostgresSessionStore,
} from '@portcullis/issuer/postgres';
import { RedisKeyStore, RedisRevocationStore, RedisSessionStore } from '@portcullis/issuer/redis';
import type { SampleSettings } from '../configuration/settings.js';
import { connectRedis } from './redis-connection.js';

/** The three stores of one issuer. */
export class TokenStores {
  constructor(
    readonly keys: KeyStore,
    readonly sessions: SessionStore,
    readonly revocations: RevocationStore,
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
  const listening = connect ? { connect } : {};
  return new TokenStores(
    await PostgresKeyStore.open(database, listening),
    await PostgresSessionStore.open(database),
    await PostgresRevocationStore.open(database, listening),
  );
}

/** Subscriptions need a separate connection. */
async function inRedis(url: string, prefix: string): Promise<TokenStores> {
  const redis = await connectRedis(url);
  const subscriber = await connectRedis(url);
  return new TokenStores(
    new RedisKeyStore(redis, { key: `${prefix}keys`, subscriber }),
    new RedisSessionStore(redis, { prefix }),
    new RedisRevocationStore(redis, { prefix, subscriber }),
    () => {
      redis.disconnect();
      subscriber.disconnect();
    },
  );
}
