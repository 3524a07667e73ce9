/** Listens on a channel of Redis, on a connection that only listens. */
import { randomUUID } from 'node:crypto';
import { ConfigurationError } from '@portcullis/core';
import { describeClient, hasMethods } from '../../store-access/client-kind.js';
import {
  DeliveryProbe,
  DeliveryReporter,
  type ProbeTimes,
} from '../../store-access/delivery-probe.js';
import { surviveErrors, type ScriptClient } from './client.js';
import { RedisScript } from './script.js';

/** The part of `ioredis` that listening needs: a second `Redis`, or a `Cluster`. */
export interface IoredisSubscriber {
  subscribe(channel: string): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
  on(event: 'message', listener: (channel: string) => void): unknown;
  on(event: 'ready', listener: () => void): unknown;
  off(event: 'message', listener: (channel: string) => void): unknown;
  off(event: 'ready', listener: () => void): unknown;
}

/** The part of `redis` (node-redis) that listening needs. A second client, a cluster or a Sentinel client has it. */
export interface NodeRedisSubscriber {
  subscribe(channel: string, listener: () => void): Promise<unknown>;
  unsubscribe(channel: string, listener: () => void): Promise<unknown>;
  pSubscribe(pattern: string, listener: () => void): Promise<unknown>;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'ready', listener: () => void): unknown;
  off(event: 'ready', listener: () => void): unknown;
}

/**
 * A connection to Redis that only listens, such as `redis.duplicate()`. Its package is `ioredis` or `redis`
 * (node-redis). A cluster, or a Sentinel client of node-redis, can run commands and listen: pass the same one. Connect
 * a client of `redis` before use.
 */
export type RedisSubscriber = IoredisSubscriber | NodeRedisSubscriber;

/** A channel, as seen by the client that runs a store's commands. */
export interface RedisTopic {
  /** Returns the channel's name in Redis: the client may add a prefix to each key. */
  readonly name: () => Promise<string>;
  /** Publishes to another channel over the connection that publishes changes. */
  readonly publishTo: (channel: string) => Promise<unknown>;
}

const NAME = new RedisScript(`return KEYS[1]`);
/** If the user may not publish, the message counts as sent and does not arrive, which is reported. */
const PUBLISH = new RedisScript(`
redis.pcall('PUBLISH', ARGV[1], '')
return 1`);

/** Returns the channel that is named like the first of the keys. */
export function topicOf(redis: ScriptClient, keys: string | readonly string[]): RedisTopic {
  return {
    name: async () => String(await NAME.run(redis, keys)),
    publishTo: (channel) => PUBLISH.run(redis, keys, [channel]),
  };
}

/**
 * Rejects a subscriber that cannot listen, and one that could run no commands while it listens.
 *
 * @param redis the client that runs the store's commands
 * @throws ConfigurationError
 */
export function assertListens(subscriber: RedisSubscriber, redis: unknown): void {
  const given: unknown = subscriber;
  const fits =
    hasMethods(given, 'subscribe', 'unsubscribe', 'on', 'off') &&
    (hasMethods(given, 'pSubscribe') || hasMethods(given, 'call'));
  if (!fits) throw new ConfigurationError('subscriber', describeClient(given), FITTING_SUBSCRIBERS);
  const isCluster = Reflect.get(Object(given), 'isCluster') === true;
  if (given === redis && hasMethods(given, 'call') && !isCluster) {
    throw new ConfigurationError('subscriber', 'the client of the commands', 'a second connection');
  }
}

const FITTING_SUBSCRIBERS =
  'a second `new Redis()` of ioredis or `createClient()` of redis (node-redis 4 or later), or a cluster of either';

/** A connection that can listen on channels. */
interface Line {
  listen(channel: string, onMessage: () => void): Promise<unknown>;
  /** Removes one listener. */
  leave(channel: string, onMessage: () => void): Promise<unknown>;
  /** Calls back after a reconnect: messages in between were lost. */
  onReturn(listener: () => void): () => void;
}

function lineOf(subscriber: RedisSubscriber): Line {
  if ('pSubscribe' in subscriber) return lineOfNodeRedis(subscriber);
  return lineOfIoredis(subscriber);
}

