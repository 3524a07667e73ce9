/** Real servers for tests and benchmarks; see `index.d.mts`. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { urlOf } from './lib/shared.mjs';

export { startRedisCluster } from './lib/cluster.mjs';
export { putPglite, scratchPglite } from './lib/pglite.mjs';
export { startPrivate } from './lib/private.mjs';
export { endRun as stopServers } from './lib/shared.mjs';

export const postgresUrl = () => urlOf('postgres');
export const redisUrl = () => urlOf('redis');
export const natsUrl = () => urlOf('nats');

export async function scratchPostgres(server = postgresUrl()) {
  const url = new URL(await server);
  const name = `portcullis_${randomBytes(8).toString('hex')}`;
  await once(url, `create schema ${name}`);
  const own = new URL(url);
  own.searchParams.set('options', `-c search_path=${name}`);
  return { url: own.href, remove: () => once(url, `drop schema ${name} cascade`) };
}

export async function scratchRedis() {
  const { Redis } = await import('ioredis'); // only here: most tests need no Redis
  const url = await redisUrl();
  const prefix = `portcullis-${randomBytes(6).toString('hex')}:`;
  const client = new Redis(url);
  return {
    url,
    prefix,
    client,
    async remove() {
      const keys = await client.keys(`${prefix}*`);
      if (keys.length > 0) await client.del(keys);
      await client.quit();
    },
  };
}

async function once(url, statement) {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    // Suppresses the notices of a cascade.
    await client.query('set client_min_messages to warning');
    await client.query(statement);
  } finally {
    await client.end();
  }
}
