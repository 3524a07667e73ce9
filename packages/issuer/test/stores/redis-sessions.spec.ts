import { Redis } from 'ioredis';
import { RedisSessionStore } from '../../src/stores/redis-sessions.js';
import { redisUrl } from '../../../../tools/servers/index.mjs';
import { removeKeys, scratchPrefix } from './scratch-keys.js';
import { describeSessionStore } from './session-contract.js';
import { describeSessionSteps } from './session-steps.js';

const prefix = scratchPrefix();
let redis: Redis;

beforeAll(async () => {
  redis = new Redis(await redisUrl());
});

afterAll(async () => {
  await removeKeys(redis, prefix);
  redis.disconnect();
});

describeSessionStore('Redis', async () => new RedisSessionStore(redis, { prefix }));
describeSessionSteps('Redis', async () => new RedisSessionStore(redis, { prefix }));
