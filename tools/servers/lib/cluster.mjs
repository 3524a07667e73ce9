/** A Redis cluster for one test: masters that share the slots, and optional replicas. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startPrivate } from './private.mjs';

const SLOTS = 16_384;
const LONGEST_MS = 30_000;

/** Starts a cluster; see `index.d.mts`. */
export async function startRedisCluster({ masters = 3, replicas = 0 } = {}) {
  const count = masters + replicas;
  const nodes = await Promise.all(Array.from({ length: count }, () => startPrivate('redisNode')));
  const clients = nodes.map(({ url }) => new Redis(url));
  try {
    await form(clients, masters);
  } finally {
    for (const client of clients) client.disconnect();
  }
  const remove = async () => void (await Promise.all(nodes.map((node) => node.remove())));
  return { nodes, remove };
}

async function form(clients, masters) {
  const bounds = Array.from({ length: masters + 1 }, (_, i) => Math.floor((i * SLOTS) / masters));
  const [first, ...others] = clients;
  await Promise.all(
    bounds
      .slice(1)
      .map((end, i) => clients[i].call('CLUSTER', 'ADDSLOTSRANGE', bounds[i], end - 1)),
  );
  for (const [i, each] of clients.entries()) await each.call('CLUSTER', 'SET-CONFIG-EPOCH', i + 1);
  for (const { options } of others) {
    const busPort = await busPortOf(others, options.port);
    await first.call('CLUSTER', 'MEET', '127.0.0.1', options.port, busPort);
  }
  await until(async () => (await idsOf(first)).size === clients.length);
  await Promise.all(
    clients.slice(masters).map(async (replica, i) => {
      const masterPort = clients[i % masters].options.port;
      const id = await idWhenKnown(replica, masterPort);
      await replica.call('CLUSTER', 'REPLICATE', id);
      // A replica without a copy of the data never takes over.
      await until(async () => (await replica.info('replication')).includes('link_status:up'));
    }),
  );
  await Promise.all(clients.map((each) => until(() => isWhole(each, clients.length))));
}

async function busPortOf(clients, port) {
  const client = clients.find(({ options }) => options.port === port);
  const [, busPort] = await client.call('CONFIG', 'GET', 'cluster-port');
  return busPort;
}

async function isWhole(client, count) {
  const info = await client.call('CLUSTER', 'INFO');
  if (!info.includes('cluster_state:ok')) return false;
  return (await idsOf(client)).size === count;
}

async function idWhenKnown(client, port) {
  let id;
  await until(async () => (id = (await idsOf(client)).get(port)) !== undefined);
  return id;
}

/** Returns the nodes that a node knows, by port. */
async function idsOf(client) {
  const lines = (await client.call('CLUSTER', 'NODES')).trim().split('\n');
  const known = lines.filter((line) => !/handshake|noaddr/.test(line));
  return new Map(known.map((line) => [portOf(line), line.split(' ', 1)[0]]));
}

function portOf(line) {
  return Number(/^\S+ [^:]+:(\d+)/.exec(line)?.[1]);
}

async function until(isSo) {
  const end = performance.now() + LONGEST_MS;
  while (!(await isSo())) {
    if (performance.now() > end)
      throw new Error('the Redis cluster did not start: not all nodes know each other');
    await sleep(30);
  }
}
