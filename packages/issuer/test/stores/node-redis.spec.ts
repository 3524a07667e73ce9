/** The Redis stores with `redis` (node-redis) as with ioredis, and unsupported clients. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Redis } from 'ioredis';
import { createClient, createClientPool } from 'redis';
import { ConfigurationError } from '@portcullis/core';
import {
  RedisKeyStore,
  RedisRevocationStore,
  RedisSessionStore,
  type RedisClient,
  type RedisSubscriber,
} from '@portcullis/issuer/redis';
import { redisUrl, startPrivate } from '../../../../tools/servers/index.mjs';
import { scriptClient } from '../../src/stores/redis/client.js';
import { subscribeTo, topicOf } from '../../src/stores/redis/subscriber.js';
import { session } from '../revocation/revocation-contract.js';
import { until } from '../support/time.js';
import {
  describeRedisStores,
  openIoredis,
  openNodeRedis,
  type Naming,
  type OpenClients,
} from './redis-clients.js';
import { removeKeys, scratchPrefix } from './scratch-keys.js';

const prefix = scratchPrefix();
const ring = (version: number) => ({ version, keys: [], killed: [], rotatesSoon: false });

afterAll(async () => {
  const redis = new Redis(await redisUrl());
  await removeKeys(redis, prefix);
  redis.disconnect();
});

describeRedisStores('node-redis', async () => openNodeRedis(await redisUrl()), prefix);

it('a pool of node-redis works, and so does a client configured for Buffers and strings', async () => {
  const pool = createClientPool({ url: await redisUrl() });
  const client = createClient({ url: await redisUrl() });
  const texts = new Redis(await redisUrl(), { stringNumbers: true });
  await Promise.all([pool.connect(), client.connect()]);
  const buffers = client.withTypeMapping({ 36: Buffer }); // RESP's `$`, a bulk string
  for (const [i, each] of [pool, buffers, texts].entries()) {
    const store = new RedisKeyStore(each, { prefix: `${prefix}kinds-${i}:` });
    expect(await store.replace(0, ring(1))).toBe(true);
    expect(await store.replace(0, ring(1))).toBe(false);
    expect(await store.load()).toEqual(ring(1));
    const list = new RedisRevocationStore(each, { prefix: `${prefix}kinds-${i}:` });
    const entry = session();
    expect(await list.add(entry)).toEqual(entry);
    const page = await list.read(undefined, Date.now());
    expect(page.entries).toEqual([entry]);
    expect(page.time).toEqual(expect.any(Number)); // used to count commands
  }
  pool.destroy();
  client.destroy();
  texts.disconnect();
});

describe('an unsupported client', () => {
  const openWith = (redis: unknown): (() => unknown)[] => [
    () => new RedisKeyStore(redis as RedisClient),
    () => new RedisSessionStore(redis as RedisClient),
    () => new RedisRevocationStore(redis as RedisClient),
  ];

  it.each([
    [
      'the legacy one of node-redis',
      () => createClient().legacy(),
      'an instance of RedisLegacyClient',
    ],
    ['a promise of one', () => Promise.resolve(createClient()), 'a Promise of a client; await it'],
    [
      'one that speaks HTTP',
      () =>
        new (class Upstash {
          evalsha() {}
        })(),
      'an instance of Upstash',
    ],
    ['an address', () => 'redis://:secret@127.0.0.1', 'a string,'],
    ['none', () => undefined, 'undefined'],
  ])('is rejected at once by each store, with the supported ones: %s', (_what, make, given) => {
    for (const open of openWith(make())) {
      expect(open).toThrow(ConfigurationError);
      expect(open).toThrow(given);
      expect(open).not.toThrow(/secret/);
      expect(open).toThrow(/ioredis.*createCluster\(\).*node-redis 4/);
    }
    for (const open of openWith(createClient())) expect(open).not.toThrow();
  });

  it.each([
    ['a pool', () => createClientPool(), 'an instance of'],
    ['an address', () => 'redis://:secret@127.0.0.1', 'a string,'],
  ])('is rejected as a subscriber: %s', (_what, make, given) => {
    const redis = createClient();
    const options = { subscriber: make() as unknown as RedisSubscriber };
    for (const open of [
      () => new RedisKeyStore(redis, options),
      () => new RedisRevocationStore(redis, options),
    ]) {
      expect(open).toThrow(ConfigurationError);
      expect(open).toThrow(given);
    }
    expect(() => new RedisKeyStore(redis, { subscriber: redis.duplicate() })).not.toThrow();
  });

  it('is one ioredis for commands and subscriptions, when Redis accepts no more commands on it', () => {
    const redis = new Redis({ lazyConnect: true });
    const open = () => new RedisKeyStore(redis, { subscriber: redis });
    expect(open).toThrow(/"subscriber": .*a second connection/);
    expect(() => new RedisKeyStore(redis, { subscriber: redis.duplicate() })).not.toThrow();
  });
});

describe('a prefix of the client', () => {
  const url = redisUrl();
  const opened: OpenClients[] = [];
  type Open = (url: string, options?: Naming) => Promise<OpenClients>;

  afterEach(() => opened.splice(0).forEach((each) => each.close()));

  const open = async (by: Open, options?: Naming): Promise<OpenClients> => {
    const both = await by(await url, options);
    opened.push(both);
    return both;
  };
  const own = { keyPrefix: `${prefix}app:` };

  it.each([
    ['ioredis', openIoredis, openIoredis, own],
    ['ioredis, whose subscriber has no prefix', openIoredis, openIoredis, undefined],
    ['node-redis', openNodeRedis, openNodeRedis, own],
    ['node-redis, with a subscriber of ioredis that has it too', openNodeRedis, openIoredis, own],
  ])('is in the channel too: %s', async (_what, by, listensBy, options) => {
    const { client } = await open(by, own);
    const { subscriber } = await open(listensBy, options);
    const elsewhere = await open(by, { keyPrefix: `${prefix}other:` });
    const named = { prefix: 'prefixed:' };
    const heard = { keys: 0, revocations: 0, elsewhere: 0 };
    const store = new RedisKeyStore(client, { ...named, subscriber });
    const list = new RedisRevocationStore(client, { subscriber });
    const other = new RedisKeyStore(elsewhere.client, {
      ...named,
      subscriber: elsewhere.subscriber,
    });
    const lost = (): void => undefined;
    const end = await store.subscribe?.(() => void heard.keys++, lost);
    const endRevocations = await list.subscribe?.(() => void heard.revocations++, lost);
    const endElsewhere = await other.subscribe?.(() => void heard.elsewhere++, lost);
    const { version } = (await store.load()) ?? { version: 0 };
    expect(await store.replace(version, ring(version + 1))).toBe(true);
    await list.add(session());
    await until(() => heard.keys === 1 && heard.revocations === 1, 'both changes were pushed');
    await other.load(); // every push has arrived by now
    expect(heard.elsewhere).toBe(0);
    await end?.();
    await endRevocations?.();
    await endElsewhere?.();
  });
});

it('a node-redis without error listeners recovers from a restart of Redis', async () => {
  const server = await startPrivate('redis');
  const { client, subscriber, close } = await openNodeRedis(server.url);
  try {
    const store = new RedisKeyStore(client, { subscriber });
    const sessions = new RedisSessionStore(client);
    let heard = 0;
    await store.subscribe?.(
      () => void heard++,
      () => undefined,
    );
    await store.replace(0, ring(1));
    await until(() => heard === 1, 'the first change was pushed');
    await server.kill();
    const meanwhile = store.load();
    await server.start();
    expect(await meanwhile).toEqual(ring(1));
    await until(() => heard === 2, 'the return of the connection counts as a change');
    // Redis has forgotten the scripts.
    expect(await store.load()).toEqual(ring(1));
    expect(await sessions.list('user-1')).toEqual([]);
    expect(await store.replace(1, ring(2))).toBe(true);
    await until(() => heard === 3, 'the next change was pushed');
  } finally {
    close();
    await server.remove();
  }
});

it.each([
  ['ioredis', openIoredis],
  ['node-redis', openNodeRedis],
])('a subscriber that receives nothing is reported once, by %s', async (_name, open) => {
  const server = await startPrivate('redis');
  const both = await open(await redisUrl());
  const elsewhere = await open(server.url);
  const names: string[] = [];
  const note = (_event: unknown, name: string | symbol): void => void names.push(String(name));
  const silent = 'portcullis:notifications:undelivered';
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  subscribe(silent, note);
  const commands = scriptClient(both.client);
  const times = { everyMs: 20, patienceMs: 150 };
  let probes = 0;
  let heard = 0;
  const topic = topicOf(commands, `${prefix}silent`);
  const counted = {
    name: topic.name,
    publishTo: (channel: string) => {
      probes++;
      return topic.publishTo(channel);
    },
  };
  try {
    const good = await subscribeTo(counted, both.subscriber, () => void heard++, times);
    await until(() => probes >= 3, 'the good one was probed again');
    await good();
    expect([names, heard]).toEqual([[], 0]);
    probes = 0;
    const end = await subscribeTo(counted, elsewhere.subscriber, () => void heard++, times);
    await until(() => probes >= 3, 'the silent one was probed again');
    await end();
    expect([names, heard]).toEqual([[silent], 0]);
  } finally {
    process.emitWarning = emitWarning;
    unsubscribe(silent, note);
    for (const each of [both, elsewhere]) each.close();
    await server.remove();
  }
});
