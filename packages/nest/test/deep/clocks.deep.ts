/**
 * `npm run test:deep -- clocks`: PORTCULLIS_CLOCKS (2,000) histories of processes whose clocks differ on memory, and a
 * quarter as many on each server.
 */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import { PostgresRevocationStore, PostgresSessionStore } from '@portcullis/issuer/postgres';
import { RedisRevocationStore, RedisSessionStore } from '@portcullis/issuer/redis';
import { redisUrl, scratchPostgres } from '../../../../tools/servers/index.mjs';
import { playOnMemory, playOnServer, type ClockFigures } from '../issuer/clocks/clock-histories.js';

const runs = Number(process.env['PORTCULLIS_CLOCKS'] ?? 2000);
const seed = Number(process.env['PORTCULLIS_SEED'] ?? Date.now());
const onServer = { runs: Math.ceil(runs / 4), seed };

function print(store: string, figures: ClockFigures): void {
  const { accepted, survived, lockedOut, ...rest } = figures;
  process.stdout.write(
    `clocks on ${store}: revoked tokens accepted ${accepted}, sessions that survived ${survived}, ` +
      `subjects locked out longer than the offset ${lockedOut}; ${JSON.stringify(rest)}\n`,
  );
  expect({ accepted, survived, lockedOut }).toEqual({ accepted: 0, survived: 0, lockedOut: 0 });
}

it('on memory', async () => print('memory', await playOnMemory({ runs, seed })));

it('on PostgreSQL', async () => {
  const scratch = await scratchPostgres();
  const pool = new pg.Pool({ connectionString: scratch.url });
  const revocations = await PostgresRevocationStore.open(pool);
  const sessions = await PostgresSessionStore.open(pool);
  print('PostgreSQL', await playOnServer(revocations, sessions, onServer));
  await pool.end();
  await scratch.remove();
});

it('on Redis', async () => {
  const redis = new Redis(await redisUrl());
  const prefix = `test-${randomUUID()}:`;
  const revocations = new RedisRevocationStore(redis, { prefix });
  const sessions = new RedisSessionStore(redis, { prefix });
  print('Redis', await playOnServer(revocations, sessions, onServer));
  for (const key of await redis.keys(`${prefix}*`)) await redis.del(key);
  redis.disconnect();
});
