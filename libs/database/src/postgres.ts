import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import type { Database } from './database-types.js';
import { DatabaseError, reasonOf } from './errors.js';
import { retryingPool } from './retrying-pool.js';
import { runMigrations } from './migrations.js';
import { assertPostgresUrl, describePostgresUrl } from './postgres-url.js';
import * as schema from './schema.js';

const CONNECT_TIMEOUT_MS = 10_000;

/** Any fixed number will do, as long as nothing else in the same database locks on it. */
const MIGRATION_LOCK = 7_041_996_001;

/** Opens a pool on a PostgreSQL server and migrates it. Throws as `openDatabase` says. */
export async function openPostgres(url: string): Promise<Database> {
  assertPostgresUrl(url);
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // An idle connection that the server drops is replaced by the next query; unheard, it ends the process.
  pool.on('error', (error) => {
    process.emitWarning(`PostgreSQL dropped an idle connection: ${reasonOf(error)}`, {
      code: 'PORTCULLIS_DATABASE_IDLE',
    });
  });
  try {
    await migratePool(pool, url);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return asDatabase(pool, url);
}

function asDatabase(pool: pg.Pool, url: string): Database {
  let closing: Promise<void> | undefined;
  return {
    kind: 'postgres',
    db: drizzle({ client: retryingPool(pool), schema }),
    async query<Row>(text: string, values: readonly unknown[] = []) {
      const { rows, rowCount } = await pool.query(text, [...values]);
      return { rows: rows as Row[], rowCount: rowCount ?? 0 };
    },
    async connect() {
      const client = new pg.Client({
        connectionString: url,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      });
      await client.connect();
      return client;
    },
    close: () => (closing ??= pool.end()),
  };
}

/** One process migrates at a time; the others wait at the lock and then find nothing left to do. */
async function migratePool(pool: pg.Pool, url: string): Promise<void> {
  const client = await connect(pool, url);
  let failed = true;
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await runMigrations(
      async () => (await client.query<{ name: string | null }>(CURRENT_SCHEMA)).rows[0]?.name,
      (config) => migrate(drizzle({ client }), config),
    );
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    failed = false;
  } finally {
    // Destroying a connection that failed also gives its lock back.
    client.release(failed);
  }
}

const CURRENT_SCHEMA = 'select current_schema() as name';

async function connect(pool: pg.Pool, url: string): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw new DatabaseError(
      'ERR_DATABASE_UNREACHABLE',
      `no PostgreSQL session at ${describePostgresUrl(url)}: ${reasonOf(error)}. ` +
        'Start the server, correct the URL, or leave it out to use the embedded database',
      { cause: error },
    );
  }
}
