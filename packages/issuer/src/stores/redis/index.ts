/** `@portcullis/issuer/redis`: stores keys, sessions and revocations in Redis. */
export type {
  IoredisClient,
  NodeRedisClient,
  NodeRedisScriptOptions,
  RedisClient,
} from './client.js';
export type { RedisListening, RedisPrefix } from './connection.js';
export { RedisStore, type RedisStoreOptions } from './store.js';
export { RedisSessionStore } from './session-store.js';
export { RedisKeyStore, type RedisKeyStoreOptions } from './key-store.js';
export { RedisRevocationStore, type RedisRevocationOptions } from './revocation-store.js';
export type { IoredisSubscriber, NodeRedisSubscriber, RedisSubscriber } from './subscriber.js';
