/**
 * A replica that was cut off answers as if it were current. Its data is as old as the last heartbeat of the
 * primary. Uses a Redis replica, and a PostgreSQL server that claims to be a standby. `npm run test:deep --
 * replicas` has a real standby, and waits instead of writing an old heartbeat.
 */
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import { createVerifier } from '@portcullis/core';
import {
  MemoryRevocationStore,
  RefreshSessions,
  Revocations,
  SigningKey,
  TokenSigner,
  StoreUnavailableError,
} from '@portcullis/issuer';
import {
  PostgresKeyStore,
  PostgresRevocationStore,
  PostgresSessionStore,
} from '@portcullis/issuer/postgres';
import { RedisKeyStore, RedisRevocationStore, RedisSessionStore } from '@portcullis/issuer/redis';
import {
  scratchPostgres,
  startPrivate,
  type PrivateServer,
  type ScratchPostgres,
} from '../../../../tools/servers/index.mjs';
import { Heartbeat } from '../../src/store-access/heartbeat.js';
import { ISSUER } from '../revocation/verified.js';
import { accepts, refreshes, replicaBench, signsWith, type Stores } from './replica-bench.js';

const OLD_MS = 60_000;

describe('a heartbeat', () => {
  const beat = 1_800_000_000_000;
  const replica = { isReplica: true, now: beat + 300, beat };

  it('shows how far a replica is behind, and does nothing for a primary', () => {
    expect(new Heartbeat().behindMs({ ...replica, isReplica: false, beat: beat - OLD_MS })).toBe(0);
    expect(new Heartbeat().behindMs(replica)).toBe(300);
    expect(new Heartbeat().behindMs({ ...replica, beat: undefined })).toBe(Infinity);
  });

  it('ages on a replica whose clock is behind that of its primary, too', async () => {
    const heartbeat = new Heartbeat();
    const behind = { ...replica, now: beat - OLD_MS };
    expect(heartbeat.behindMs(behind)).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
    const later = heartbeat.behindMs(behind);
    expect(later).toBeGreaterThan(0);
    expect(heartbeat.behindMs({ ...behind, beat: beat + 1 })).toBe(0);
  });
});

describe('a replica of Redis', () => {
  let servers: readonly [PrivateServer, PrivateServer];
  let clients: readonly [Redis, Redis];
  const storesOf = (redis: Redis): Stores => ({
    keys: new RedisKeyStore(redis),
    revocations: new RedisRevocationStore(redis),
    sessions: new RedisSessionStore(redis),
  });

  beforeAll(async () => {
    servers = [await startPrivate('redis'), await startPrivate('redis')];
    clients = [new Redis(servers[0].url), new Redis(servers[1].url)];
    await clients[0].call('CONFIG', 'SET', 'repl-diskless-sync-delay', '0');
    const { hostname, port } = new URL(servers[0].url);
    await clients[1].call('REPLICAOF', hostname, port);
  });

  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await Promise.all(servers.map((server) => server.remove()));
  });

  const untilCopied = async (): Promise<void> => {
    await clients[0].set('copied', String(performance.now()));
    const now = await clients[0].get('copied');
    await untilSo(async () => (await clients[1].get('copied')) === now);
  };

  it('answers like its primary while it is connected, and is unavailable once it has heard nothing for too long', async () => {
    const [one, two] = clients;
    const bench = await replicaBench([storesOf(one), storesOf(two)], untilCopied);
    const { primary, replica } = bench;
    const { kid } = primary.ring.active;
    const session = await primary.sessions.begin('user');
    expect(signsWith(replica, kid)).toBe('yes');
    expect(await accepts(replica, 'sid-1')).toBe('yes');
    await primary.revocations.revokeSession('sid-0');
    await untilCopied();
    await replica.revocations.refresh();
    expect(await accepts(replica, 'sid-0')).toBe('no');
    expect(await refreshes(replica, session.refreshToken)).toBe('unavailable');
    await bench.close();

    const old = String(Date.now() - OLD_MS);
    await one.hset('portcullis:keys', 'beat', old);
    await one.hset('portcullis:{revocations}:meta', 'beat', old);
    await untilCopied();
    await two.call('REPLICAOF', '127.0.0.1', '1');
    const after = await openAll(storesOf(one));
    await after.ring.kill(kid);
    await after.revocations.revokeSession('sid-1');
    const begun = await after.sessions.begin('late'); // the replica has no session of this user
    await expect(replica.ring.refresh()).rejects.toMatchObject({
      cause: {
        message: expect.stringMatching(/received nothing from its primary for 60 s/) as string,
      },
    });
    await expect(replica.revocations.refresh()).rejects.toBeInstanceOf(StoreUnavailableError);
    await expect(openAll(storesOf(two))).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(await refreshes(replica, begun.refreshToken)).toBe('unavailable'); // and not 401: the token is valid
    await expect(replica.sessions.list('late')).rejects.toBeInstanceOf(StoreUnavailableError);
    await expect(replica.sessions.endAll('late')).rejects.toBeInstanceOf(StoreUnavailableError);
    const own = replica.sessions.end('late', begun.session.id);
    await expect(own).rejects.toBeInstanceOf(StoreUnavailableError);
    await after.close();
  });

  it('is treated as a replica, too, if it accepts writes', async () => {
    const [, two] = clients;
    await two.call('CONFIG', 'SET', 'replica-read-only', 'no');
    await two.call('REPLICAOF', '127.0.0.1', '1');
    const loaded = await new RedisKeyStore(two).load();
    const page = await new RedisRevocationStore(two).read(undefined, 0);
    await two.call('CONFIG', 'SET', 'replica-read-only', 'yes');
    expect(page.time).toBeLessThan(Date.now() - OLD_MS + 5000); // the primary's time, not its own clock
    expect(loaded?.behindMs).toBeGreaterThan(OLD_MS - 1);
  });

  it('includes a primary that accepts no writes because it has lost its replicas', async () => {
    const [one] = clients;
    const store = new RedisKeyStore(one);
    expect((await store.load())?.behindMs).toBeUndefined();
    await one.hset('portcullis:keys', 'beat', String(Date.now() - OLD_MS));
    await one.call('CONFIG', 'SET', 'min-replicas-to-write', '1');
    await one.call('CONFIG', 'SET', 'min-replicas-max-lag', '1');
    expect((await store.load())?.behindMs).toBeGreaterThan(OLD_MS - 1);
    const found = new RedisSessionStore(one).find(Buffer.alloc(32));
    await expect(found).rejects.toThrow('NOREPLICAS');
    await one.call('CONFIG', 'SET', 'min-replicas-to-write', '0');
    expect((await store.load())?.behindMs).toBeUndefined();
    expect(await new RedisSessionStore(one).find(Buffer.alloc(32))).toBeUndefined();
  });
});