function lineOfIoredis(subscriber: IoredisSubscriber): Line {
  const heard = new Map<string, (from: string) => void>();
  const detach = (channel: string): void => {
    const told = heard.get(channel);
    if (told) subscriber.off('message', told);
    heard.delete(channel);
  };
  return {
    async listen(channel, onMessage) {
      const told = (from: string): void => {
        if (from === channel) onMessage();
      };
      heard.set(channel, told);
      subscriber.on('message', told);
      try {
        return await subscriber.subscribe(channel);
      } catch (error) {
        detach(channel);
        throw error;
      }
    },
    leave(channel) {
      detach(channel);
      return subscriber.unsubscribe(channel);
    },
    onReturn(listener) {
      subscriber.on('ready', listener);
      return () => void subscriber.off('ready', listener);
    },
  };
}

function lineOfNodeRedis(subscriber: NodeRedisSubscriber): Line {
  surviveErrors(subscriber);
  return {
    listen: (channel, onMessage) => subscriber.subscribe(channel, onMessage),
    leave: (channel, onMessage) => subscriber.unsubscribe(channel, onMessage),
    onReturn(listener) {
      subscriber.on('ready', listener);
      return () => void subscriber.off('ready', listener);
    },
  };
}

/** The listeners of one channel on one connection, which subscribes once and unsubscribes after the last of them. */
interface Audience {
  readonly listeners: Set<() => void>;
  readonly subscribed: Promise<unknown>;
  /** Unsubscribes the connection. */
  readonly end: () => Promise<unknown>;
}

const AUDIENCES = new WeakMap<RedisSubscriber, Map<string, Audience>>();

/** @returns a function that ends the subscription. The connection stays open, and resubscribes after an outage */
export async function subscribeTo(
  topic: RedisTopic,
  subscriber: RedisSubscriber,
  onChange: () => void,
  times?: ProbeTimes,
): Promise<() => Promise<void>> {
  const channel = await topic.name();
  const audiences = AUDIENCES.get(subscriber) ?? new Map<string, Audience>();
  AUDIENCES.set(subscriber, audiences);
  const audience =
    audiences.get(channel) ?? gather(channel, { line: lineOf(subscriber), topic, times });
  audiences.set(channel, audience);
  const listener = (): void => onChange();
  audience.listeners.add(listener);
  /** @returns whether this was the last listener: an earlier UNSUBSCRIBE would cut off the others */
  const leave = (): boolean => {
    if (!audience.listeners.delete(listener) || audience.listeners.size > 0) return false;
    audiences.delete(channel);
    return true;
  };
  try {
    await audience.subscribed;
  } catch (error) {
    if (leave()) audience.end().catch(() => undefined); // the subscription may exist despite the error
    throw error;
  }
  return async () => {
    if (leave()) await audience.end();
  };
}

interface Means {
  readonly line: Line;
  readonly topic: RedisTopic;
  readonly times: ProbeTimes | undefined;
}

const HINT =
  'Is the `subscriber` connected, and to the Redis of the commands? May its user publish to the channel (ACL)?';

function gather(channel: string, { line, topic, times }: Means): Audience {
  const listeners = new Set<() => void>();
  const tell = (): void => listeners.forEach((listener) => listener());
  const detach = line.onReturn(tell);
  const probeName = `${channel}:probe:${randomUUID()}`;
  const reporter = new DeliveryReporter(channel, HINT);
  const calls = {
    send: () => topic.publishTo(probeName),
    onSilent: () => void reporter.silent(), // the application's connection is not closed here
    onDelivered: () => {
      if (reporter.delivered()) tell(); // earlier messages were lost
    },
  };
  const probe = new DeliveryProbe(calls, times);
  const heard = (): void => probe.heard();
  const subscribed = line.listen(channel, tell).then(async () => {
    await line.listen(probeName, heard);
    probe.start();
  });
  const end = async (): Promise<void> => {
    detach();
    probe.end();
    await Promise.all([line.leave(channel, tell), line.leave(probeName, heard)]);
  };
  return { listeners, subscribed, end };
}
