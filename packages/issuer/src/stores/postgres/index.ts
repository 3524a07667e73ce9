/** `@portcullis/issuer/postgres`: what is kept in PostgreSQL, or in PGlite by the same SQL. */
export type { Queryable } from './queryable.js';
export { PostgresSessionStore } from './session-store.js';
export { PostgresKeyStore, type PostgresKeyStoreOptions } from './key-store.js';
export { PostgresRevocationStore, type PostgresRevocationOptions } from './revocation-store.js';
export type { PostgresListener, PostgresNotification } from './listener.js';
