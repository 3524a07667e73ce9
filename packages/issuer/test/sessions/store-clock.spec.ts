/** Sessions use the clock of their store, whatever the clocks of the processes. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import {
  redisUrl,
  scratchPostgres,
  type ScratchPostgres,
} from '../../../../tools/servers/index.mjs';
import { MemorySessionStore, RefreshSessions, type SessionStore } from '../../src/index.js';
import { PostgresSessionStore } from '../../src/stores/postgres/index.js';
import { RedisSessionStore } from '../../src/stores/redis/index.js';
import { removeKeys, scratchPrefix } from '../stores/scratch-keys.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const refreshKey = randomBytes(32);
const prefix = scratchPrefix();
let schema: ScratchPostgres;
let pool: pg.Pool;
let redis: Redis;

beforeAll(async () => {
  schema = await scratchPostgres();
  pool = new pg.Pool({ connectionString: schema.url });
  redis = new Redis(await redisUrl());
});

afterAll(async () => {
  await pool.end();
  await schema.remove();
  await removeKeys(redis, prefix);
  redis.disconnect();
});

/** A process that is some milliseconds ahead. */
const processOf = (store: SessionStore, ahead: number, more: object = {}): RefreshSessions =>
  new RefreshSessions({ store, refreshKey, clock: () => Date.now() + ahead, ...more });

