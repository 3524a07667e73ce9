import { assertKnownOptions } from '@portcullis/core';
import type { KeyStore, LoadedRing, StoredRing } from '../../key-ring/key-store.js';
import { readRing, writeRing } from '../../key-ring/stored-ring.js';
import { Heartbeat } from '../../store-access/heartbeat.js';
import { scriptClient, type RedisClient, type ScriptClient } from './client.js';
import { behindOf, pulseOf } from './pulse.js';
import { RedisScript } from './script.js';
import { assertListens, subscribeTo, topicOf, type RedisSubscriber } from './subscriber.js';

/** The clock of the server that has the key: a cluster has as many clocks as masters. */
const TIME = new RedisScript(`return redis.call('TIME')`);

/** Compare, swap and tell: Redis runs a script as one step. Where the user may not publish, others find it by polling. */
const REPLACE = new RedisScript(`
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[1] then return 0 end
local time = redis.call('TIME')
if ARGV[4] ~= '' and time[1] * 1000 + time[2] / 1000 >= tonumber(ARGV[4]) then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'ring', ARGV[3])
redis.pcall('PUBLISH', KEYS[1], ARGV[2])
return 1`);

/** Answers with the pulse and the ring. */
const LOAD = new RedisScript(`${pulseOf('KEYS[1]')}
return { pulse, redis.call('HGET', KEYS[1], 'ring') }`);

/** How a `RedisKeyStore` is made. */
export interface RedisKeyStoreOptions {
  /** The key in Redis, and the channel of changes to it. Default `'portcullis:keys'`. */
  readonly key?: string;
  /**
   * A connection of its own for pub/sub, which hears of changes at once. It stays yours to close. Default none: rings
   * load every few seconds anyway.
   */
  readonly subscriber?: RedisSubscriber;
}

/**
 * Keeps a ring in Redis, for any number of processes. The server must not evict it (`maxmemory-policy noeviction`)
 * and should write it to disk (`appendonly yes`): a ring that is lost while no process runs ends every token.
 */
export class RedisKeyStore implements KeyStore {
  readonly #redis: ScriptClient;
  readonly #key: string;
  readonly #heartbeat = new Heartbeat();
  /** Only where there is something to subscribe with. */
  readonly subscribe?: NonNullable<KeyStore['subscribe']>;

  /**
   * @param redis a client of `ioredis` or `redis` (node-redis)
   * @throws ConfigurationError where it is neither, and for an option that is wrong
   */
  constructor(redis: RedisClient, options: RedisKeyStoreOptions = {}) {
    assertKnownOptions(options, ['key', 'subscriber']);
    const { key = 'portcullis:keys', subscriber } = options;
    this.#redis = scriptClient(redis);
    this.#key = key;
    if (subscriber) {
      assertListens(subscriber, redis);
      const topic = topicOf(this.#redis, this.#key);
      this.subscribe = (onChange) => subscribeTo(topic, subscriber, onChange);
    }
  }

  async load(): Promise<LoadedRing | undefined> {
    const [pulse, text] = (await LOAD.run(this.#redis, this.#key)) as readonly unknown[];
    const behindMs = behindOf(this.#heartbeat, pulse);
    if (typeof text !== 'string') return undefined;
    return behindMs === undefined ? readRing(text) : { ...readRing(text), behindMs };
  }

  async time(): Promise<number> {
    const [seconds, microseconds] = (await TIME.run(this.#redis, this.#key)) as readonly string[];
    return Number(seconds) * 1000 + Number(microseconds) / 1000;
  }

  async replace(expectedVersion: number, next: StoredRing, notAfter?: number): Promise<boolean> {
    const { version } = next;
    const values = [expectedVersion, version, writeRing(next), notAfter ?? ''];
    return Number(await REPLACE.run(this.#redis, this.#key, values)) === 1;
  }
}
