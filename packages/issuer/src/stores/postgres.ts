/** `@portcullis/issuer/postgres`: what is kept in PostgreSQL, or in PGlite by the same SQL. */
export type { Queryable } from './queryable.js';
export { PostgresSessionStore } from './postgres-sessions.js';
export { PostgresKeyStore, type PostgresKeyStoreOptions } from './postgres-keys.js';
export { PostgresRevocationStore, type PostgresRevocationOptions } from './postgres-revocations.js';
export type { PostgresListener, PostgresNotification } from './postgres-listener.js';
