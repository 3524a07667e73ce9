/** The Redis stores in a real cluster of three masters, with the cluster clients of both packages. */
import { Redis } from 'ioredis';
import { RedisKeyStore, RedisRevocationStore, RedisSessionStore } from '@portcullis/issuer/redis';
import { startRedisCluster, type PrivateCluster } from '../../../../tools/servers/index.mjs';
import { session } from '../revocation/revocation-contract.js';
import {
  describeRedisStores,
  openIoredisCluster,
  openNodeRedisCluster,
  type OpenClients,
} from './redis-clients.js';
import { scratchPrefix } from './scratch-keys.js';

let cluster: PrivateCluster;
let nodes: Redis[] = [];

beforeAll(async () => {
  cluster = await startRedisCluster();
  nodes = cluster.nodes.map(({ url }) => new Redis(url));
});

afterAll(async () => {
  for (const node of nodes) node.disconnect();
  await cluster.remove();
});

const urls = (): readonly string[] => cluster.nodes.map(({ url }) => url);

describeRedisStores('a Redis cluster by ioredis', () => openIoredisCluster(urls()));
describeRedisStores('a Redis cluster by node-redis', () => openNodeRedisCluster(urls()));

const open: OpenClients[] = [];

afterEach(() => open.splice(0).forEach((each) => each.close()));

async function opened(by: (urls: readonly string[]) => Promise<OpenClients>): Promise<OpenClients> {
  const clients = await by(urls());
  open.push(clients);
  return clients;
}

/** A slot that moves from one node to another: some of its keys have moved already. */
interface Move {
  /** Moves some keys. */
  take(...keys: readonly string[]): Promise<void>;
  /** Moves the rest of it: the other node owns it from now on. */
  finish(): Promise<void>;
}

async function beginMove(key: string): Promise<Move> {
  const [first] = nodes as [Redis];
  const slot = Number(await first.call('CLUSTER', 'KEYSLOT', key));
  const slots = (await first.call('CLUSTER', 'SLOTS')) as [number, number, [string, number]][];
  const port = slots.find(([from, to]) => from <= slot && slot <= to)?.[2][1];
  const source = nodes.find(({ options }) => options.port === port) as Redis;
  const target = nodes.find((node) => node !== source) as Redis;
  const [sourceId, targetId] = (await Promise.all(
    [source, target].map((node) => node.call('CLUSTER', 'MYID')),
  )) as [string, string];
  await target.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', sourceId);
  await source.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', targetId);
  const { port: to = 0 } = target.options;
  const take = async (...keys: readonly string[]): Promise<void> => {
    for (const each of keys) await source.call('MIGRATE', '127.0.0.1', to, each, 0, 5000);
  };
  const left = () => source.call('CLUSTER', 'GETKEYSINSLOT', slot, 1000) as Promise<string[]>;
  return {
    take,
    async finish() {
      for (let keys = await left(); keys.length > 0; keys = await left()) await take(...keys);
      for (const node of [target, source, ...nodes]) {
        await node.call('CLUSTER', 'SETSLOT', slot, 'NODE', targetId);
      }
    },
  };
}

describe.each([
  ['ioredis', openIoredisCluster],
  ['node-redis', openNodeRedisCluster],
])('a slot that moves to another master, by %s', (_name, by) => {
  const ring = (version: number) => ({ version, keys: [], killed: [], rotatesSoon: false });

  it('is found while it moves and afterwards, with scripts that the other master does not know', async () => {
    const { client } = await opened(by);
    const prefix = scratchPrefix();
    const key = `${prefix}keys`;
    const store = new RedisKeyStore(client, { prefix });
    await store.replace(0, ring(1));
    await Promise.all(nodes.map((node) => node.call('SCRIPT', 'FLUSH')));
    const move = await beginMove(key);
    expect(await store.load()).toEqual(ring(1));
    await move.take(key);
    expect(await store.replace(1, ring(2))).toBe(true); // ASK
    await move.finish();
    expect(await store.load()).toEqual(ring(2)); // MOVED
  });

  it('is retried while only some of the keys of a script have moved', async () => {
    const { client } = await opened(by);
    const prefix = scratchPrefix();
    const store = new RedisRevocationStore(client, { prefix });
    const [first, second] = [session(), session()];
    await store.add(first);
    const keys = ['meta', 'order'].map((name) => `${prefix}{revocations}:${name}`);
    const move = await beginMove(keys[0] ?? '');
    await move.take(...keys);
    const adding = store.add(second);
    await new Promise((resolve) => setImmediate(resolve)); // it was sent, and rejected for now
    await move.finish();
    expect(await adding).toEqual(second);
    const { entries } = await store.read(undefined, Date.now());
    expect(new Set(entries)).toEqual(new Set([first, second]));
  });
});

it('the keys of one script are in one slot for any prefix, or the store does not open', async () => {
  const { client } = await opened(openIoredisCluster);
  for (const prefix of ['a{b}c:', '{app}:', 'a}b{:', 'portcullis:']) {
    const entry = session();
    const store = new RedisRevocationStore(client, { prefix: scratchPrefix() + prefix });
    expect(await store.add(entry)).toEqual(entry);
    expect((await store.read(undefined, Date.now())).entries).toEqual([entry]);
    expect(await new RedisSessionStore(client, { prefix }).list('{x}')).toEqual([]);
  }
  const openScattered = () => new RedisRevocationStore(client, { prefix: 'a{}:' });
  expect(openScattered).toThrow(/"prefix": .*a string without \{\}/);
});
