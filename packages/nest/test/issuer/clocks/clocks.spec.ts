/** Nothing that was issued before a revocation passes, whatever the clocks; `npm run test:deep -- clocks` has many more. */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { RevocationStore } from '@portcullis/issuer';
import { PostgresRevocationStore, PostgresSessionStore } from '@portcullis/issuer/postgres';
import { RedisRevocationStore, RedisSessionStore } from '@portcullis/issuer/redis';
import { redisUrl, scratchPostgres } from '../../../../../tools/servers/index.mjs';
import { playOnMemory, playOnServer } from './clock-histories.js';

const NO_FAULTS = { accepted: 0, survived: 0, lockedOut: 0 };

describe('processes whose clocks differ by up to ten minutes', () => {
  it('accept nothing that was revoked, and lock nobody out for longer, on memory', async () => {
    const figures = await playOnMemory({ runs: 40 });
    expect(figures).toMatchObject(NO_FAULTS);
    for (const count of [figures.issued, figures.revoked]) expect(count).toBeGreaterThan(40);
  });

  it('the same on PostgreSQL', async () => {
    const scratch = await scratchPostgres();
    const pool = new pg.Pool({ connectionString: scratch.url });
    const stores = [
      await PostgresRevocationStore.open(pool),
      await PostgresSessionStore.open(pool),
    ] as const;
    expect(await playOnServer(...stores, { runs: 15 })).toMatchObject(NO_FAULTS);
    await pool.end();
    await scratch.remove();
  });

  it('the same on Redis', async () => {
    const redis = new Redis(await redisUrl());
    const prefix = `test-${randomUUID()}:`;
    const stores = [
      new RedisRevocationStore(redis, { prefix }),
      new RedisSessionStore(redis, { prefix }),
    ] as const;
    expect(await playOnServer(...stores, { runs: 15 })).toMatchObject(NO_FAULTS);
    for (const key of await redis.keys(`${prefix}*`)) await redis.del(key);
    redis.disconnect();
  });
});

/** A store without one of its answers. */
const spoilt = (store: RevocationStore, change: Partial<RevocationStore>): RevocationStore => ({
  add: (entry, now) => store.add(entry, now),
  read: (cursor, now) => store.read(cursor, now),
  purge: (now, most) => store.purge(now, most),
  ...change,
});

describe('the histories notice', () => {
  it.each<[string, (store: RevocationStore) => RevocationStore]>([
    [
      'a store that does not tell its time',
      (store) =>
        spoilt(store, {
          read: async (cursor, now) => {
            const { time: _, ...page } = await store.read(cursor, now);
            return page;
          },
        }),
    ],
    [
      'a revocation by the clock of its process alone',
      (store) => spoilt(store, { add: (entry) => store.add(entry) }),
    ],
  ])('%s', async (_what, spoil) => {
    expect((await playOnMemory({ runs: 25, spoil })).accepted).toBeGreaterThan(0);
  });
});
