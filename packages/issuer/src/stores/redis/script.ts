import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptClient } from './client.js';

/** While a cluster moves a slot, some keys of a script are on one master and some on another. node-redis does not wait. */
const MOVES_MS = [20, 50, 100, 200, 400];

/** A Lua script: Redis runs it whole, with no other command in between. */
export class RedisScript {
  readonly #source: string;
  readonly #sha: string;

  constructor(source: string) {
    this.#source = source;
    this.#sha = createHash('sha1').update(source).digest('hex'); // how Redis names scripts
  }

  /**
   * Runs it on one key, or on several of one hash tag, so that a cluster knows where.
   *
   * @param values what the script sees as ARGV
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
      // Only now does Redis not know it: it was restarted, failed over, or has never run it.
      if (!isReply(error, 'NOSCRIPT')) throw error;
      return redis.runSource(this.#source, keys, values);
    }
  }
}

function isReply(error: unknown, code: string): boolean {
  return error instanceof Error && error.message.startsWith(code);
}
