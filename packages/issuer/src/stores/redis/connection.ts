/** The connections of a store: one runs scripts, and an optional second one listens. */
import type { RedisScript } from './script.js';
import { scriptClient, type RedisClient, type ScriptClient } from './client.js';
import { assertListens, subscribeTo, topicOf, type RedisSubscriber } from './subscriber.js';

/** Where a store keeps its keys. */
export interface RedisPrefix {
  /** What the names of all keys begin with. Issuers that share a Redis need different ones. Default `'portcullis:'`. */
  readonly prefix?: string;
}

/** A connection on which changes are received at once. */
export interface RedisListening {
  /**
   * A separate connection for pub/sub, on which changes by other processes are received at once. After an outage it
   * resubscribes by itself, as both packages do. It stays open until you close it. Default: none. The store is then
   * polled.
   */
  readonly subscriber?: RedisSubscriber;
}

/** The prefix of all keys, unless an option says otherwise. */
export const DEFAULT_PREFIX = 'portcullis:';

/** Runs the scripts of one store on its keys, and subscribes to its channel. */
export class RedisConnection {
  readonly #redis: ScriptClient;
  readonly #keys: string | readonly string[];
  /** Undefined without a subscriber. */
  readonly subscribe?: (onChange: () => void) => Promise<() => Promise<void>>;

  /**
   * @param keys the keys of a script that names none. The channel is named like the first of them
   * @throws ConfigurationError if either client is of another package, or one ioredis client is used for both
   */
  constructor(redis: RedisClient, keys: string | readonly string[], options: RedisListening = {}) {
    this.#redis = scriptClient(redis);
    this.#keys = keys;
    const { subscriber } = options;
    if (!subscriber) return;
    assertListens(subscriber, redis);
    const topic = topicOf(this.#redis, keys);
    this.subscribe = (onChange) => subscribeTo(topic, subscriber, onChange);
  }

  /** Runs a script. `values` are its ARGV. */
  run(
    script: RedisScript,
    values: readonly (string | number)[] = [],
    keys: string | readonly string[] = this.#keys,
  ): Promise<unknown> {
    return script.run(this.#redis, keys, values);
  }
}
