/** The SQL database: embedded PGlite, or a PostgreSQL server. */
export { openDatabase } from './database.js';
export type { DatabaseOptions } from './database.js';
export type { Database, DatabaseConnection, Drizzle, QueryResult } from './database-types.js';
export { DatabaseError } from './errors.js';
export type { DatabaseErrorCode } from './errors.js';
export * as schema from './schema.js';
export { users } from './schema.js';
