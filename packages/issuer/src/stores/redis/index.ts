/** `@portcullis/issuer/redis`: what is kept in Redis. */
export type {
  IoredisClient,
  NodeRedisClient,
  NodeRedisScriptOptions,
  RedisClient,
} from './client.js';
export { RedisSessionStore } from './session-store.js';
export { RedisKeyStore, type RedisKeyStoreOptions } from './key-store.js';
export { RedisRevocationStore, type RedisRevocationOptions } from './revocation-store.js';
export type { IoredisSubscriber, NodeRedisSubscriber, RedisSubscriber } from './subscriber.js';
