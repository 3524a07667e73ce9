/**
 * A Redis master dies and a replica replaces it: in a cluster, and behind Sentinel, with the clients of both
 * packages. Data that was written before is read afterwards; writes and pushes continue without help, with
 * scripts that the new master never ran.
 */
import { Cluster, Redis } from 'ioredis';
import { createCluster, createSentinel } from 'redis';
import { RedisKeyStore, type RedisClient, type RedisSubscriber } from '@portcullis/issuer/redis';
import { startPrivate, startRedisCluster } from '../../../../tools/servers/index.mjs';

const ring = (version: number) => ({ version, keys: [], killed: [], rotatesSoon: false });
const LONGEST_MS = 60_000;

async function until(isSo: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const end = performance.now() + LONGEST_MS;
  for (;;) {
    const held = await Promise.resolve()
      .then(isSo)
      .catch(() => false);
    if (held) return;
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Replication is asynchronous: data that was not copied is lost with the master. */
async function untilCopied(replica: Redis, key: string): Promise<void> {
  await until(async () => (await replica.hget(key, 'version')) === '1', 'the replica has the ring');
  replica.disconnect();
}

const portOf = (url: string): number => Number(new URL(url).port);

interface Named {
  readonly name: string;
  readonly client: RedisClient;
  readonly subscriber: RedisSubscriber;
  readonly close: () => void;
}

/** Before, through and after the death of a master. */
async function outlives(clients: readonly Named[], die: (key: string) => Promise<void>) {
  const prefix = 'failover:';
  const key = `${prefix}keys`;
  const stores = clients.map(({ name, client, subscriber }) => ({
    name,
    heard: 0,
    store: new RedisKeyStore(client, { prefix, subscriber }),
  }));
  for (const each of stores) {
    await each.store.subscribe?.(
      () => void each.heard++,
      () => undefined,
    );
  }
  const [first] = stores;
  expect(await first?.store.replace(0, ring(1))).toBe(true);
  await until(() => stores.every(({ heard }) => heard >= 1), 'the first change was heard of');
  const begun = performance.now();
  await die(key);
  let version = 1;
  for (const { name, store } of stores) {
    await until(async () => (await store.load())?.version === version, `${name} reads`);
    await until(async () => {
      const isReplaced = await store.replace(version, ring(version + 1));
      const isThere = isReplaced || (await store.load())?.version === version + 1;
      return isThere;
    }, `${name} writes`);
    version += 1;
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(`${name}: reads and writes ${seconds} s after the master's death`);
  }
  for (const each of stores) each.heard = 0;
  await until(async () => {
    if (await first?.store.replace(version, ring(version + 1))) version += 1;
    return stores.every(({ heard }) => heard > 0);
  }, 'all hear of changes again');
  for (const { close } of clients) close();
}

it('in a cluster', async () => {
  const cluster = await startRedisCluster({ masters: 3, replicas: 3 });
  const urls = cluster.nodes.map(({ url }) => url);
  const io = new Cluster(urls);
  io.on('error', () => undefined);
  const node = createCluster({ rootNodes: urls.map((url) => ({ url })) });
  await node.connect();
  try {
    await outlives(
      [
        { name: 'ioredis.Cluster', client: io, subscriber: io, close: () => io.disconnect() },
        { name: 'createCluster', client: node, subscriber: node, close: () => node.destroy() },
      ],
      async (key) => {
        const [url = ''] = urls;
        const redis = new Redis(url);
        const slot = await redis.cluster('KEYSLOT', key);
        redis.disconnect();
        const owner = Math.floor((slot * 3) / 16_384);
        await untilCopied(new Redis(urls[3 + owner] ?? '', { readOnly: true }), key);
        await cluster.nodes[owner]?.kill();
      },
    );
  } finally {
    await cluster.remove();
  }
});

it('behind Sentinel', async () => {
  const servers = await Promise.all([startPrivate('redis'), startPrivate('redis')]);
  const sentinel = await startPrivate('redisSentinel');
  const [master, replica] = servers;
  const host = '127.0.0.1';
  const follower = new Redis(replica.url);
  await follower.call('REPLICAOF', host, portOf(master.url));
  await until(
    async () => (await follower.info('replication')).includes('link_status:up'),
    'it follows',
  );
  const watcher = new Redis(sentinel.url);
  await watcher.call('SENTINEL', 'MONITOR', 'main', host, portOf(master.url), 1);
  await watcher.call('SENTINEL', 'SET', 'main', 'down-after-milliseconds', 1000);
  await until(async () => {
    const replicas = (await watcher.call('SENTINEL', 'REPLICAS', 'main')) as unknown[];
    return replicas.length === 1;
  }, 'Sentinel knows the replica');
  const sentinels = [{ host, port: portOf(sentinel.url) }];
  const connect = () => {
    const redis = new Redis({ sentinels, name: 'main' });
    redis.on('error', () => undefined);
    return redis;
  };
  const [io, listening] = [connect(), connect()];
  const node = createSentinel({ name: 'main', sentinelRootNodes: sentinels });
  node.on('error', () => undefined);
  await node.connect();
  try {
    await outlives(
      [
        {
          name: 'ioredis with sentinels',
          client: io,
          subscriber: listening,
          close: () => [io, listening].forEach((each) => each.disconnect()),
        },
        {
          name: 'createSentinel',
          client: node,
          subscriber: node,
          close: () => void node.destroy(),
        },
      ],
      async (key) => {
        await untilCopied(new Redis(replica.url), key);
        await master.kill();
      },
    );
  } finally {
    for (const each of [follower, watcher]) each.disconnect();
    await Promise.all([...servers, sentinel].map((server) => server.remove()));
  }
});
