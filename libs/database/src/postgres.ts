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

/** An arbitrary number that no other advisory lock in the database uses. */
const MIGRATION_LOCK = 7_041_996_001;

/** Opens a pool on a PostgreSQL server and migrates the database. Throws as {@link openDatabase}. */
export async function openPostgres(url: string): Promise<Database> {
  assertPostgresUrl(url);
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // The next query replaces an idle connection that the server dropped. Without a listener, the error ends the process.
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

/** One process migrates at a time. The others wait for the lock and then find nothing to do. */
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
    // Destroying the connection after a failure also releases the lock.
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
      `cannot connect to PostgreSQL at ${describePostgresUrl(url)}: ${reasonOf(error)}. ` +
        'Start the server, correct the URL, or remove it to use the embedded database',
      { cause: error },
    );
  }
}
