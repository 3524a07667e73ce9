/** Database users with only the rights that an application needs. */
import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Redis } from 'ioredis';
import pg from 'pg';
import { KeyRing, Revocations } from '@portcullis/issuer';
import {
  PostgresKeyStore,
  PostgresRevocationStore,
  PostgresSessionStore,
} from '@portcullis/issuer/postgres';
import { RedisKeyStore, RedisRevocationStore } from '@portcullis/issuer/redis';
import {
  scratchPostgres,
  startPrivate,
  type PrivateServer,
  type ScratchPostgres,
} from '../../../../tools/servers/index.mjs';
import { PostgresHeartbeat } from '../../src/stores/postgres/heartbeat.js';
import { scriptClient } from '../../src/stores/redis/client.js';
import { subscribeTo, topicOf } from '../../src/stores/redis/subscriber.js';
import { ISSUER } from '../revocation/verified.js';
import { until } from '../support/time.js';

const options = { algorithm: 'EdDSA', keyEncryptionKeys: { a: randomBytes(32) } } as const;

describe('a user of PostgreSQL without the right to create tables', () => {
  let scratch: ScratchPostgres;
  let owner: pg.Pool;
  let user: pg.Pool;
  let role: string;
  const openAll = (db: pg.Pool) =>
    [PostgresKeyStore, PostgresRevocationStore, PostgresSessionStore].map((store) =>
      store.open(db),
    );

  beforeAll(async () => {
    scratch = await scratchPostgres();
    owner = new pg.Pool({ connectionString: scratch.url });
    const schema = /search_path=(\w+)/.exec(decodeURIComponent(scratch.url))?.[1] ?? '';
    role = `${schema}_user`;
    await owner.query(`create role ${role} login; grant usage on schema ${schema} to ${role};
      alter default privileges in schema ${schema} grant select, insert, update, delete on tables to ${role}`);
    const url = new URL(scratch.url);
    url.username = role;
    url.password = '';
    user = new pg.Pool({ connectionString: url.href });
  });

  afterAll(async () => {
    await user.end();
    await owner.query(`drop owned by ${role}; drop role ${role}`);
    await owner.end();
    await scratch.remove();
  });

  it('opens the stores once their owner has created the tables, and gets an error before', async () => {
    for (const opening of openAll(user)) await expect(opening).rejects.toThrow('permission denied');
    await Promise.all(openAll(owner));
    await Promise.all(openAll(user));
    const ring = await KeyRing.open({ ...options, store: await PostgresKeyStore.open(user) });
    expect(ring.active.alg).toBe('EdDSA');
    await ring.close();
  });

  it('reads without the right to write heartbeats, which only replicas need', async () => {
    await Promise.all(openAll(owner));
    await owner.query(`revoke insert, update, delete on portcullis_heartbeats from ${role}`);
    await owner.query('delete from portcullis_heartbeats');
    const store = await PostgresKeyStore.open(user, { name: 'no-beat' });
    const ring = await KeyRing.open({ ...options, store });
    await ring.refresh();
    expect(ring.active.alg).toBe('EdDSA');
    await ring.close();
  });

  it('writes no heartbeat when another process has just written one', async () => {
    await Promise.all(openAll(owner));
    await owner.query('delete from portcullis_heartbeats');
    let writing: Promise<pg.QueryResult> | undefined;
    const query = (text: string, values: unknown[]) => (writing = owner.query(text, values));
    /** Like a process that has read no heartbeat, or an old one. */
    const beat = async (): Promise<number | null | undefined> => {
      new PostgresHeartbeat().behindMs({ query }, { is_replica: false, now_ms: 0, beat: null });
      return (await writing)?.rowCount;
    };
    expect(await beat()).toBe(1);
    expect(await beat()).toBe(0);
    await owner.query('update portcullis_heartbeats set at_ms = at_ms - 1000');
    expect(await beat()).toBe(1);
    await owner.query('update portcullis_heartbeats set at_ms = at_ms + 60000'); // the clock was set back
    expect(await beat()).toBe(1);
    expect(await beat()).toBe(0);
  });
});

const RIGHTS = ['~*', '+@all', '-@admin', '-@dangerous', 'resetchannels'];

describe('a user of Redis without the right to publish', () => {
  let server: PrivateServer;
  let user: Redis;
  let subscriber: Redis;

  beforeAll(async () => {
    server = await startPrivate('redis');
    subscriber = new Redis(server.url);
    await subscriber.call('ACL', 'SETUSER', 'app', 'on', '>pw', ...RIGHTS);
    const url = new URL(server.url);
    url.username = 'app';
    url.password = 'pw';
    user = new Redis(url.href, { enableReadyCheck: false }); // which takes INFO
  });

  afterAll(async () => {
    for (const client of [user, subscriber]) client.disconnect();
    await server.remove();
  });

  it('stores keys and revocations nevertheless: writes count as done', async () => {
    const ring = await KeyRing.open({ ...options, store: new RedisKeyStore(user) });
    const { kid } = ring.active;
    expect(await ring.kill(kid)).toBe(true);
    await ring.close();
    const store = new RedisRevocationStore(user);
    const revocations = await Revocations.open({ issuer: ISSUER, store });
    await revocations.revokeSession('sid');
    expect((await store.read(undefined, 0)).entries).toHaveLength(1);
    await revocations.close();
  });

  it('is reported to subscribers', async () => {
    const told: unknown[] = [];
    const hear = (event: unknown): void => void told.push(event);
    subscribe('portcullis:notifications:undelivered', hear);
    const topic = topicOf(scriptClient(user), 'unpublished');
    const times = { everyMs: 60_000, patienceMs: 20 };
    const end = await subscribeTo(topic, subscriber, () => undefined, times);
    await until(() => told.length > 0, 'a report');
    expect(told).toEqual([
      {
        channel: 'unpublished',
        message: expect.stringMatching(/May its user publish/) as string,
      },
    ]);
    unsubscribe('portcullis:notifications:undelivered', hear);
    await end();
  });
});
