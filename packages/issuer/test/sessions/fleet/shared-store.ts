/** A store on a real server, for the processes of a fleet and for the test itself. */
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { SessionStore } from '../../../src/sessions/session-store.js';
import { PostgresSessionStore } from '../../../src/stores/postgres/session-store.js';
import { RedisSessionStore } from '../../../src/stores/redis/session-store.js';
import { redisUrl, scratchPostgres } from '../../../../../tools/servers/index.mjs';
import { removeKeys, scratchPrefix } from '../../stores/scratch-keys.js';
import type { StoreAddress } from './orders.js';

export interface SharedStore {
  readonly address: StoreAddress;
  readonly store: SessionStore;
  readonly refreshKey: Buffer;
  remove(): Promise<void>;
}

/** Opens a separate store on the server of this run. */
export async function openSharedStore(kind: 'postgres' | 'redis'): Promise<SharedStore> {
  const refreshKey = randomBytes(32);
  const key = refreshKey.toString('hex');
  const prefix = scratchPrefix();
  if (kind === 'redis') {
    const url = await redisUrl();
    const redis = new Redis(url);
    return {
      address: { kind, url, prefix, key },
      store: new RedisSessionStore(redis, { prefix }),
      refreshKey,
      async remove() {
        await removeKeys(redis, prefix);
        redis.disconnect();
      },
    };
  }
  const schema = await scratchPostgres();
  const pool = new pg.Pool({ connectionString: schema.url });
  return {
    address: { kind, url: schema.url, prefix, key },
    store: await PostgresSessionStore.open(pool),
    refreshKey,
    async remove() {
      await pool.end();
      await schema.remove();
    },
  };
}
