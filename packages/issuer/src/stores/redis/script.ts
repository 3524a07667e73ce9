import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptClient } from './client.js';
import { SERVER_CLOCK } from './server.js';

/** Waits while a cluster moves a slot, when a script's keys are on two masters. node-redis does not wait by itself. */
const MOVES_MS = [20, 50, 100, 200, 400];

/** A Lua script. Redis runs no other command while it runs. */
export class RedisScript {
  readonly #source: string;
  readonly #sha: string;

  constructor(source: string) {
    this.#source = source;
    this.#sha = createHash('sha1').update(source).digest('hex'); // how Redis names scripts
  }

  /**
   * Runs the script. A cluster requires that all keys have the same hash tag.
   *
   * @param values the script's ARGV
   */
  async run(
    redis: ScriptClient,
    keys: string | readonly string[],
    values: readonly (string | number)[] = [],
  ): Promise<unknown> {
    const all = typeof keys === 'string' ? [keys] : keys;
    for (const wait of MOVES_MS) {
      try {
        return await this.#once(redis, all, values);
      } catch (error) {
        if (!isReply(error, 'TRYAGAIN')) throw error;
        await sleep(wait);
      }
    }
    return this.#once(redis, all, values);
  }

  async #once(
    redis: ScriptClient,
    keys: readonly string[],
    values: readonly (string | number)[],
  ): Promise<unknown> {
    try {
      return await redis.runKnown(this.#sha, keys, values);
    } catch (error) {
      // Redis loses its script cache on a restart or a failover.
      if (!isReply(error, 'NOSCRIPT')) throw error;
      return redis.runSource(this.#source, keys, values);
    }
  }
}

/** Returns the server's clock in milliseconds. In a cluster, the key selects the node, and each has its own clock. */
export const TIME = new RedisScript(`${SERVER_CLOCK}
return now`);

function isReply(error: unknown, code: string): boolean {
  return error instanceof Error && error.message.startsWith(code);
}
