/** `@portcullis/issuer/redis`: what is kept in Redis. */
export type { RedisCommands } from './redis-commands.js';
export { RedisKeyStore, type RedisKeyStoreOptions, type RedisSubscriber } from './redis-keys.js';
