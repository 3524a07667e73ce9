import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { RedisKeyStore } from '@portcullis/issuer/redis';
import { redisUrl } from '../../../../tools/servers/index.mjs';
import { describeKeyStore } from './key-contract.js';

const prefix = `portcullis-test:${randomUUID()}`;
const keys: string[] = [];
let redis: Redis;
let subscriber: Redis;

beforeAll(async () => {
  redis = new Redis(await redisUrl());
  subscriber = new Redis(await redisUrl());
});

afterAll(async () => {
  await redis.del(...keys);
  await Promise.all([redis.quit(), subscriber.quit()]);
});

describeKeyStore('Redis', async () => {
  const own = `${prefix}:${keys.length}:`;
  keys.push(`${own}keys`, `${own}b:keys`);
  return {
    store: new RedisKeyStore(redis, { prefix: own }),
    other: new RedisKeyStore(redis, { prefix: own, subscriber }),
    elsewhere: new RedisKeyStore(redis, { prefix: `${own}b:` }),
    dump: async () => JSON.stringify(await redis.hgetall(`${own}keys`)),
    tells: true,
  };
});
