/** Revocations on a Redis server. */
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { redisUrl, startPrivate, type PrivateServer } from '../../../../tools/servers/index.mjs';
import { Revocations, StoreUnavailableError } from '../../src/index.js';
import { keyOf } from '../../src/revocation/revocation-entry.js';
import { RedisRevocationStore } from '../../src/stores/redis/index.js';
import { describeRevocationStore, readAll, session } from './revocation-contract.js';
import { ISSUER, until, verdict, verified } from './verified.js';

let redis: Redis;
let subscriber: Redis;
const prefixes: string[] = [];

beforeAll(async () => {
  const url = await redisUrl();
  [redis, subscriber] = [new Redis(url), new Redis(url)];
});

afterAll(async () => {
  for (const prefix of prefixes) {
    const names = ['entries', 'order', 'ends', 'meta'];
    await redis.del(...names.map((name) => `${prefix}{revocations}:${name}`));
  }
  redis.disconnect();
  subscriber.disconnect();
});

async function open() {
  const prefix = `test-${randomUUID()}:`;
  prefixes.push(prefix);
  const door = () => new RedisRevocationStore(redis, { prefix, subscriber });
  return { store: door(), other: door(), meta: `${prefix}{revocations}:meta` };
}

describeRevocationStore('Redis', open);

describe('a read of revocations in Redis', () => {
  it('is paged when there are many', async () => {
    const { store, other } = await open();
    const entries = Array.from({ length: 1100 }, () => session());
    await Promise.all(entries.map((entry) => store.add(entry)));
    const first = await other.read(undefined, Date.now());
    expect([first.entries.length, first.hasMore]).toEqual([1000, true]);
    const all = (await readAll(other)).entries.map(({ value }) => value);
    expect(new Set(all)).toEqual(new Set(entries.map(({ value }) => value)));
  });

  it('returns entries that are new or changed since its cursor, and no others', async () => {
    const { store, other } = await open();
    const first = session();
    await store.add(first);
    for (let i = 0; i < 150; i++) await store.add(session());
    const { cursor } = await readAll(other);
    const changed = { ...first, until: first.until + 1000 };
    await store.add(changed);
    const { entries } = await readAll(other, cursor);
    expect(entries).toContainEqual(changed);
    expect(entries.length).toBeLessThanOrEqual(102); // an overlap of 100
  });

  it('starts over when Redis has lost its data', async () => {
    const { store, other, meta } = await open();
    for (let i = 0; i < 150; i++) await store.add(session());
    const { cursor } = await readAll(other);
    await redis.del(meta);
    const entry = session();
    await store.add(entry);
    expect((await readAll(other, cursor)).entries).toContainEqual(entry);
  });

  it('starts over when Redis has lost its data, and has counted beyond the cursor since', async () => {
    const { store, other, meta } = await open();
    await store.add(session());
    const { cursor } = await readAll(other);
    await redis.del(meta);
    const entry = session();
    await store.add(entry);
    for (let i = 0; i < 150; i++) await store.add(session());
    expect((await readAll(other, cursor)).entries).toContainEqual(entry);
    const reached = await readAll(other);
    await redis.del(meta);
    const lost = session();
    await store.add(lost);
    for (let i = 0; i < 300; i++) await store.add(session());
    expect((await readAll(other, reached.cursor)).entries).toContainEqual(lost);
  });

  it('starts over when the sequence is behind its cursor', async () => {
    const { store, other, meta } = await open();
    for (let i = 0; i < 150; i++) await store.add(session());
    const { cursor } = await readAll(other);
    await redis.hset(meta, 'sequence', 10);
    const entry = session();
    await store.add(entry);
    expect((await readAll(other, cursor)).entries).toContainEqual(entry);
  });

  it('finds entries that a promoted replica numbers again', async () => {
    const { store, other, meta } = await open();
    for (let i = 0; i < 150; i++) await store.add(session());
    const { cursor } = await readAll(other);
    await redis.hset(meta, 'sequence', 140);
    const entries = Array.from({ length: 20 }, () => session());
    for (const entry of entries) await store.add(entry);
    expect((await readAll(other, cursor)).entries).toEqual(expect.arrayContaining(entries));
  });
});

