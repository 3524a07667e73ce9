/** Mistakes in how a replica that was cut off from its primary is told from one that follows it. */
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
    name: 'a replica whose clock is behind is current for ever',
    file: freshness,
    find: 'return Math.max(0, now - beat, steady - this.#since);',
    replace: 'return Math.max(0, now - beat);',
  },
  {
    name: 'a heartbeat is as old as this process has known it',
    file: freshness,
    find: 'return Math.max(0, now - beat, steady - this.#since);',
    replace: 'return Math.max(0, steady - this.#since);',
  },
  {
    name: 'a PostgreSQL that answers counts as the primary',
    file: heartbeat,
    find: 'select ${TAKES_NO_WRITES} as is_replica,',
    replace: 'select false as is_replica,',
  },
  {
    name: 'nobody writes heartbeats into PostgreSQL',
    file: heartbeat,
    find: 'void this.#beat(db);',
    replace: 'void db;',
  },
  {
    name: 'a Redis that answers counts as the primary',
    file: pulse,
    find: "type(info) == 'string' and string.find(info, 'role:slave', 1, true)",
    replace: 'false',
  },
  {
    name: 'a Redis primary without its replicas counts as the primary',
    file: pulse,
    find: " or string.find(refused, 'NOREPLICAS', 1, true)",
    replace: '',
  },
  {
    name: 'nobody writes heartbeats into Redis',
    file: pulse,
    find: "redis.pcall('HSET',",
    replace: "redis.pcall('HGET',",
  },
  {
    name: 'a ring counts as seen when a replica told it, however old that is',
    file: 'packages/issuer/src/key-ring/ring-writer.ts',
    find: 'if (behindMs < propagationTimeMs - storeTimeoutMs) return behindMs;',
    replace: 'if (behindMs >= 0) return 0;',
  },
  {
    name: 'what a replica told of revocations counts as known now',
    file: 'packages/issuer/src/revocation/revocation-follower.ts',
    find: 'return { wall: wall - behindMs, steady: steady - behindMs };',
    replace: 'return { wall, steady };',
  },
  {
    name: 'revocations of a replica that is too far behind are taken for all',
    file: 'packages/issuer/src/revocation/revocation-follower.ts',
    find: 'if (behindMs > this.#settings.maxStalenessMs) {',
    replace: 'if (behindMs > this.#settings.maxStalenessMs * 1000) {',
  },
  {
    name: 'the first page alone says how far a replica is behind',
    file: 'packages/issuer/src/revocation/revocation-follower.ts',
    find: 'this.#behindMs = Math.max(this.#behindMs, page.behindMs ?? 0);',
    replace: 'this.#behindMs ||= page.behindMs === undefined ? 0 : 1;',
  },
  {
    name: 'a standby of PostgreSQL says which sessions there are',
    file: 'packages/issuer/src/stores/postgres/session-store.ts',
    find: 'if (found[0]?.is_replica !== false) throw',
    replace: 'if (found[0] === undefined) throw',
  },
  {
    name: 'a replica of Redis says which sessions there are',
    file: sessions,
    find: 'export const FIND = new RedisScript(`${PRIMARY_ALONE}${SERVER_CLOCK}',
    replace: 'export const FIND = new RedisScript(`${SERVER_CLOCK}',
  },
  {
    name: 'a replica of Redis says that a subject has no sessions to end',
    file: sessions,
    find: 'export const ENLISTED = new RedisScript(`${PRIMARY_ALONE}\n',
    replace: 'export const ENLISTED = new RedisScript(`',
  },
  {
    name: 'a replica of Redis says that a session to be ended is not there',
    file: sessions,
    find: 'export const HANDLE = new RedisScript(`${PRIMARY_ALONE}\n',
    replace: 'export const HANDLE = new RedisScript(`',
  },
];
