import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
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
