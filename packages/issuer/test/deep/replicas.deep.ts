/**
 * `npm run test:deep -- replicas`: a PostgreSQL standby and a Redis replica are cut off from their primaries
 * in each way, while a key is killed, a session revoked and sessions begun and ended on the primary. Prints
 * what a process on the replica did after 5 s.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import {
  PostgresKeyStore,
  PostgresRevocationStore,
  PostgresSessionStore,
} from '@portcullis/issuer/postgres';
import { RedisKeyStore, RedisRevocationStore, RedisSessionStore } from '@portcullis/issuer/redis';
import { startPrivate, type PrivateServer } from '../../../../tools/servers/index.mjs';
import {
  accepts,
  refreshes,
  replicaBench,
  signsWith,
  type Answer,
  type Stores,
} from '../replicas/replica-bench.js';

/** After this time the data of a process on the replica is too old. */
const LIMIT_MS = 5000;
const WATCHED_MS = 15_000;
const SESSIONS = 20;

interface Servers {
  readonly stores: readonly [Stores, Stores];
  untilCopied(): Promise<void>;
  cut(): Promise<unknown>;
  join(): Promise<unknown>;
  remove(): Promise<unknown>;
}

async function postgres(): Promise<Servers> {
  const primary = await startPrivate('postgres');
  const standby = await startPrivate('postgres', { replicaOf: primary.url });
  const pools = [primary, standby].map(({ url }) => new pg.Pool({ connectionString: url }));
  const [one, two] = pools as [pg.Pool, pg.Pool];
  for (const pool of pools) pool.on('error', () => undefined);
  let sessionsOn = one;
  const query = (text: string, values: unknown[]) => sessionsOn.query(text, values);
  const first: Stores = {
    keys: await PostgresKeyStore.open(one),
    revocations: await PostgresRevocationStore.open(one),
    sessions: await PostgresSessionStore.open(one),
  };
  const sessions = await PostgresSessionStore.open({ query });
  sessionsOn = two; // like a pool that is pointed at the standby
  const untilCopied = async (): Promise<void> => {
    const written = await one.query<{ lsn: string }>('select pg_current_wal_lsn() as lsn');
    const isThere = 'select 1 where pg_last_wal_replay_lsn() >= $1::pg_lsn';
    while ((await two.query(isThere, [written.rows[0]?.lsn])).rows.length === 0) await sleep(20);
  };
  await untilCopied();
  const conninfo = async (value: string): Promise<void> => {
    await two.query(`alter system set primary_conninfo = '${value}'`);
    await two.query('select pg_reload_conf()');
  };
  const { port } = new URL(primary.url);
  return {
    stores: [
      first,
      {
        keys: await PostgresKeyStore.open(two),
        revocations: await PostgresRevocationStore.open(two),
        sessions,
      },
    ],
    untilCopied,
    cut: () => conninfo(''),
    join: () => conninfo(`host=127.0.0.1 port=${port} user=postgres`),
    remove: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
      await Promise.all([standby.remove(), primary.remove()]);
    },
  };
}

async function redis(): Promise<Servers> {
  const servers: PrivateServer[] = [await startPrivate('redis'), await startPrivate('redis')];
  const clients = servers.map(({ url }) => new Redis(url));
  const [one, two] = clients as [Redis, Redis];
  await one.call('CONFIG', 'SET', 'repl-diskless-sync-delay', '0');
  const { port } = new URL(servers[0]?.url ?? '');
  const storesOf = (client: Redis): Stores => ({
    keys: new RedisKeyStore(client),
    revocations: new RedisRevocationStore(client),
    sessions: new RedisSessionStore(client),
  });
  const join = (): Promise<unknown> => two.call('REPLICAOF', '127.0.0.1', port);
  await join();
  return {
    stores: [storesOf(one), storesOf(two)],
    untilCopied: async () => {
      await one.set('copied', String(performance.now()));
      while ((await two.get('copied')) !== (await one.get('copied'))) await sleep(20);
    },
    cut: () => two.call('REPLICAOF', '127.0.0.1', '1'),
    join,
    remove: async () => {
      for (const client of clients) client.disconnect();
      await Promise.all(servers.map((server) => server.remove()));
    },
  };
}

const counts = (): Map<Answer, number> => new Map();

describe.each([
  ['PostgreSQL', postgres],
  ['Redis', redis],
])('a replica of %s that was cut off', (name, start) => {
  it('signs nothing, accepts nothing and ends no session once its limit has passed', async () => {
    const servers = await start();
    const bench = await replicaBench(servers.stores, servers.untilCopied);
    const { primary, replica } = bench;
    try {
      const { kid } = primary.ring.active;
      const held: Answer[] = [];
      const connected = performance.now();
      while (performance.now() - connected < 2 * LIMIT_MS) {
        held.push(signsWith(replica, kid), await accepts(replica, 'sid'));
        await sleep(100);
      }
      await servers.cut();
      const cutAt = performance.now();
      await primary.ring.kill(kid);
      await primary.revocations.revokeSession('sid');
      const begun = Array.from({ length: SESSIONS }, (_, i) => primary.sessions.begin(`user-${i}`));
      const tokens = (await Promise.all(begun)).map(({ refreshToken }) => refreshToken);
      const answers = { signed: counts(), accepted: counts(), refreshed: counts() };
      const count = (map: Map<Answer, number>, answer: Answer): unknown =>
        map.set(answer, (map.get(answer) ?? 0) + 1);
      let before = 0;
      while (performance.now() - cutAt < LIMIT_MS + WATCHED_MS) {
        const isOver = performance.now() - cutAt > LIMIT_MS;
        const signed = signsWith(replica, kid);
        const accepted = await accepts(replica, 'sid');
        if (isOver) count(answers.signed, signed);
        if (isOver) count(answers.accepted, accepted);
        if (!isOver && signed === 'yes') before++;
        for (const token of tokens) count(answers.refreshed, await refreshes(replica, token));
        await sleep(100);
      }
      const figures = {
        heldWhileConnected: held.filter((answer) => answer === 'yes').length,
        ofAsked: held.length,
        signedBeforeTheLimit: before,
        signedWithAKilledKey: answers.signed.get('yes') ?? 0,
        revokedAccepted: answers.accepted.get('yes') ?? 0,
        sessionsLost: answers.refreshed.get('no') ?? 0,
        unavailable: Object.fromEntries(
          Object.entries(answers).map(([what, map]) => [what, map.get('unavailable') ?? 0]),
        ),
      };
      await servers.join();
      await servers.untilCopied();
      await sleep(2000); // the next polls
      const later = [await accepts(replica, 'sid'), await refreshes(primary, tokens[0] as string)];
      process.stdout.write(`a replica of ${name} that was cut off: ${JSON.stringify(figures)}\n`);
      expect(figures).toMatchObject({
        heldWhileConnected: held.length,
        signedWithAKilledKey: 0,
        revokedAccepted: 0,
        sessionsLost: 0,
      });
      for (const some of Object.values(figures.unavailable)) expect(some).toBeGreaterThan(10);
      expect(later).toEqual(['no', 'yes']);
    } finally {
      await bench.close();
      await servers.remove();
    }
  });
});
