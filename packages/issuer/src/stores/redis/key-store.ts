import { assertKnownOptions } from '@portcullis/core/internal';
import type { KeyStore, LoadedRing, StoredRing } from '../../key-ring/key-store.js';
import { readRing, writeRing } from '../../key-ring/stored-ring.js';
import { Heartbeat } from '../../store-access/heartbeat.js';
import type { RedisClient } from './client.js';
import {
  DEFAULT_PREFIX,
  RedisConnection,
  type RedisListening,
  type RedisPrefix,
} from './connection.js';
import { behindOf, pulseOf } from './pulse.js';
import { RedisScript, TIME } from './script.js';
import { SERVER_CLOCK, tooLate } from './server.js';

/** Compares, swaps and publishes in one step. If the user may not publish, other processes find the change by polling. */
const REPLACE = new RedisScript(`${SERVER_CLOCK}
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[1] then return 0 end${tooLate('ARGV[4]')}
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'ring', ARGV[3])
redis.pcall('PUBLISH', KEYS[1], ARGV[2])
return 1`);

/** Returns the pulse and the ring. */
const LOAD = new RedisScript(`${pulseOf('KEYS[1]')}
return { pulse, redis.call('HGET', KEYS[1], 'ring') }`);

/** Options of `RedisKeyStore`. */
export type RedisKeyStoreOptions = RedisPrefix & RedisListening;

/**
 * Stores a key ring in Redis, for any number of processes, under `<prefix>keys`. Set `maxmemory-policy noeviction` and
 * `appendonly yes`: a ring that is lost while no process runs invalidates every token.
 *
 * @example
 * const ring = await KeyRing.open({ store: new RedisKeyStore(redis), keyEncryptionKeys });
 */
export class RedisKeyStore implements KeyStore {
  readonly #redis: RedisConnection;
  readonly #heartbeat = new Heartbeat();
  /** Undefined without a subscriber. */
  readonly subscribe?: NonNullable<KeyStore['subscribe']>;

  /**
   * @param redis a client of `ioredis` or `redis` (node-redis)
   * @throws ConfigurationError for any other client and for an invalid option
   */
  constructor(redis: RedisClient, options: RedisKeyStoreOptions = {}) {
    assertKnownOptions(options, { prefix: 'value', subscriber: 'value' });
    const { prefix = DEFAULT_PREFIX } = options;
    this.#redis = new RedisConnection(redis, `${prefix}keys`, options);
    const { subscribe } = this.#redis;
    if (subscribe) this.subscribe = subscribe;
  }

  async load(): Promise<LoadedRing | undefined> {
    const [pulse, text] = (await this.#redis.run(LOAD)) as readonly unknown[];
    const behindMs = behindOf(this.#heartbeat, pulse);
    if (typeof text !== 'string') return undefined;
    return behindMs === undefined ? readRing(text) : { ...readRing(text), behindMs };
  }

  async time(): Promise<number> {
    return Number(await this.#redis.run(TIME));
  }

  async replace(expectedVersion: number, next: StoredRing, notAfter?: number): Promise<boolean> {
    const { version } = next;
    const values = [expectedVersion, version, writeRing(next), notAfter ?? ''];
    return Number(await this.#redis.run(REPLACE, values)) === 1;
  }
}
