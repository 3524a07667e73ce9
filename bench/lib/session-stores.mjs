/** Stores on their own servers, loaded with sessions whose tokens the benchmark can derive. */
import { createHash, randomUUID } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { PostgresSessionStore } from '@portcullis/issuer/postgres';
import { RedisSessionStore } from '@portcullis/issuer/redis';
import { Redis } from 'ioredis';
import pg from 'pg';
import { scratchPostgres, startPrivate } from '../../tools/servers/index.mjs';

const DAY = 86_400_000;
const BATCH = 5000;

/** One store for each size, on one server. */
export function loadedStores(name, sizes) {
  if (name === 'Redis') return onRedis(sizes);
  return name === 'PGlite' ? onPglite(sizes) : onPostgres(sizes);
}

async function onPglite(sizes) {
  const dbs = [];
  const stores = [];
  for (const size of sizes) {
    const db = await PGlite.create();
    dbs.push(db);
    const store = await PostgresSessionStore.open(db);
    await loadPostgres(db, size);
    stores.push({ size, store });
  }
  return { stores, close: () => Promise.all(dbs.map((db) => db.close())) };
}

async function onPostgres(sizes) {
  const server = await startPrivate('postgres');
  const pools = [];
  const stores = [];
  for (const size of sizes) {
    const { url } = await scratchPostgres(server.url);
    const pool = new pg.Pool({ connectionString: url, max: 1 });
    pools.push(pool);
    const store = await PostgresSessionStore.open(pool);
    await loadPostgres(pool, size);
    stores.push({ size, store });
  }
  const close = async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await server.remove();
  };
  return { stores, close };
}

/** Computes the hashes of `refresh-token.ts` on the server. */
async function loadPostgres(db, size) {
  const now = Date.now();
  await db.query(
    `insert into portcullis_sessions
       (id, handle_hash, subject, label, current_hash, created_at, ends_at, last_used_at, keep_until)
     select gen_random_uuid(),
            sha256(convert_to(E'portcullis.refresh.handle.v1\\n', 'utf8') || handle),
            'user-' || i, 'Firefox on Linux',
            sha256(convert_to(E'portcullis.refresh.v1\\n', 'utf8') || handle || secret),
            $2, $3, $2, $4
       from (select i, substring(sha256(convert_to('handle ' || i, 'utf8')) from 1 for 16) as handle,
                    sha256(convert_to('secret ' || i, 'utf8')) as secret
               from generate_series(0, $1::int - 1) as i) as tokens`,
    [size, now, now + 90 * DAY, now + 15 * DAY],
  );
  await db.query('vacuum analyze portcullis_sessions', []);
  await db.query('checkpoint', []);
}

async function onRedis(sizes) {
  const server = await startPrivate('redis');
  const redis = new Redis(server.url);
  // A rewrite of the log forks Redis. After the fork, the first write to each memory page takes longer than a
  // refresh.
  await redis.config('SET', 'auto-aof-rewrite-percentage', '0', 'save', '');
  const stores = [];
  for (const size of sizes) {
    const prefix = `size-${size}:`;
    await loadRedis(redis, prefix, size);
    stores.push({ size, store: new RedisSessionStore(redis, { prefix }) });
  }
  const close = async () => {
    redis.disconnect();
    await server.remove();
  };
  return { stores, close };
}

async function loadRedis(redis, prefix, size) {
  const sessions = new RedisSessionStore(redis, { prefix });
  for (let from = 0; from < size; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, size - from) }, (_, i) => from + i);
    await Promise.all(batch.map((i) => sessions.insert(storedSession(i))));
  }
}

function storedSession(i) {
  const sha256 = (...parts) => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const now = Date.now();
  const handle = sha256(`handle ${i}`).subarray(0, 16);
  const secret = sha256(`secret ${i}`);
  return {
    id: randomUUID(),
    handleHash: sha256('portcullis.refresh.handle.v1\n', handle),
    subject: `user-${i}`,
    label: 'Firefox on Linux',
    currentHash: sha256('portcullis.refresh.v1\n', handle, secret),
    createdAt: now,
    endsAt: now + 90 * DAY,
    lastUsedAt: now,
    keepUntil: now + 15 * DAY,
  };
}
