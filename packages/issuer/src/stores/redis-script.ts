import { createHash } from 'node:crypto';
import type { RedisCommands } from './redis-commands.js';

/** A Lua script: Redis runs it whole, with no other command in between. */
export class RedisScript {
  readonly #source: string;
  readonly #sha: string;

  constructor(source: string) {
    this.#source = source;
    this.#sha = createHash('sha1').update(source).digest('hex'); // how Redis names scripts
  }

  /**
   * Runs it on one key, so that a cluster knows where.
   *
   * @param values what the script sees as ARGV
   */
  async run(
    redis: RedisCommands,
    key: string,
    values: readonly (string | number)[],
  ): Promise<unknown> {
    try {
      return await redis.call('EVALSHA', this.#sha, 1, key, ...values);
    } catch (error) {
      // Only now does Redis not know it: it was restarted, or has never run it.
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return redis.call('EVAL', this.#source, 1, key, ...values);
    }
  }
}
