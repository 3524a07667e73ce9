/** Opens everything that an issuer stores in Redis. */
import { assertKnownOptions, type OptionTable } from '@portcullis/core/internal';
import type { IssuerStore } from '../issuer-store.js';
import type { RedisClient } from './client.js';
import type { RedisListening, RedisPrefix } from './connection.js';
import { RedisKeyStore } from './key-store.js';
import { RedisRevocationStore } from './revocation-store.js';
import { RedisSessionStore } from './session-store.js';

/** Options of `RedisStore.open`. */
export interface RedisStoreOptions extends RedisPrefix, RedisListening {}

const NAMES: OptionTable<RedisStoreOptions> = { prefix: 'value', subscriber: 'value' };

/**
 * Stores an issuer's keys, sessions and revocations in Redis 6 or later, for any number of processes. Set
 * `maxmemory-policy noeviction` and `appendonly yes`, so that Redis keeps them.
 *
 * @example
 * const store = await RedisStore.open(redis, { subscriber: redis.duplicate() });
 * const ring = await KeyRing.open({ store: store.keys, keyEncryptionKeys });
 */
export class RedisStore implements IssuerStore {
  private constructor(
    readonly keys: RedisKeyStore,
    readonly sessions: RedisSessionStore,
    readonly revocations: RedisRevocationStore,
  ) {}

  /**
   * Opens the store. The connections stay open until you close them.
   *
   * @param redis a client of `ioredis` or `redis` (node-redis)
   * @throws ConfigurationError for any other client, for an unknown option, and for a prefix with `{}`
   */
  static async open(redis: RedisClient, options: RedisStoreOptions = {}): Promise<RedisStore> {
    assertKnownOptions(options, NAMES);
    const { prefix, subscriber } = options;
    const named = prefix === undefined ? {} : { prefix };
    const listening = subscriber === undefined ? {} : { subscriber };
    return new RedisStore(
      new RedisKeyStore(redis, { ...named, ...listening }),
      new RedisSessionStore(redis, named),
      new RedisRevocationStore(redis, { ...named, ...listening }),
    );
  }
}
