/** `@portcullis/issuer/redis`: what is kept in Redis. */
export type { RedisCommands } from './redis-commands.js';
export { RedisSessionStore } from './redis-sessions.js';
export { RedisKeyStore, type RedisKeyStoreOptions } from './redis-keys.js';
export { RedisRevocationStore, type RedisRevocationOptions } from './redis-revocations.js';
export type { RedisSubscriber } from './redis-subscriber.js';
