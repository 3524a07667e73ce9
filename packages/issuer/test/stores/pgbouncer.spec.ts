/**
 * The stores of PostgreSQL behind a real PgBouncer in transaction mode, where LISTEN succeeds and no
 * notification arrives.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import pg from 'pg';
import { ConfigurationError } from '@portcullis/core';
import type { DeliveryEvent } from '@portcullis/issuer';
import {
  PostgresKeyStore,
  PostgresRevocationStore,
  PostgresSessionStore,
  type Queryable,
} from '@portcullis/issuer/postgres';
import {
  scratchPostgres,
  startPrivate,
  type PrivateServer,
  type ScratchPostgres,
} from '../../../../tools/servers/index.mjs';
import { PostgresChannel } from '../../src/stores/postgres/listener.js';
import { readAll, session } from '../revocation/revocation-contract.js';
import { until } from '../support/time.js';
import { describeKeyStore } from './key-contract.js';
import { describeSessionStore } from './session-contract.js';
import { describeSessionSteps } from './session-steps.js';

let scratch: ScratchPostgres;
let pooler: PrivateServer;
let pool: pg.Pool;
const clients: pg.Client[] = [];

beforeAll(async () => {
  scratch = await scratchPostgres();
  pooler = await startPrivate('pgbouncer', { upstream: scratch.url });
  pool = new pg.Pool({ connectionString: pooler.url });
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await pool.end();
  await pooler.remove();
  await scratch.remove();
});

async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  clients.push(client);
  return client;
}

describe('PgBouncer in transaction mode', () => {
  let rings = 0;

  describeKeyStore('PostgreSQL behind PgBouncer', async () => {
    const name = `ring-${rings++}`;
    return {
      store: await PostgresKeyStore.open(pool, { name }),
      other: await PostgresKeyStore.open(pool, { name }),
      elsewhere: await PostgresKeyStore.open(pool, { name: `${name}-b` }),
      tells: false,
    };
  });
  describeSessionStore('PostgreSQL behind PgBouncer', () => PostgresSessionStore.open(pool));
  describeSessionSteps('PostgreSQL behind PgBouncer', () => PostgresSessionStore.open(pool));

  it('keeps revocations, from several connections at once', async () => {
    const [store, other] = [
      await PostgresRevocationStore.open(pool),
      await PostgresRevocationStore.open(pool),
    ];
    const entries = Array.from({ length: 20 }, () => session());
    await Promise.all(entries.map((entry, i) => (i % 2 ? store : other).add(entry)));
    expect(new Set((await readAll(other)).entries)).toEqual(new Set(entries));
    expect(await other.purge(Date.now(), 10)).toBe(0);
  });
});

describe('a listener', () => {
  const times = { everyMs: 40, patienceMs: 1000 };
  let events: { readonly name: string; readonly event: DeliveryEvent }[];
  const note = (event: unknown, name: string | symbol): void =>
    void events.push({ name: String(name), event: event as DeliveryEvent });
  const names = ['portcullis:notifications:undelivered', 'portcullis:notifications:delivered'];
  const warnings: unknown[][] = [];
  const { emitWarning } = process;
  let probes = 0;
  const counting: Queryable = {
    query: (text, values) => {
      probes++;
      return pool.query<object>(text, values);
    },
  };

  beforeEach(() => {
    events = [];
    for (const name of names) subscribe(name, note);
    warnings.length = probes = 0;
    process.emitWarning = (...warning: unknown[]) => void warnings.push(warning);
  });

  afterEach(() => {
    for (const name of names) unsubscribe(name, note);
    process.emitWarning = emitWarning;
  });

  it('behind the pooler receives nothing, which is reported once in an event and once in a warning', async () => {
    const heard = { changes: 0, lost: 0 };
    const silentChannel = () =>
      new PostgresChannel('silent_channel', counting, () => connectTo(pooler.url), {
        everyMs: 40,
        patienceMs: 100,
      });
    const calls = { onChange: () => void heard.changes++, onLost: () => void heard.lost++ };
    const end = await silentChannel().listen(calls);
    await pool.query("select pg_notify('silent_channel', '')");
    await until(() => probes >= 3, 'it was probed again');
    await end();
    expect(heard).toMatchObject({ changes: 0, lost: 0 });
    expect(events.map(({ name }) => name)).toEqual([names[0]]);
    expect(events[0]?.event).toMatchObject({ channel: 'silent_channel' });
    expect(events[0]?.event.message).toMatch(/PgBouncer/);
    const again = await silentChannel().listen(calls);
    await until(() => probes >= 6, 'it was probed again');
    await again();
    const code = 'PORTCULLIS_UNDELIVERED';
    expect(warnings).toEqual([
      [expect.stringContaining('silent_channel'), expect.objectContaining({ code })],
    ]);
  });

  it('at PostgreSQL itself receives changes that were sent through the pooler, and no probe', async () => {
    const heard = { changes: 0 };
    const connect = () => connectTo(scratch.url);
    const channel = new PostgresChannel('heard_channel', counting, connect, times);
    const end = await channel.listen({
      onChange: () => void heard.changes++,
      onLost: () => undefined,
    });
    await until(() => probes >= 3, 'it was probed again');
    expect(heard.changes).toBe(0);
    await pool.query("select pg_notify('heard_channel', '')");
    await until(() => heard.changes === 1, 'the change was pushed');
    expect(events).toEqual([]);
    await end();
  });

  it('whose connection no longer delivers is replaced, and missed changes are read', async () => {
    const heard = { changes: 0, lost: 0 };
    let isDeaf = false;
    const connect = async () => {
      const client = await connectTo(scratch.url);
      const emit = client.emit.bind(client);
      // A connection that was cut without a FIN: it stays open here, and nothing arrives.
      client.emit = (name: string, ...rest: unknown[]) =>
        isDeaf && name === 'notification' ? false : emit(name, ...rest);
      return client;
    };
    const channel = new PostgresChannel('cut_channel', counting, connect, {
      everyMs: 40,
      patienceMs: 200,
    });
    const calls = { onChange: () => void heard.changes++, onLost: () => void heard.lost++ };
    await channel.listen(calls);
    await pool.query("select pg_notify('cut_channel', '')");
    await until(() => heard.changes === 1, 'the change was pushed');
    await until(() => probes >= 2, 'a probe has arrived');
    isDeaf = true;
    await until(() => heard.lost === 1, 'it was replaced');
    isDeaf = false;
    const end = await channel.listen(calls);
    await until(() => heard.changes === 2, 'the ring reads what it missed');
    expect(events.map(({ name }) => name)).toEqual(names);
    await end();
  });
});

describe('an unsupported client of PostgreSQL', () => {
  const openEach = (db: unknown): Promise<unknown>[] => [
    PostgresKeyStore.open(db as Queryable),
    PostgresSessionStore.open(db as Queryable),
    PostgresRevocationStore.open(db as Queryable),
  ];

  it.each([
    ['an address', () => 'postgres://user:secret@127.0.0.1/test', 'received a string,'],
    ['one without query', () => ({ sql: () => undefined }), 'received an instance of Object,'],
    ['one that answers with rows alone', () => ({ query: async () => [{ number: 1.5 }] }), 'whose'],
    [
      'one that returns strings',
      () => ({ query: async () => ({ rows: [{ number: '1.5', bytes: '\\x01', text: 'a' }] }) }),
      'whose query does not answer',
    ],
  ])('is rejected at open: %s', async (_what, make, given) => {
    for (const opening of openEach(make())) {
      const error = await opening.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(String(error)).toContain(given);
      expect(String(error)).not.toContain('secret');
    }
    expect(await Promise.all(openEach(pool))).toHaveLength(3);
  });
});
