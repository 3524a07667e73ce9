/** Subscriptions to a store end, and begin, whatever the state of the connection. */
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { KeyRing, MemoryKeyStore, MemoryRevocationStore, Revocations } from '@portcullis/issuer';
import { RedisKeyStore, RedisRevocationStore } from '@portcullis/issuer/redis';
import { startPrivate, type PrivateServer } from '../../../../tools/servers/index.mjs';
import { ISSUER } from '../revocation/verified.js';
import { RingSignal } from '../../src/key-ring/ring-signal.js';

/** The number of attempts that may be without an answer. */
const MOST = 3;
const options = {
  algorithm: 'EdDSA',
  keyEncryptionKeys: { a: randomBytes(32) },
  propagationTime: '5s',
} as const;

describe('a ring and a list end while their subscriber', () => {
  let server: PrivateServer;

  beforeEach(async () => {
    server = await startPrivate('redis');
  });

  afterEach(() => server.remove());

  const openIoredis = () => {
    const settings = { maxRetriesPerRequest: null, disconnectTimeout: 1 };
    const both = [0, 1].map(() => new Redis(server.url, settings));
    for (const each of both) each.on('error', () => undefined);
    return both as [Redis, Redis];
  };

  it.each([
    ['is connected (ioredis)', async () => undefined],
    ['waits for a server that is down (ioredis)', async () => server.stop()],
    ['was closed before (ioredis)', async (subscriber: Redis) => void (await subscriber.quit())],
  ])('%s', async (_what, before) => {
    const [client, subscriber] = openIoredis();
    const ring = await KeyRing.open({
      ...options,
      store: new RedisKeyStore(client, { subscriber }),
    });
    const store = new RedisRevocationStore(client, { subscriber });
    const revocations = await Revocations.open({ issuer: ISSUER, store, storeTimeout: 0.5 });
    await ring.refresh();
    await before(subscriber);
    const closed = await Promise.all([ring.close(), revocations.close()]);
    expect(closed).toEqual([undefined, undefined]);
    for (const each of [client, subscriber]) each.disconnect();
  });

  it('was closed before (node-redis)', async () => {
    const client = createClient({ url: server.url });
    const subscriber = client.duplicate();
    await Promise.all([client.connect(), subscriber.connect()]);
    const store = new RedisKeyStore(client, { subscriber });
    const ring = await KeyRing.open({ ...options, store });
    await ring.refresh();
    subscriber.destroy();
    expect(await ring.close()).toBeUndefined();
    client.destroy();
  });
});

describe('a subscriber connection that hangs', () => {
  it('is opened a limited number of times: each attempt may hold one', async () => {
    let attempts = 0;
    const never = () => {
      attempts++;
      return new Promise<never>(() => undefined);
    };
    const failures: unknown[] = [];
    const store = Object.assign(new MemoryKeyStore(), { subscribe: never });
    const signal = new RingSignal(store, 1, {
      onChange: () => undefined,
      onFailed: (error) => failures.push(error),
    });
    for (let i = 0; i < MOST + 3; i++) {
      signal.keep();
      await signal.end();
    }
    expect(attempts).toBe(MOST);
    expect(failures).toHaveLength(1);
  });

  it('is opened again as long as it fails', async () => {
    let attempts = 0;
    const store = Object.assign(new MemoryKeyStore(), {
      subscribe: async () => {
        attempts++;
        throw new Error('refused');
      },
    });
    const calls = { onChange: () => undefined, onFailed: () => undefined };
    const signal = new RingSignal(store, 1000, calls);
    for (let i = 0; i < MOST + 3; i++) {
      signal.keep();
      await signal.end();
    }
    expect(attempts).toBe(MOST + 3);
  });

  it('is opened a limited number of times by a list of revocations', async () => {
    let attempts = 0;
    const subscribe = () => {
      attempts++;
      return new Promise<never>(() => undefined);
    };
    const store = Object.assign(new MemoryRevocationStore(), { subscribe });
    const revocations = new Revocations({
      issuer: ISSUER,
      store,
      storeTimeout: 0.1,
      pollEvery: 0.1,
    });
    await revocations.start();
    for (let i = 0; i < MOST + 2; i++) await revocations.start();
    expect(attempts).toBe(MOST);
    await revocations.close();
  });
});
