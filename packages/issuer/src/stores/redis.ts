/** `@portcullis/issuer/redis`: what is kept in Redis. */
export type { RedisCommands } from './redis-commands.js';
<<<<<<< HEAD
<<<<<<< HEAD
export { RedisSessionStore } from './redis-sessions.js';
=======
export { RedisKeyStore, type RedisKeyStoreOptions, type RedisSubscriber } from './redis-keys.js';
>>>>>>> keyring
=======
export {
  RedisRevocationStore,
  type RedisRevocationOptions,
  type RedisSubscriber,
} from './redis-revocations.js';
>>>>>>> revocation
