/** The supported Redis clients, opened in the same way, and every contract for one of them. */
import { randomUUID } from 'node:crypto';
import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster } from 'redis';
import {
  RedisKeyStore,
  RedisRevocationStore,
  RedisSessionStore,
  type RedisClient,
  type RedisSubscriber,
} from '@portcullis/issuer/redis';
import { describeRevocationStore } from '../revocation/revocation-contract.js';
import { describeKeyStore } from './key-contract.js';
import { scratchPrefix } from './scratch-keys.js';
import { describeSessionStore } from './session-contract.js';
import { describeSessionSteps } from './session-steps.js';

/** A client and a subscriber, as in an application. */
export interface OpenClients {
  readonly client: RedisClient;
  readonly subscriber: RedisSubscriber;
  close(): void;
}

/** The members of a client that only tests need. */
export interface Naming {
  /** A prefix that the client adds to each key. */
  readonly keyPrefix?: string;
}

export async function openIoredis(url: string, options: Naming = {}): Promise<OpenClients> {
  const [client, subscriber] = [new Redis(url, options), new Redis(url, options)];
  await Promise.all([client.ping(), subscriber.ping()]); // ready, which counts as a change
  const close = (): void => [client, subscriber].forEach((each) => each.disconnect());
  return { client, subscriber, close };
}

export async function openNodeRedis(url: string, options: Naming = {}): Promise<OpenClients> {
  const client = createClient({ url, ...options });
  const subscriber = client.duplicate();
  await Promise.all([client.connect(), subscriber.connect()]);
  const close = (): void => [client, subscriber].forEach((each) => each.destroy());
  return { client, subscriber, close };
}

export async function openIoredisCluster(urls: readonly string[]): Promise<OpenClients> {
  const client = new Cluster([...urls]);
  return { client, subscriber: client, close: () => client.disconnect() };
}

export async function openNodeRedisCluster(urls: readonly string[]): Promise<OpenClients> {
  const client = createCluster({ rootNodes: urls.map((url) => ({ url })) });
  await client.connect();
  return { client, subscriber: client, close: () => client.destroy() };
}

/**
 * Every contract of every store.
 *
 * @param open called once
 * @param prefix the prefix of every key
 */
export function describeRedisStores(
  name: string,
  open: () => Promise<OpenClients>,
  prefix = scratchPrefix(),
): void {
  describe(name, () => {
    let opened: OpenClients;
    let rings = 0;

    beforeAll(async () => {
      opened = await open();
    });

    afterAll(() => opened.close());

    describeKeyStore(name, async () => {
      const { client, subscriber } = opened;
      const own = `${prefix}ring-${rings++}:`;
      return {
        store: new RedisKeyStore(client, { prefix: own }),
        other: new RedisKeyStore(client, { prefix: own, subscriber }),
        elsewhere: new RedisKeyStore(client, { prefix: `${own}b:` }),
        tells: true,
      };
    });

    describeSessionStore(name, async () => new RedisSessionStore(opened.client, { prefix }));
    describeSessionSteps(name, async () => new RedisSessionStore(opened.client, { prefix }));

    describeRevocationStore(name, async () => {
      const { client, subscriber } = opened;
      const own = `${prefix}${randomUUID()}:`;
      const door = () => new RedisRevocationStore(client, { prefix: own, subscriber });
      return { store: door(), other: door() };
    });
  });
}
