/** Adapts the Redis clients that the stores accept to one interface for scripts. */
import { ConfigurationError } from '@portcullis/core';
import { describeClient, hasMethods } from '../../store-access/client-kind.js';

/** The part of `ioredis` (and `iovalkey`) that a store uses: `call`, of a `Redis` or a `Cluster`. */
export interface IoredisClient {
  call(command: string, ...values: (string | number)[]): Promise<unknown>;
}

/** The part of `redis` (node-redis) that a store uses. Clients, pools, clusters and Sentinel clients have it. */
export interface NodeRedisClient {
  evalSha(sha: string, options: NodeRedisScriptOptions): Promise<unknown>;
  eval(script: string, options: NodeRedisScriptOptions): Promise<unknown>;
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

/** Options of a script in node-redis. */
export interface NodeRedisScriptOptions {
  readonly keys: string[];
  readonly arguments: string[];
}

/**
 * A connection to Redis, of `ioredis` or `redis` (node-redis 4 or later). Accepts `Redis` and `Cluster` of `ioredis`,
 * and the results of `createClient`, `createClientPool`, `createCluster` and `createSentinel` of `redis`. Connect a
 * client of `redis` before use.
 */
export type RedisClient = IoredisClient | NodeRedisClient;

/** Names the accepted clients, for error messages. */
export const FITTING_CLIENTS =
  '`new Redis()` or `new Cluster()` of ioredis, or `createClient()`, `createClientPool()`, `createCluster()` or ' +
  '`createSentinel()` of redis (node-redis 4 or later)';

/** Runs a Lua script on keys of one slot. */
export interface ScriptClient {
  /** Runs a script that Redis has cached under the SHA-1 of its source. */
  runKnown(sha: string, keys: readonly string[], values: readonly Value[]): Promise<unknown>;
  /** Runs a script from its source. Redis then caches it. */
  runSource(source: string, keys: readonly string[], values: readonly Value[]): Promise<unknown>;
}

type Value = string | number;

/**
 * Adapts a client. The stores use scripts for everything: both packages route a script by its first key to the master,
 * even if the client reads from replicas.
 *
 * @param option the name of the parameter, for the error
 * @throws ConfigurationError for a client of another package
 */
export function scriptClient(client: RedisClient, option = 'redis'): ScriptClient {
  const given: unknown = client;
  if (isIoredis(given)) return ofIoredis(given);
  if (isNodeRedis(given)) return ofNodeRedis(given);
  throw new ConfigurationError(option, describeClient(given), FITTING_CLIENTS);
}

const LISTENED_TO = new WeakSet<object>();

/** Node.js ends the process on an `error` event without a listener. Each step reports its own failure instead. */
export function surviveErrors(client: Pick<NodeRedisClient, 'on'>): void {
  if (LISTENED_TO.has(client)) return;
  LISTENED_TO.add(client);
  client.on('error', () => undefined);
}

function isIoredis(client: unknown): client is IoredisClient {
  return hasMethods(client, 'call');
}

/** Excludes the legacy client of node-redis, whose `evalSha` takes callbacks: it has no events. */
function isNodeRedis(client: unknown): client is NodeRedisClient {
  return hasMethods(client, 'evalSha', 'eval', 'on');
}

function ofIoredis(client: IoredisClient): ScriptClient {
  const run = async (
    command: string,
    script: string,
    keys: readonly string[],
    rest: readonly Value[],
  ) => plain(await client.call(command, script, keys.length, ...keys, ...rest));
  return {
    runKnown: (sha, keys, values) => run('EVALSHA', sha, keys, values),
    runSource: (source, keys, values) => run('EVAL', source, keys, values),
  };
}

function ofNodeRedis(client: NodeRedisClient): ScriptClient {
  surviveErrors(client);
  const options = (keys: readonly string[], values: readonly Value[]) => ({
    keys: [...keys],
    arguments: values.map(String),
  });
  return {
    runKnown: async (sha, keys, values) => plain(await client.evalSha(sha, options(keys, values))),
    runSource: async (source, keys, values) =>
      plain(await client.eval(source, options(keys, values))),
  };
}

/** Converts Buffers to strings, for clients that are configured to return Buffers. */
function plain(reply: unknown): unknown {
  if (Array.isArray(reply)) return reply.map(plain);
  return Buffer.isBuffer(reply) ? reply.toString('utf8') : reply;
}
