/** One SQL door: the embedded PGlite by default, a PostgreSQL server when its URL is given. */
export { openDatabase } from './database.js';
export type { DatabaseOptions } from './database.js';
export type { Database, DatabaseConnection, Drizzle, QueryResult } from './database-types.js';
export { DatabaseError } from './errors.js';
export type { DatabaseErrorCode } from './errors.js';
export * as schema from './schema.js';
export { users } from './schema.js';
