import { DatabaseError } from './errors.js';
import { openPglite } from './pglite.js';
import { openPostgres } from './postgres.js';
import type { Database } from './database-types.js';

/** Where the data lives. `url` wins when both are given, so a caller can always pass its default folder. */
export interface DatabaseOptions {
  /** `postgres://user:password@host:5432/name` of a PostgreSQL server. */
  readonly url?: string | undefined;
  /** Folder of the embedded database (made when missing), or `':memory:'` to keep nothing. */
  readonly dataDir?: string | undefined;
}

/**
 * Opens the database and brings its schema up to date. Several processes may do so at once on one
 * PostgreSQL server: the migrations wait for one another. An embedded folder belongs to one process.
 *
 * @throws {DatabaseError} `ERR_DATABASE_OPTIONS` when neither place is given, `ERR_DATABASE_URL` for a
 *   malformed URL, `ERR_DATABASE_UNREACHABLE` when the server does not answer within 10 seconds or
 *   refuses the login, `ERR_DATABASE_DATA_DIR` for a folder that can't be used, `ERR_DATABASE_IN_USE`
 *   when another process has it open, `ERR_DATABASE_MIGRATION` when a migration fails.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.url !== undefined) return openPostgres(options.url);
  if (options.dataDir) return openPglite(options.dataDir);
  throw new DatabaseError(
    'ERR_DATABASE_OPTIONS',
    "openDatabase needs `url` (a PostgreSQL server) or `dataDir` (a folder, or ':memory:'); got neither",
  );
}
