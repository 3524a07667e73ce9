/** A Redis cluster whose nodes have different clocks: the times of a key use the clock of its node. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { RefreshSessions } from '@portcullis/issuer';
import { RedisSessionStore, type RedisClient } from '@portcullis/issuer/redis';
import { redisUrl } from '../../../../tools/servers/index.mjs';
import { removeKeys, scratchPrefix } from './scratch-keys.js';

const prefix = scratchPrefix();
const TEN_MINUTES = 600_000;
const OWN_CLOCK = 'local now = time[1] * 1000';
let redis: Redis;

beforeAll(async () => {
  redis = new Redis(await redisUrl());
});

afterAll(async () => {
  await removeKeys(redis, prefix);
  redis.disconnect();
});

/** A real Redis whose scripts read a clock that is ahead by key. */
function withClocks(aheadOf: (key: string) => number): RedisClient {
  return {
    async call(command, source = '', count = 0, key = '', ...values) {
      if (command !== 'EVAL') throw new Error('NOSCRIPT');
      const moved = String(source).replace(OWN_CLOCK, `${OWN_CLOCK} + ${aheadOf(String(key))}`);
      return redis.call('EVAL', moved, count, key, ...values);
    },
  };
}

const isList = (key: string): boolean => key.includes('sessions-of:');
const isNoSession = (key: string): boolean => isList(key) || key.endsWith('session:time');

it.each([
  ['the sessions’ node is ahead', (key: string) => (isNoSession(key) ? 0 : TEN_MINUTES)],
  ['the sessions’ node is behind', (key: string) => (isNoSession(key) ? 0 : -TEN_MINUTES)],
  ['the lists’ node is ahead', (key: string) => (isList(key) ? TEN_MINUTES : 0)],
  ['the lists’ node is behind', (key: string) => (isList(key) ? -TEN_MINUTES : 0)],
])('sessions begin, are refreshed and are limited when %s', async (_what, aheadOf) => {
  const store = new RedisSessionStore(withClocks(aheadOf), { prefix });
  const subject = `user-${randomUUID()}`;
  const options = { store, refreshKey: randomBytes(32), maxPerSubject: 1 };
  const sessions = new RefreshSessions(options);
  const first = await sessions.begin(subject);
  const { refreshToken } = await sessions.refresh(first.refreshToken);
  await new Promise((next) => setTimeout(next, 5));
  const second = await sessions.begin(subject);
  expect((await store.list(subject)).map(({ id }) => id)).toEqual([second.session.id]);
  await expect(sessions.refresh(refreshToken)).rejects.toMatchObject({ reason: 'ended' });
});

it('the limit ends a session on a node that is ahead of that of the new one', async () => {
  const seen = new Set<string>();
  const store = new RedisSessionStore(
    withClocks((key) => {
      if (isNoSession(key)) return 0;
      seen.add(key);
      return [...seen].indexOf(key) < 2 ? TEN_MINUTES : 0; // the first two sessions
    }),
    { prefix },
  );
  const subject = `user-${randomUUID()}`;
  const sessions = new RefreshSessions({ store, refreshKey: randomBytes(32), maxPerSubject: 2 });
  const first = await sessions.begin(subject);
  await new Promise((next) => setTimeout(next, 5));
  await sessions.begin(subject);
  const capped = new RefreshSessions({ store, refreshKey: randomBytes(32), maxPerSubject: 1 });
  await capped.begin(subject);
  const left = (await store.list(subject)).map(({ id }) => id);
  expect(left).toHaveLength(2);
  expect(left).not.toContain(first.session.id);
});

it.each([
  ['ahead', TEN_MINUTES],
  ['behind', -TEN_MINUTES],
])('a session whose list is on a node that is %s is not listed too late', async (_what, ahead) => {
  const clocks = withClocks((key) => (isList(key) ? ahead : 0));
  let isSlow = true;
  const slow: RedisClient = {
    async call(command, ...values) {
      const answer = await (clocks as { call: Redis['call'] }).call(command, ...values);
      const isInsert = String(values[0]).includes("redis.call('HSET', KEYS[1], unpack");
      if (isSlow && isInsert) await new Promise((next) => setTimeout(next, 120));
      return answer;
    },
  };
  const store = new RedisSessionStore(slow, { prefix });
  const subject = `user-${randomUUID()}`;
  const handleHash = randomBytes(32);
  const now = await store.time(handleHash);
  const session = {
    id: randomUUID(),
    handleHash,
    subject,
    label: undefined,
    currentHash: randomBytes(32),
    createdAt: now,
    lastUsedAt: now,
    endsAt: now + TEN_MINUTES,
    keepUntil: now + TEN_MINUTES,
  };
  expect(await store.insert(session, now + 100)).toBe(false);
  expect(await store.list(subject)).toEqual([]);
  isSlow = false;
  const twin = { ...session, id: randomUUID(), handleHash: randomBytes(32) };
  expect(await store.insert(twin, (await store.time(twin.handleHash)) + 100)).toBe(true);
  expect(await store.list(subject)).toHaveLength(1);
});
