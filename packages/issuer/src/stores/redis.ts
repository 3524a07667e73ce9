/** `@portcullis/issuer/redis`: what is kept in Redis. */
export type { RedisCommands } from './redis-commands.js';
export { RedisSessionStore } from './redis-sessions.js';
