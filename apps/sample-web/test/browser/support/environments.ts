/** Stores for the sample, with a key ring whose next key can sign immediately. */
import { randomBytes } from 'node:crypto';
import { openDatabase } from '@portcullis/database';
import { parseKeyEncryptionKeys, type KeyEncryptionKeys } from '@portcullis/issuer';
import { PostgresKeyStore } from '@portcullis/issuer/postgres';
import { RedisKeyStore } from '@portcullis/issuer/redis';
import { Redis } from 'ioredis';
import { putOldRing } from '../../../../../tools/stored-rings/old-ring.js';
import { putPglite, redisUrl, scratchPostgres } from '../../../../../tools/servers/index.mjs';

/** Environment variables of a store, and its removal. */
export interface Backing {
  readonly variables: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Creates a store that contains only a key ring. */
export type MakeBacking = (folder: string) => Promise<Backing>;

export const ENVIRONMENTS: readonly (readonly [name: string, make: MakeBacking])[] = [
  ['the embedded database', embedded],
  ['PostgreSQL and Redis', servers],
];

async function embedded(dataDir: string): Promise<Backing> {
  const { keks, secrets } = newSecrets();
  await putPglite(dataDir);
  const database = await openDatabase({ dataDir });
  await putOldRing(await PostgresKeyStore.open(database), keks);
  await database.close();
  return { variables: { DATA_DIR: dataDir, ...secrets }, remove: async () => undefined };
}

async function servers(): Promise<Backing> {
  const { keks, secrets } = newSecrets();
  const [database, url] = await Promise.all([scratchPostgres(), redisUrl()]);
  const prefix = `page-${randomBytes(6).toString('hex')}:`;
  const redis = new Redis(url);
  await putOldRing(new RedisKeyStore(redis, { key: `${prefix}keys` }), keks);
  return {
    variables: { DATABASE_URL: database.url, REDIS_URL: url, REDIS_PREFIX: prefix, ...secrets },
    async remove() {
      const keys = await redis.keys(`${prefix}*`);
      if (keys.length > 0) await redis.del(keys);
      await redis.quit();
      await database.remove();
    },
  };
}

function newSecrets(): { keks: KeyEncryptionKeys; secrets: Readonly<Record<string, string>> } {
  const kek = `k1:${randomBytes(32).toString('base64')}`;
  const refreshKey = randomBytes(32).toString('base64');
  return {
    keks: parseKeyEncryptionKeys(kek),
    secrets: { PORTCULLIS_KEK: kek, REFRESH_KEY: refreshKey },
  };
}
