import { DatabaseError } from './errors.js';
import { openPglite } from './pglite.js';
import { openPostgres } from './postgres.js';
import type { Database } from './database-types.js';

/** The location of the data. `url` takes precedence, so a caller can always pass its default folder. */
export interface DatabaseOptions {
  /** A PostgreSQL server: `postgres://user:password@host:5432/name`. */
  readonly url?: string | undefined;
  /** Folder of the embedded database, created when missing; `':memory:'` stores nothing on disk. */
  readonly dataDir?: string | undefined;
}

/**
 * Opens the database and migrates its schema. Several processes can open one PostgreSQL server at the same time: a lock
 * serializes the migrations. An embedded database belongs to one process.
 *
 * @throws {DatabaseError} `ERR_DATABASE_OPTIONS` without `url` and `dataDir`, `ERR_DATABASE_URL` for a malformed URL,
 *   `ERR_DATABASE_UNREACHABLE` when the server rejects the login or does not answer within 10 seconds,
 *   `ERR_DATABASE_DATA_DIR` for an unusable folder, `ERR_DATABASE_IN_USE` when another process uses the folder,
 *   `ERR_DATABASE_MIGRATION` when a migration fails
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.url !== undefined) return openPostgres(options.url);
  if (options.dataDir) return openPglite(options.dataDir);
  throw new DatabaseError(
    'ERR_DATABASE_OPTIONS',
    "openDatabase: received neither `url` nor `dataDir`, expected a PostgreSQL URL, a folder or ':memory:'",
  );
}
