/** Test support: a database on a real PostgreSQL server. */
export { freshPostgres } from './postgres-server.js';
export type { FreshPostgres } from './postgres-server.js';
