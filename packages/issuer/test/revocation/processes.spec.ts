/** A logout in one process takes effect in two others. The delay is printed, not asserted. */
import { execFile, fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import pg from 'pg';
import { redisUrl, scratchPostgres } from '../../../../tools/servers/index.mjs';
import { Revocations, type RevocationStore } from '../../src/index.js';
import { PostgresRevocationStore } from '../../src/stores/postgres/index.js';
import { RedisRevocationStore } from '../../src/stores/redis/index.js';
import { ISSUER } from './verified.js';
import { SOURCE_ALIASES } from '../support/source-aliases.js';

const ROUNDS = 5;
const root = path.resolve(import.meta.dirname, '../../../..');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'portcullis-revocations-'));
const program = path.join(scratch, 'process.mjs');
const children: ChildProcess[] = [];

beforeAll(async () => {
  symlinkSync(path.join(root, 'node_modules'), path.join(scratch, 'node_modules'));
  await promisify(execFile)(path.join(root, 'node_modules/.bin/esbuild'), [
    path.join(import.meta.dirname, 'process.ts'),
    `--outfile=${program}`,
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--packages=external',
    ...Object.entries(SOURCE_ALIASES).map(([name, file]) => `--alias:${name}=${file}`),
  ]);
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});

async function start(args: readonly string[]): Promise<ChildProcess> {
  const child = fork(program, args, { execArgv: [] });
  children.push(child);
  expect(await once(child, 'message')).toEqual(['ready', undefined]);
  return child;
}

/** Revokes a session here; returns the milliseconds until each of the other processes rejected it. */
async function round(here: Revocations, others: readonly ChildProcess[]): Promise<number[]> {
  const sid = `session-${randomUUID()}`;
  const judged = others.map((child) => once(child, 'message'));
  for (const child of others) child.send(sid);
  expect((await Promise.all(judged)).map(([said]) => String(said))).toEqual(['good', 'good']);
  const honoured = others.map((child) => once(child, 'message'));
  const revokedAt = Date.now();
  await here.revokeSession(sid);
  return (await Promise.all(honoured)).map(([at]) => Number(at) - revokedAt);
}

async function measure(
  name: string,
  store: RevocationStore,
  args: readonly string[],
): Promise<readonly number[]> {
  const here = await Revocations.open({ issuer: ISSUER, store });
  const others = [await start(args), await start(args)];
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i++) times.push(...(await round(here, others)));
  await here.close();
  for (const child of others) child.disconnect();
  times.sort((a, b) => a - b);
  process.stdout.write(
    `a session revoked in one process is rejected by two others, on ${name}: ` +
      `${times[times.length >> 1]} ms in the middle, ${times.at(-1)} ms at most\n`,
  );
  return times;
}

it('on PostgreSQL', async () => {
  const schema = await scratchPostgres();
  const pool = new pg.Pool({ connectionString: schema.url });
  const store = await PostgresRevocationStore.open(pool);
  const times = await measure('PostgreSQL', store, ['postgres', schema.url]);
  expect(times).toHaveLength(2 * ROUNDS);
  await pool.end();
  const going = children.filter(({ exitCode }) => exitCode === null);
  await Promise.all(going.map((child) => once(child, 'exit')));
  await schema.remove();
});

it('on Redis', async () => {
  const url = await redisUrl();
  const redis = new Redis(url);
  const prefix = `test-${randomUUID()}:`;
  const store = new RedisRevocationStore(redis, { prefix });
  const times = await measure('Redis', store, ['redis', url, prefix]);
  expect(times).toHaveLength(2 * ROUNDS);
  const names = ['entries', 'order', 'ends', 'meta'];
  await redis.del(...names.map((name) => `${prefix}{revocations}:${name}`));
  redis.disconnect();
});
