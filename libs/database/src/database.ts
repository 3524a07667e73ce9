import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { DatabaseError } from './errors.js';
import { openPglite } from './pglite.js';
import { openPostgres } from './postgres.js';
import type * as schema from './schema.js';

/** The drizzle query builder over the project's schema; the same type for both drivers. */
export type Drizzle = PgDatabase<PgQueryResultHKT, typeof schema>;

/** Rows of one statement, in the shape `pg` gives them. */
export interface QueryResult<Row> {
  readonly rows: Row[];
  /** Rows returned by a SELECT, or changed by an INSERT, UPDATE or DELETE; 0 for other statements. */
  readonly rowCount: number;
}

/** A connection of one's own that is used for LISTEN alone; it may be lost, which its owner has to hear. */
export interface DatabaseConnection {
  query(text: string): Promise<unknown>;
  on(event: 'notification', listener: (message: { readonly channel: string }) => void): unknown;
  on(event: 'error', listener: () => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  end(): Promise<void>;
}

/** An open, migrated database. */
export interface Database {
  /** Typed queries over the schema. */
  readonly db: Drizzle;
  /** Which engine answers: the embedded one or a PostgreSQL server. */
  readonly kind: 'pglite' | 'postgres';
  /** Runs one SQL statement with `$1`-style parameters, for code that speaks to any `pg`-like client. */
  query<Row = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>>;
  /** Opens a connection beside the pool, to listen on. Only on a PostgreSQL server: PGlite has one process alone. */
  readonly connect?: () => Promise<DatabaseConnection>;
  /** Closes every connection of the pool; a second call does nothing. */
  close(): Promise<void>;
}

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
