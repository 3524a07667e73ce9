import { randomBytes, randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { StoredSession } from '../../src/sessions/session-store.js';
import { RedisSessionStore } from '../../src/stores/redis/session-store.js';
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

describe('data of sessions in Redis expires by itself', () => {
  const DAY = 86_400_000;
  const NOW = 1_800_000_000_000;
  const MINUTE = 60_000;

  it('a session at its expiry or a day after its end, and the list with the longest of them', async () => {
    const store = new RedisSessionStore(redis, { prefix });
    const subject = `user-${randomUUID()}`;
    const begin = async (days: number): Promise<StoredSession> => {
      const session = {
        id: randomUUID(),
        handleHash: randomBytes(32),
        subject,
        label: undefined,
        currentHash: randomBytes(32),
        createdAt: NOW,
        endsAt: NOW + days * DAY,
        lastUsedAt: NOW,
        keepUntil: NOW + days * DAY,
      };
      await store.insert(session);
      return session;
    };
    const ttlOf = async (key: string): Promise<number> => redis.pttl(`${prefix}${key}`);
    const leftOf = ({ handleHash }: StoredSession): Promise<number> =>
      ttlOf(`session:${handleHash.toString('base64url')}`);
    const expectAbout = (left: number, days: number): void => {
      expect(left).toBeLessThanOrEqual(days * DAY);
      expect(left).toBeGreaterThan(days * DAY - MINUTE);
    };
    const [long, short] = [await begin(30), await begin(0.5)];
    for (const [session, days] of [
      [long, 30],
      [short, 0.5],
    ] as const) {
      expectAbout(await leftOf(session), days);
    }
    expectAbout(await ttlOf(`sessions-of:${subject}`), 32); // and not that of the shorter session, which came last
    const { currentHash: from } = long;
    const times = { at: NOW + DAY, rotatedAt: 1, keepUntil: NOW + 40 * DAY, notAfter: 1e15 };
    await store.rotate(long.handleHash, { from, to: randomBytes(32), ...times });
    expectAbout(await leftOf(long), 39);
    for (const session of [long, short]) {
      await store.end(session.handleHash, { reason: 'sign-out', at: NOW + DAY });
    }
    expectAbout(await leftOf(long), 1);
    expectAbout(await leftOf(short), 0.5);
    const active = await begin(1);
    expect(await store.list(subject)).toHaveLength(1); // removes ended sessions
    expect(await redis.hkeys(`${prefix}sessions-of:${subject}`)).toEqual([active.id]);
  });
});