describe.each<[string, () => Promise<SessionStore>]>([
  ['PostgreSQL', () => PostgresSessionStore.open(pool)],
  ['Redis', async () => new RedisSessionStore(redis, { prefix })],
])('sessions in %s', (_name, open) => {
  it('expire by its clock in a process that is an hour ahead or behind', async () => {
    const store = await open();
    const subject = `user-${randomUUID()}`;
    for (const [begins, refreshes] of [
      [0, HOUR],
      [-HOUR, 0],
      [HOUR, -HOUR],
    ] as const) {
      const begun = await processOf(store, begins).begin(subject, { absoluteTimeout: '5m' });
      expect(Math.abs(begun.session.createdAt - Date.now())).toBeLessThan(5000);
      const process = processOf(store, refreshes);
      const next = await process.refresh(begun.refreshToken);
      expect(Math.abs(next.session.lastUsedAt - Date.now())).toBeLessThan(5000);
      expect(next.session.expiresAt).toBe(begun.session.expiresAt);
      expect((await process.list(subject)).map(({ id }) => id)).toContain(begun.session.id);
    }
  });

  it('over the limit are the least recently used by its clock', async () => {
    const store = await open();
    const subject = `user-${randomUUID()}`;
    const cap = { maxPerSubject: 2 };
    const ahead = await processOf(store, HOUR, cap).begin(subject, { label: 'old, ahead' });
    const behind = processOf(store, -HOUR, cap);
    const used = await behind.begin(subject, { label: 'used' });
    await new Promise((next) => setTimeout(next, 5));
    await behind.refresh(used.refreshToken);
    await new Promise((next) => setTimeout(next, 5));
    await behind.begin(subject, { label: 'new' });
    const labels = (await behind.list(subject)).map(({ label }) => label);
    expect(labels).toEqual(['new', 'used']);
    await expect(behind.refresh(ahead.refreshToken)).rejects.toMatchObject({ reason: 'ended' });
  });

  it('that ended have a date by its clock', async () => {
    const store = await open();
    const subject = `user-${randomUUID()}`;
    const ends: number[] = [];
    const note = {
      onEnded: ({ endedAt }: { readonly endedAt: number }) => void ends.push(endedAt),
    };
    const process = processOf(store, HOUR, note);
    const [one, two] = [await process.begin(subject), await process.begin(subject)];
    await process.begin(subject);
    await process.signOut(one.refreshToken);
    await process.end(subject, two.session.id);
    await process.endAll(subject);
    expect(ends).toHaveLength(3);
    for (const end of ends) expect(Math.abs(end - Date.now())).toBeLessThan(5000);
  });

  it('are not dropped by a process that is years ahead', async () => {
    const store = await open();
    const ahead = processOf(store, 1000 * DAY);
    const { refreshToken } = await ahead.begin(`user-${randomUUID()}`);
    await ahead.purge(1000);
    await store.purge?.(Date.now() + 1000 * DAY, 1000);
    expect((await ahead.refresh(refreshToken)).session.lastUsedAt).toBeLessThan(Date.now() + HOUR);
  });

  it('whose insert was too late, or answered too late, did not begin', async () => {
    const store = await open();
    const subject = `user-${randomUUID()}`;
    const late: SessionStore = {
      time: async () => (await store.time?.()) ?? 0,
      insert: (session) => store.insert(session, 1),
      find: (handle) => store.find(handle),
      findOwn: (user, id) => store.findOwn(user, id),
      rotate: (handle, rotation) => store.rotate(handle, rotation),
      end: (handle, ending) => store.end(handle, ending),
      list: (user) => store.list(user),
    };
    await expect(processOf(late, 0).begin(subject)).rejects.toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
    });
    const slow: SessionStore = {
      ...late,
      insert: async (session, notAfter) => {
        const inserted = await store.insert(session, notAfter);
        await new Promise((next) => setTimeout(next, 100));
        return inserted;
      },
    };
    const hasty = processOf(slow, 0, { storeTimeout: 0.05 });
    await expect(hasty.begin(subject)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    while ((await store.list(subject)).length > 0);
    const twin = await processOf(slow, 0).begin(subject);
    expect(await store.list(subject)).toHaveLength(1);
    expect(twin.session.subject).toBe(subject);
  });

  it('whose insert was done, and its answer lost with the connection, did not begin', async () => {
    const store = await open();
    const subject = `user-${randomUUID()}`;
    let isCut = true;
    const cut: SessionStore = {
      time: async (handle) => (await store.time?.(handle)) ?? 0,
      insert: async (session, notAfter) => {
        const inserted = await store.insert(session, notAfter);
        if (isCut) throw new Error('Connection terminated unexpectedly');
        return inserted;
      },
      find: (handle) => store.find(handle),
      findOwn: (user, id) => store.findOwn(user, id),
      rotate: (handle, rotation) => store.rotate(handle, rotation),
      end: (handle, ending) => store.end(handle, ending),
      list: (user) => store.list(user),
    };
    const process = processOf(cut, 0);
    await expect(process.begin(subject)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    const start = performance.now();
    while ((await store.list(subject)).length > 0)
      expect(performance.now() - start).toBeLessThan(3000);
    isCut = false;
    await process.begin(subject);
    expect(await store.list(subject)).toHaveLength(1);
  });

  it('over the limit end in time, or not at all, and a refresh has no effect when its caller is rejected', async () => {
    const store = await open();
    const subject = `user-${randomUUID()}`;
    const given: { ending?: number | undefined; rotation?: number } = {};
    const noting: SessionStore = {
      time: async () => (await store.time?.()) ?? 0,
      insert: (session, notAfter) => store.insert(session, notAfter),
      find: (handle) => store.find(handle),
      findOwn: (user, id) => store.findOwn(user, id),
      rotate: (handle, rotation) => {
        given.rotation = rotation.notAfter;
        return store.rotate(handle, rotation);
      },
      end: (handle, ending) => {
        given.ending = ending.notAfter;
        return store.end(handle, ending);
      },
      list: (user) => store.list(user),
    };
    const process = processOf(noting, 0, { maxPerSubject: 1, storeTimeout: 10 });
    await process.begin(subject);
    const { refreshToken } = await process.begin(subject);
    expect(Math.abs((given.ending ?? 0) - Date.now() - 10_000)).toBeLessThan(5000);
    const prepare = () => new Promise<void>((next) => setTimeout(next, 200));
    const called = Date.now();
    await process.refresh(refreshToken, prepare);
    expect((given.rotation ?? Infinity) - called).toBeLessThanOrEqual(10_100);
    await process.signOut(refreshToken);
    expect(given.ending).toBeUndefined();
  });
});

it('sessions of a store without a clock use that of the process', async () => {
  const store = new MemorySessionStore();
  const { session } = await processOf(store, HOUR).begin('ada');
  expect(Math.abs(session.createdAt - Date.now() - HOUR)).toBeLessThan(5000);
});
