/** Stores for the sample, with a key ring whose next key can sign immediately. */
import { randomBytes } from 'node:crypto';
import { openDatabase } from '@portcullis/database';
import { parseKeyEncryptionKeys, type KeyEncryptionKeys } from '@portcullis/issuer';
import { PostgresKeyStore } from '@portcullis/issuer/postgres';
import { RedisKeyStore } from '@portcullis/issuer/redis';
import { putOldRing } from '../../../../../tools/stored-rings/old-ring.js';
import { putPglite, scratchPostgres, scratchRedis } from '../../../../../tools/servers/index.mjs';

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
  const [database, redis] = await Promise.all([scratchPostgres(), scratchRedis()]);
  await putOldRing(new RedisKeyStore(redis.client, { prefix: redis.prefix }), keks);
  return {
    variables: {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      REDIS_PREFIX: redis.prefix,
      ...secrets,
    },
    async remove() {
      await redis.remove();
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
