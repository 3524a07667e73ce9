/** The clients of Redis that the stores take, behind one way to run a script. */
import { ConfigurationError } from '@portcullis/core';
import { hasMethods, nameOf } from '../../store-access/client-kind.js';

/** The part of `ioredis` (and `iovalkey`) that a store uses: `call`, of a `Redis` or a `Cluster`. */
export interface IoredisClient {
  call(command: string, ...values: (string | number)[]): Promise<unknown>;
}

/** The part of `redis` (node-redis) that a store uses, of a client, a pool, a cluster or a Sentinel client. */
export interface NodeRedisClient {
  evalSha(sha: string, options: NodeRedisScriptOptions): Promise<unknown>;
  eval(script: string, options: NodeRedisScriptOptions): Promise<unknown>;
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

/** What a script of node-redis is run with. */
export interface NodeRedisScriptOptions {
  readonly keys: string[];
  readonly arguments: string[];
}

/**
 * A connection to Redis, from either of its two usual packages: `Redis` or `Cluster` of `ioredis`, or what
 * `createClient`, `createClientPool`, `createCluster` or `createSentinel` of `redis` (node-redis 4 or later) return. A
 * client of `redis` must be connected by its owner.
 */
export type RedisClient = IoredisClient | NodeRedisClient;

/** The clients that fit, in words, for errors. */
export const FITTING_CLIENTS =
  '`new Redis()` or `new Cluster()` of ioredis, or `createClient()`, `createClientPool()`, `createCluster()` or ' +
  '`createSentinel()` of redis (node-redis 4 or later)';

/** Runs a Lua script on keys of one slot. */
export interface ScriptClient {
  /** Runs a script that Redis knows by the SHA-1 of its source. */
  runKnown(sha: string, keys: readonly string[], values: readonly Value[]): Promise<unknown>;
  /** Runs a script by its source, and has Redis remember it. */
  runSource(source: string, keys: readonly string[], values: readonly Value[]): Promise<unknown>;
}

type Value = string | number;

/**
 * Adapts a client. Everything is a script: a script goes to the master of its keys, also where the client reads from
 * replicas, and both packages route it by its first key.
 *
 * @param option the parameter's name, for the error
 * @throws ConfigurationError where it is neither of both packages'
 */
export function scriptClient(client: RedisClient, option = 'redis'): ScriptClient {
  const given: unknown = client;
  if (isIoredis(given)) return ofIoredis(given);
  if (isNodeRedis(given)) return ofNodeRedis(given);
  throw new ConfigurationError(option, nameOf(given), FITTING_CLIENTS);
}

const UNHEARD = new WeakSet<object>();

/** node-redis ends the process where nobody listens to its `error` events. Each step reports its own failure. */
export function surviveErrors(client: Pick<NodeRedisClient, 'on'>): void {
  if (UNHEARD.has(client)) return;
  UNHEARD.add(client);
  client.on('error', () => undefined);
}

function isIoredis(client: unknown): client is IoredisClient {
  return hasMethods(client, 'call');
}

/** The legacy client of node-redis has an `evalSha` too, with callbacks, and no events. */
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

/** Texts where the client is set up to answer with Buffers. */
function plain(reply: unknown): unknown {
  if (Array.isArray(reply)) return reply.map(plain);
  return Buffer.isBuffer(reply) ? reply.toString('utf8') : reply;
}
