/** `MemoryStore`, `PostgresStore` and `RedisStore`: everything that an issuer stores, opened at once. */
import { randomBytes } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { Redis } from 'ioredis';
import {
  KeyRing,
  MemoryStore,
  RefreshSessions,
  Revocations,
  type IssuerStore,
} from '@portcullis/issuer';
import { PostgresKeyStore, PostgresStore, type Queryable } from '@portcullis/issuer/postgres';
import { RedisKeyStore, RedisStore } from '@portcullis/issuer/redis';
import { redisUrl, scratchPglite, type ScratchPglite } from '../../../../tools/servers/index.mjs';
import { ISSUER } from '../revocation/verified.js';
import { removeKeys, scratchPrefix } from './scratch-keys.js';

const prefix = scratchPrefix();
const keyEncryptionKeys = { a: randomBytes(32) };
let scratch: ScratchPglite;
let db: PGlite;
let redis: Redis;

beforeAll(async () => {
  scratch = await scratchPglite();
  db = await PGlite.create(scratch.dataDir);
  redis = new Redis(await redisUrl());
});

afterAll(async () => {
  await db.close();
  await scratch.remove();
  await removeKeys(redis, prefix);
  await redis.quit();
});

const openers: readonly (readonly [string, () => Promise<IssuerStore>])[] = [
  ['MemoryStore', async () => new MemoryStore()],
  ['PostgresStore', () => PostgresStore.open(db)],
  ['RedisStore', () => RedisStore.open(redis, { prefix })],
];

it.each(openers)('%s stores keys, sessions and revocations', async (_name, open) => {
  const store = await open();
  const ring = await KeyRing.open({ store: store.keys, algorithm: 'EdDSA', keyEncryptionKeys });
  expect(ring.active.alg).toBe('EdDSA');
  await ring.close();

  const refreshKey = randomBytes(32);
  const sessions = new RefreshSessions({ store: store.sessions, issuer: ISSUER, refreshKey });
  const { refreshToken, session } = await sessions.begin('ada');
  expect((await sessions.refresh(refreshToken)).session.id).toBe(session.id);

  const revocations = await Revocations.open({ issuer: ISSUER, store: store.revocations });
  await revocations.revokeSession(session.id);
  expect((await store.revocations.read(undefined, 0)).entries).toHaveLength(1);
  await revocations.close();
});

describe('PostgresStore', () => {
  it('checks the client and creates all tables once', async () => {
    const texts: string[] = [];
    const counted: Queryable = {
      query: (text, values) => {
        texts.push(text);
        return db.query(text, values);
      },
    };
    await PostgresStore.open(counted);
    expect(texts).toHaveLength(2);
  });

  it('subscribes only with `connect`, and to keys and revocations', async () => {
    const { keys, revocations } = await PostgresStore.open(db);
    expect([keys.subscribe, revocations.subscribe]).toEqual([undefined, undefined]);
    const listening = await PostgresStore.open(db, { connect: () => Promise.reject(new Error()) });
    expect(typeof listening.keys.subscribe).toBe('function');
    expect(typeof listening.revocations.subscribe).toBe('function');
  });

  it('keeps the ring under its name', async () => {
    const ring = { version: 1, keys: [], killed: [], rotatesSoon: false };
    const named = await PostgresStore.open(db, { name: 'named' });
    await named.keys.replace(0, ring);
    expect(await (await PostgresKeyStore.open(db, { name: 'named' })).load()).toEqual(ring);
  });

  it.each([
    ['an unknown option', { prefix: 'a:' }, 'prefix'],
    ['null', { connect: null }, 'connect'],
  ])('rejects %s', async (_what, options, option) => {
    const opening = PostgresStore.open(db, options as never);
    await expect(opening).rejects.toMatchObject({ code: 'ERR_CONFIGURATION', option });
  });
});

describe('RedisStore', () => {
  it('keeps everything under its prefix', async () => {
    const own = `${prefix}own:`;
    const ring = { version: 1, keys: [], killed: [], rotatesSoon: false };
    const store = await RedisStore.open(redis, { prefix: own });
    await store.keys.replace(0, ring);
    expect(await new RedisKeyStore(redis, { prefix: own }).load()).toEqual(ring);
    expect(await new RedisKeyStore(redis, { prefix: `${own}other:` }).load()).toBeUndefined();
  });

  it('subscribes only with a subscriber, and to keys and revocations', async () => {
    const { keys, revocations } = await RedisStore.open(redis, { prefix });
    expect([keys.subscribe, revocations.subscribe]).toEqual([undefined, undefined]);
    const subscriber = redis.duplicate({ lazyConnect: true });
    const listening = await RedisStore.open(redis, { prefix, subscriber });
    expect(typeof listening.keys.subscribe).toBe('function');
    expect(typeof listening.revocations.subscribe).toBe('function');
    subscriber.disconnect();
  });

  it.each([
    ['an unknown option', { key: 'a' }, 'key'],
    ['a prefix with empty braces', { prefix: 'a{}:' }, 'prefix'],
    ['a URL as subscriber', { subscriber: 'redis://127.0.0.1' }, 'subscriber'],
  ])('rejects %s', async (_what, options, option) => {
    const opening = RedisStore.open(redis, options as never);
    await expect(opening).rejects.toMatchObject({ code: 'ERR_CONFIGURATION', option });
  });
});
