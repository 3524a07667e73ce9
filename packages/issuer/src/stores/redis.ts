/** `@portcullis/issuer/redis`: what is kept in Redis. */
export type {
  IoredisClient,
  NodeRedisClient,
  NodeRedisScriptOptions,
  RedisClient,
} from './redis-client.js';
export { RedisSessionStore } from './redis-sessions.js';
export { RedisKeyStore, type RedisKeyStoreOptions } from './redis-keys.js';
export { RedisRevocationStore, type RedisRevocationOptions } from './redis-revocations.js';
export type {
  IoredisSubscriber,
  NodeRedisSubscriber,
  RedisSubscriber,
} from './redis-subscriber.js';
