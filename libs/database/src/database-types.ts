import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type * as schema from './schema.js';

/** The drizzle query builder for the schema. Both drivers have this type. */
export type Drizzle = PgDatabase<PgQueryResultHKT, typeof schema>;

/** The result of a statement, in the shape of `pg`. */
export interface QueryResult<Row> {
  readonly rows: Row[];
  /** Rows returned by a SELECT, or changed by an INSERT, UPDATE or DELETE; 0 for other statements. */
  readonly rowCount: number;
}

/** A separate connection for LISTEN. The owner must handle its loss (`error`, `end`). */
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
  /** The engine: embedded or a PostgreSQL server. */
  readonly kind: 'pglite' | 'postgres';
  /** Runs one SQL statement with `$1`-style parameters, as `pg` clients do. */
  query<Row = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>>;
  /** Opens a connection outside the pool, for LISTEN. Undefined for PGlite, which serves one process. */
  readonly connect?: () => Promise<DatabaseConnection>;
  /** Closes all connections. A second call does nothing. */
  close(): Promise<void>;
}
