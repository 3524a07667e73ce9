import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import type { Database } from './database-types.js';
import { lockDataDir } from './data-dir-lock.js';
import { DatabaseError, reasonOf } from './errors.js';
import { runMigrations } from './migrations.js';
import * as schema from './schema.js';

/** Opens and migrates the embedded database in a folder or in memory. Throws as {@link openDatabase}. */
export async function openPglite(dataDir: string): Promise<Database> {
  const unlock = dataDir === ':memory:' ? () => {} : claim(resolve(dataDir));
  let client: PGlite | undefined;
  try {
    client = await start(dataDir === ':memory:' ? 'memory://' : resolve(dataDir));
    await migrateClient(client);
    return asDatabase(client, unlock);
  } catch (error) {
    await client?.close();
    unlock();
    throw error;
  }
}

function asDatabase(client: PGlite, unlock: () => void): Database {
  let closing: Promise<void> | undefined;
  return {
    kind: 'pglite',
    db: drizzle({ client, schema }),
    async query<Row>(text: string, values: readonly unknown[] = []) {
      const { rows, rowCount } = await client.query<Row>(text, [...values]);
      return { rows, rowCount: rowCount ?? 0 };
    },
    close: () => (closing ??= client.close().finally(unlock)),
  };
}

async function migrateClient(client: PGlite): Promise<void> {
  await runMigrations(
    async () => {
      const answer = await client.query<{ name: string }>('select current_schema() as name');
      return answer.rows[0]?.name;
    },
    (config) => migrate(drizzle({ client }), config),
  );
}

function claim(folder: string): () => void {
  try {
    mkdirSync(folder, { recursive: true });
    return lockDataDir(folder);
  } catch (error) {
    throw error instanceof DatabaseError ? error : unusable(folder, error);
  }
}

async function start(place: string): Promise<PGlite> {
  try {
    return await PGlite.create(place);
  } catch (error) {
    throw unusable(place, error);
  }
}

function unusable(folder: string, error: unknown): DatabaseError {
  return new DatabaseError(
    'ERR_DATABASE_DATA_DIR',
    `the embedded database cannot use ${folder}: ${reasonOf(error)}. ` +
      'Choose a writable folder that contains nothing else, or set the URL of a PostgreSQL server',
    { cause: error },
  );
}
