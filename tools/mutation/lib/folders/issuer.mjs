/**
 * The folders of packages/issuer/src. Specs that start servers of their own or many processes are left out, except for
 * the stores that need them.
 */
export const ISSUER_FOLDERS = {
  sessions: {
    sources: ['sessions/*.ts'],
    specs: [
      'sessions/{refresh-sessions,session-*,timing,cap}',
      'stores/memory-sessions',
      'null-options',
    ],
  },
  revocation: {
    sources: ['revocation/*.ts'],
    specs: ['revocation/{revocations,revocation-*,clocks,memory-revocations}', 'null-options'],
  },
  'key-ring': {
    sources: ['key-ring/*.ts'],
    specs: [
      'key-ring/*',
      'stores/memory-keys',
      'histories/ring-histories',
      'wrong-clock',
      'null-options',
    ],
  },
  signing: {
    sources: ['signing/*.ts'],
    specs: ['signing/*', 'key-ring/key-ring', 'null-options', 'wrong-clock'],
  },
  'store-access': {
    sources: ['store-access/*.ts'],
    specs: [
      'store-access/*',
      'stores/{postgres-sessions,redis-sessions,node-redis,listening-ends,lost-writes}',
      'revocation/{postgres-revocations,redis-revocations,revocations}',
      'sessions/{refresh-sessions,session-settings}',
      'key-ring/live-ring',
    ],
  },
  'stores/memory': {
    sources: ['stores/memory/*.ts'],
    specs: [
      'stores/memory-*',
      'revocation/{memory-revocations,revocations}',
      'sessions/{refresh-sessions,cap}',
      'key-ring/live-ring',
    ],
  },
  'stores/postgres': {
    sources: ['stores/postgres/*.ts'],
    specs: [
      'stores/{postgres-*,lost-writes,listening-ends,strict-isolation,limited-users,pgbouncer}',
      'revocation/{pglite-revocations,postgres-revocations}',
      'sessions/store-clock',
      'null-options',
    ],
  },
  'stores/redis': {
    sources: ['stores/redis/*.ts'],
    specs: [
      'stores/{redis-*,node-redis,listening-ends,lost-writes}',
      'revocation/redis-revocations',
      'sessions/store-clock',
      'null-options',
    ],
  },
};