it('Redis drops an entry by the stored end, not by the given one', async () => {
  const { store, meta } = await open();
  const ends = meta.replace(/meta$/, 'ends');
  const entry = session();
  const kept = await store.add(entry, Date.now() - 3_600_000);
  expect(await redis.zscore(ends, keyOf(entry))).toBe(String(kept.until));
  const later = { ...entry, until: kept.until + 5000 };
  await store.add(later);
  await store.add(entry);
  expect(await redis.zscore(ends, keyOf(entry))).toBe(String(later.until));
});

it('Redis keeps nothing of a dropped entry', async () => {
  const { store, meta } = await open();
  await store.add(session({ until: 1000 }));
  await store.add(session());
  expect(await store.purge(Date.now(), 10)).toBe(1);
  const left = [
    await redis.hlen(meta.replace(/meta$/, 'entries')),
    await redis.zcard(meta.replace(/meta$/, 'order')),
    await redis.zcard(meta.replace(/meta$/, 'ends')),
  ];
  expect(left).toEqual([1, 1, 1]);
});

describe('several subscribers on one connection', () => {
  it('an abandoned late attempt keeps the others subscribed, and the last one unsubscribes', async () => {
    const { store, meta } = await open();
    const channel = meta.replace(/meta$/, 'entries');
    const listeners = () => redis.call('PUBSUB', 'NUMSUB', channel);
    const heard = { late: 0, good: 0 };
    const watch = (index: 'late' | 'good') =>
      store.subscribe?.(
        () => void heard[index]++,
        () => undefined,
      );
    const [late, good] = await Promise.all([watch('late'), watch('good')]);
    await late?.();
    await late?.();
    await store.add(session());
    await until(() => heard.good === 1);
    expect([heard.late, await listeners()]).toEqual([0, [channel, 1]]);
    await good?.();
    expect(await listeners()).toEqual([channel, 0]);
    const again = await watch('late');
    await store.add(session());
    await until(() => heard.late === 1);
    await again?.();
  });

  it('that could not subscribe leave no listener, and may try again', async () => {
    const gone = new Redis(await redisUrl(), { lazyConnect: true });
    const { meta } = await open();
    const prefix = meta.split('{', 1)[0] ?? '';
    const store = new RedisRevocationStore(redis, { prefix, subscriber: gone });
    let heard = 0;
    const watch = () =>
      store.subscribe?.(
        () => void heard++,
        () => undefined,
      );
    const before = gone.listenerCount('message');
    gone.disconnect();
    gone.options.enableOfflineQueue = false;
    await expect(watch()).rejects.toThrow(/stream|connection/i);
    await expect(watch()).rejects.toThrow(/stream|connection/i);
    expect(gone.listenerCount('message')).toBe(before);
    await gone.connect();
    const end = await watch();
    await store.add(session());
    await until(() => heard > 0);
    await end?.();
    gone.disconnect();
  });
});

describe('an outage of Redis', () => {
  let server: PrivateServer;

  beforeAll(async () => {
    server = await startPrivate('redis');
  });

  afterAll(() => server.remove());

  it('rejects revocations, keeps the known ones, and ends by itself', async () => {
    const quick = { maxRetriesPerRequest: 0, retryStrategy: () => 20 };
    const own = new Redis(server.url, quick);
    own.on('error', () => undefined);
    const store = new RedisRevocationStore(own);
    const list = await Revocations.open({
      issuer: ISSUER,
      store,
      pollEvery: 0.05,
      storeTimeout: 0.3,
    });
    const [token, next] = [
      await verified({ at: Date.now(), sid: 'session-1' }),
      await verified({ at: Date.now(), sid: 'session-2' }),
    ];
    await list.revokeSession('session-1');
    await server.hold();
    const held = list.revokeSession('session-2');
    await expect(held).rejects.toThrow(StoreUnavailableError);
    expect([verdict(list, token), verdict(list, next)]).toEqual(['revoked', 'good']);
    await server.release();
    await server.stop();
    await expect(list.revokeSession('session-2')).rejects.toThrow(StoreUnavailableError);
    expect(verdict(list, token)).toBe('revoked');
    await server.start();
    await until(() => own.status === 'ready');
    await list.revokeSession('session-2');
    expect([verdict(list, token), verdict(list, next)]).toEqual(['revoked', 'revoked']);
    await list.close();
    own.disconnect();
  });
});