describe('a standby of PostgreSQL', () => {
  let scratch: ScratchPostgres;
  let pool: pg.Pool;
  let standby: pg.Pool;
  let other: string;

  beforeAll(async () => {
    scratch = await scratchPostgres();
    pool = new pg.Pool({ connectionString: scratch.url });
    const name = /search_path=(\w+)/.exec(decodeURIComponent(scratch.url))?.[1] ?? '';
    other = `${name}_standby`;
    await pool.query(`create schema ${other}`);
    await pool.query(
      `create function ${other}.pg_is_in_recovery() returns boolean language sql as 'select true'`,
    );
    const url = new URL(scratch.url);
    url.searchParams.set(
      'options',
      `-c search_path=${other},pg_catalog,${name} -c default_transaction_read_only=on`,
    );
    standby = new pg.Pool({ connectionString: url.href });
  });

  afterAll(async () => {
    await standby.end();
    await pool.query(`drop schema ${other} cascade`);
    await pool.end();
    await scratch.remove();
  });

  const storesOf = async (db: pg.Pool): Promise<Stores> => ({
    keys: await PostgresKeyStore.open(db),
    revocations: await PostgresRevocationStore.open(db),
    sessions: await PostgresSessionStore.open(pool),
  });
  const isBeating = (): Promise<void> => untilSo(async () => (await beatOf()) > 0);
  const beatOf = async (): Promise<number> => {
    const { rows } = await pool.query<{ at: number }>(
      'select at_ms::float8 as at from portcullis_heartbeats',
    );
    return rows[0]?.at ?? 0;
  };

  it('is read while its primary writes heartbeats, and is unavailable otherwise', async () => {
    const stores = [await storesOf(pool), await storesOf(standby)] as const;
    const bench = await replicaBench(stores, isBeating);
    const { primary, replica } = bench;
    const { kid } = primary.ring.active;
    expect(signsWith(replica, kid)).toBe('yes');
    await primary.revocations.revokeSession('sid-0');
    await replica.revocations.refresh();
    expect([await accepts(replica, 'sid-0'), await accepts(replica, 'sid-1')]).toEqual([
      'no',
      'yes',
    ]);
    await bench.close();

    await pool.query('update portcullis_heartbeats set at_ms = at_ms - 60000');
    await expect(replica.ring.refresh()).rejects.toMatchObject({
      cause: {
        message: expect.stringMatching(/received nothing from its primary for 6\d s/) as string,
      },
    });
    await expect(replica.revocations.refresh()).rejects.toBeInstanceOf(StoreUnavailableError);
    await pool.query('delete from portcullis_heartbeats');
    await expect(replica.ring.refresh()).rejects.toMatchObject({
      cause: {
        message: expect.stringMatching(
          /no heartbeat of its primary.*insert and update on portcullis_heartbeats/,
        ) as string,
      },
    });
    await primary.ring.refresh();
    await isBeating();
    await replica.ring.refresh();
    expect(signsWith(replica, kid)).toBe('yes');
  });

  it('includes a former primary that accepts no writes because another one has replaced it', async () => {
    const url = new URL(scratch.url);
    const options = url.searchParams.get('options') ?? '';
    url.searchParams.set('options', `${options} -c default_transaction_read_only=on`);
    const former = new pg.Pool({ connectionString: url.href });
    const [keys, fencedKeys] = [
      await PostgresKeyStore.open(pool),
      await PostgresKeyStore.open(former),
    ];
    await keys.replace(0, { version: 1, keys: [], killed: [], rotatesSoon: false });
    await pool.query('update portcullis_heartbeats set at_ms = at_ms - 60000');
    expect((await fencedKeys.load())?.behindMs).toBeGreaterThan(OLD_MS - 1);
    const revocations = await PostgresRevocationStore.open(former);
    expect((await revocations.read(undefined, 0)).behindMs).toBeGreaterThan(OLD_MS - 1);
    const sessions = await PostgresSessionStore.open(former);
    await expect(sessions.find(Buffer.alloc(32))).rejects.toThrow('from the primary');
    expect((await keys.load())?.behindMs).toBeUndefined(); // by a user with the right to write
    await former.end();
  });

  it('dates nothing by its own clock: a revocation on its primary stops tokens signed beside it', async () => {
    await isBeating();
    const [right, ahead] = [await storesOf(pool), await storesOf(standby)];
    const aheadMs = 30_000;
    const clock = () => Date.now() + aheadMs;
    const options = { issuer: ISSUER, longestToken: '5m' } as const;
    const primary = await Revocations.open({ ...options, store: right.revocations });
    await pool.query(
      `create function ${other}.clock_timestamp() returns timestamptz language sql
         as $$ select pg_catalog.clock_timestamp() + interval '${aheadMs} ms' $$`,
    );
    const replica = await Revocations.open({ ...options, clock, store: ahead.revocations });
    const key = await SigningKey.generate('ES256');
    const audience = 'api';
    const signer = new TokenSigner({ issuer: ISSUER, audience, key, clock, revocations: replica });
    const verifier = createVerifier({
      issuer: ISSUER,
      audience,
      keys: { find: () => key.verificationKey },
      clock,
      revocations: replica,
    });
    const { token } = await signer.sign({ subject: 'ada', expiresIn: '3m' });
    const { token: twin } = await signer.sign({ subject: 'bob', expiresIn: '3m' });
    await primary.revokeSubject('ada');
    await replica.refresh();
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'ERR_TOKEN_REVOKED' });
    expect((await verifier.verify(twin)).claims.sub).toBe('bob');
    await pool.query(`drop function ${other}.clock_timestamp()`);
    await Promise.all([primary.close(), replica.close()]);
  });

  it('answers nothing about sessions', async () => {
    let server = pool;
    const query = (text: string, values: unknown[]) => server.query(text, values);
    const store = await PostgresSessionStore.open({ query });
    const sessions = new RefreshSessions({ store, refreshKey: randomBytes(32) });
    const { session, refreshToken } = await sessions.begin('user');
    expect(await sessions.list('user')).toHaveLength(1);
    expect(await sessions.list('nobody')).toEqual([]);
    server = standby;
    for (const ask of [
      () => sessions.refresh(refreshToken),
      () => sessions.list('nobody'),
      () => sessions.end('user', session.id),
      () => sessions.endAll('nobody'),
      () => sessions.signOut(refreshToken),
    ]) {
      await expect(ask()).rejects.toBeInstanceOf(StoreUnavailableError);
    }
    server = pool;
    expect(await sessions.signOut(refreshToken)).toBe(true);
  });
});

it('revocations from a replica are as old as the replica is behind', async () => {
  const kept = new MemoryRevocationStore();
  let behindMs = 0;
  const store = {
    add: kept.add.bind(kept),
    purge: kept.purge.bind(kept),
    read: async (cursor: string | undefined, now: number) => ({
      ...(await kept.read(cursor, now)),
      behindMs,
    }),
  };
  const revocations = await Revocations.open({ issuer: ISSUER, store, maxStaleness: 60 });
  expect(revocations.staleness()).toBeLessThan(10);
  behindMs = 50_000;
  await revocations.refresh();
  expect(revocations.staleness()).toBeGreaterThanOrEqual(50);
  behindMs = 60_001;
  await expect(revocations.refresh()).rejects.toBeInstanceOf(StoreUnavailableError);
  await revocations.close();
});

async function untilSo(isSo: () => Promise<boolean>): Promise<void> {
  const start = performance.now();
  while (!(await isSo())) {
    if (performance.now() - start > 10_000) throw new Error('waited in vain');
  }
}

async function openAll(stores: Stores) {
  const bench = await replicaBench([stores, stores], async () => undefined);
  return { ...bench.primary, close: bench.close };
}
