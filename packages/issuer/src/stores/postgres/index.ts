/** `@portcullis/issuer/postgres`: stores keys, sessions and revocations in PostgreSQL or PGlite. */
export type { Queryable } from './queryable.js';
export { PostgresStore, type PostgresStoreOptions } from './store.js';
export { PostgresSessionStore } from './session-store.js';
export { PostgresKeyStore, type PostgresKeyStoreOptions } from './key-store.js';
export { PostgresRevocationStore, type PostgresRevocationOptions } from './revocation-store.js';
export type { PostgresListener, PostgresListening, PostgresNotification } from './listener.js';
