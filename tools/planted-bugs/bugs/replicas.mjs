/** Mistakes in detecting a replica that has lost its primary. */
const freshness = 'packages/issuer/src/store-access/heartbeat.ts';
const heartbeat = 'packages/issuer/src/stores/postgres/heartbeat.ts';
const pulse = 'packages/issuer/src/stores/redis/pulse.ts';
const sessions = 'packages/issuer/src/stores/redis/session-scripts.ts';

export const replicaBugs = [
  {
    name: 'a replica that never had a heartbeat is current',
    file: freshness,
    find: 'if (beat === undefined) return Number.POSITIVE_INFINITY;',
    replace: 'if (beat === undefined) return 0;',
  },
  {
    name: 'a replica with a slow clock is always current',
    file: freshness,
    find: 'return Math.max(0, now - beat, steady - this.#since);',
    replace: 'return Math.max(0, now - beat);',
  },
  {
    name: 'the age of a heartbeat counts from when this process read it',
    file: freshness,
    find: 'return Math.max(0, now - beat, steady - this.#since);',
    replace: 'return Math.max(0, steady - this.#since);',
  },
  {
    name: 'a PostgreSQL that responds counts as the primary',
    file: heartbeat,
    find: 'select ${TAKES_NO_WRITES} as is_replica,',
    replace: 'select false as is_replica,',
  },
  {
    name: 'heartbeats are not written to PostgreSQL',
    file: heartbeat,
    find: 'void this.#beat(db);',
    replace: 'void db;',
  },
  {
    name: 'a Redis that responds counts as the primary',
    file: pulse,
    find: "type(info) == 'string' and string.find(info, 'role:slave', 1, true)",
    replace: 'false',
  },
  {
    name: 'a Redis primary without its replicas counts as the primary',
    file: 'packages/issuer/src/stores/redis/server.ts',
    find: " or string.find(error, 'NOREPLICAS', 1, true)",
    replace: '',
  },
  {
    name: 'heartbeats are not written to Redis',
    file: pulse,
    find: "redis.pcall('HSET',",
    replace: "redis.pcall('HGET',",
  },
  {
    name: 'a ring from a stale replica counts as current',
    file: 'packages/issuer/src/key-ring/ring-writer.ts',
    find: 'if (behindMs < propagationTimeMs - storeTimeoutMs) return behindMs;',
    replace: 'if (behindMs >= 0) return 0;',
  },
  {
    name: 'revocations from a replica count as current',
    file: 'packages/issuer/src/revocation/revocation-follower.ts',
    find: 'return { wall: wall - behindMs, steady: steady - behindMs };',
    replace: 'return { wall, steady };',
  },
  {
    name: 'revocations from a stale replica count as complete',
    file: 'packages/issuer/src/revocation/revocation-follower.ts',
    find: 'if (behindMs > this.#settings.maxStalenessMs) {',
    replace: 'if (behindMs > this.#settings.maxStalenessMs * 1000) {',
  },
  {
    name: 'only the first page checks a replica’s lag',
    file: 'packages/issuer/src/revocation/revocation-follower.ts',
    find: 'this.#behindMs = Math.max(this.#behindMs, page.behindMs ?? 0);',
    replace: 'this.#behindMs ||= page.behindMs === undefined ? 0 : 1;',
  },
  {
    name: 'sessions are listed from a PostgreSQL standby',
    file: 'packages/issuer/src/stores/postgres/session-store.ts',
    find: 'if (found[0]?.is_replica !== false) throw',
    replace: 'if (found[0] === undefined) throw',
  },
  {
    name: 'sessions are listed from a Redis replica',
    file: sessions,
    find: 'export const FIND = new RedisScript(`${PRIMARY_ALONE}${SERVER_CLOCK}',
    replace: 'export const FIND = new RedisScript(`${SERVER_CLOCK}',
  },
  {
    name: 'a Redis replica decides that a subject has no sessions',
    file: sessions,
    find: 'export const ENLISTED = new RedisScript(`${PRIMARY_ALONE}\n',
    replace: 'export const ENLISTED = new RedisScript(`',
  },
  {
    name: 'a Redis replica decides that a session does not exist',
    file: sessions,
    find: 'export const HANDLE = new RedisScript(`${PRIMARY_ALONE}\n',
    replace: 'export const HANDLE = new RedisScript(`',
  },
];
