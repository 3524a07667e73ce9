/** Servers start if none responds, are shared by a run, and stop with it. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { Redis } from 'ioredis';
import pg from 'pg';
import { scratchPglite, scratchPostgres, startPrivate } from '../index.mjs';
import { KINDS } from '../lib/kinds.mjs';
import { programsOf } from '../lib/programs.mjs';

const run = promisify(execFile);
const servers = new URL('../index.mjs', import.meta.url).href;
const scratch = mkdtempSync(path.join(os.tmpdir(), 'portcullis-servers-test-'));
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});

/** An address of 127.0.0.1 without a listener. */
async function nowhere(scheme: string): Promise<string> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return `${scheme}://127.0.0.1:${port}`;
}

/** A process that prints the addresses of its servers and lives until it is killed. */
async function user(names: readonly string[], env: NodeJS.ProcessEnv): Promise<string[]> {
  const code = `
    import { ${names.join(', ')} } from '${servers}';
    console.log(JSON.stringify(await Promise.all([${names.map((name) => `${name}()`).join(', ')}])));
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return JSON.parse(line.toString()) as string[];
}

const portOf = (url: string | undefined): number => Number(new URL(url ?? '').port);

/** Waits until a port has no listener. */
async function untilGone(port: number): Promise<void> {
  for (;;) {
    const socket = net.connect({ host: '127.0.0.1', port });
    const outcome = await once(socket, 'connect').then(
      () => 'connect',
      () => 'refused',
    );
    socket.destroy();
    if (outcome === 'refused') return;
  }
}

describe('the servers of a run', () => {
  it('are started if none responds, shared by all processes, and stopped with the run', async () => {
    const names = ['postgresUrl', 'redisUrl', 'natsUrl'];
    const env = {
      DATABASE_URL: await nowhere('postgres'),
      REDIS_URL: await nowhere('redis'),
      NATS_URL: await nowhere('nats'),
      PORTCULLIS_SERVERS: mkdtempSync(path.join(scratch, 'run-')),
    };
    const owner = spawn(process.execPath, ['--eval', 'setInterval(() => undefined, 1000)']);
    children.push(owner);
    const own = { ...env, PORTCULLIS_SERVERS_OWNER: String(owner.pid) };
    const [one, other] = await Promise.all([user(names, own), user(names, own)]);
    expect(one).toEqual(other);
    const given = [env.DATABASE_URL, env.REDIS_URL, env.NATS_URL];
    expect(one.filter((url, i) => portOf(url) === portOf(given[i]))).toEqual([]);

    const database = new pg.Client({ connectionString: one[0] });
    await database.connect();
    const { rows } = await database.query<{ one: number }>('select 1 as one');
    expect(rows).toEqual([{ one: 1 }]);
    await database.end();
    const redis = new Redis(one[1] ?? '');
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();

    owner.kill('SIGKILL');
    await Promise.all(one.map((url) => untilGone(portOf(url))));
  });

  it('are those of the variables, if they respond', async () => {
    const server = await startPrivate('redis');
    try {
      const env = { REDIS_URL: `${server.url}/3` };
      expect(await user(['redisUrl'], env)).toEqual([`${server.url}/3`]);
    } finally {
      await server.remove();
    }
  });

  it('are not installed if that is not allowed; the error says what to install', async () => {
    const places = (): string[] => [];
    const outcome = programsOf(KINDS.nats, scratch, { places, install: null });
    await expect(outcome).rejects.toThrow(
      'No NATS server responds, and nats-server to start one was not found: `apt-get install nats-server`, ' +
        "`brew install nats-server` or `docker compose up -d`, or set NATS_URL to a server's address.",
    );
  });

  it('are installed once for concurrent requests', async () => {
    const place = path.join(scratch, 'bin');
    const installed: string[] = [];
    const install = async (name: string): Promise<void> => {
      installed.push(name);
      mkdirSync(place, { recursive: true });
      symlinkSync(process.execPath, path.join(place, 'nats-server'));
    };
    const ask = (): Promise<Readonly<Record<string, string>>> =>
      programsOf(KINDS.nats, scratch, { places: () => [place], install });
    const right = { 'nats-server': path.join(place, 'nats-server') };
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([right, right, right]);
    expect(installed).toEqual(['nats-server']);
  });
});

describe('a private server', () => {
  it('keeps its data when it is stopped, killed and restarted', async () => {
    const server = await startPrivate('postgres');
    try {
      const scratchSchema = await scratchPostgres(server.url);
      const ask = async (statement: string): Promise<unknown[]> => {
        const client = new pg.Client({ connectionString: scratchSchema.url });
        await client.connect();
        try {
          return (await client.query<object>(statement)).rows;
        } finally {
          await client.end();
        }
      };
      await ask('create table kept as select 42 as answer');
      await server.stop();
      await expect(ask('select 1')).rejects.toThrow('ECONNREFUSED');
      await server.start();
      await server.kill();
      await server.start();
      expect(await ask('select answer from kept')).toEqual([{ answer: 42 }]);
      await scratchSchema.remove();
      await expect(ask('select answer from kept')).rejects.toThrow('does not exist');
    } finally {
      await server.remove();
    }
    await untilGone(portOf(server.url));
  });

  it('stops with the process that started it', async () => {
    const code = `
      import { startPrivate } from '${servers}';
      console.log((await startPrivate('redis')).url);
      process.kill(process.pid, 'SIGKILL');`;
    const started = run(process.execPath, ['--input-type=module', '--eval', code]);
    const outcome = await started.catch((error: { stdout: string }) => error);
    await expect(untilGone(portOf(outcome.stdout.trim()))).resolves.toBeUndefined();
  });
});

it('a scratch PGlite is empty, private and removable', async () => {
  const [own, other] = await Promise.all([scratchPglite(), scratchPglite()]);
  expect(own.dataDir).not.toBe(other.dataDir);
  const db = await PGlite.create(own.dataDir);
  const { rows } = await db.query("select * from pg_tables where schemaname = 'public'");
  expect(rows).toEqual([]);
  await db.close();
  await Promise.all([own.remove(), other.remove()]);
  expect([own, other].map(({ dataDir }) => existsSync(dataDir))).toEqual([false, false]);
});
