/** Mistakes in stores with a user of few rights, and in starting and stopping subscriptions. */
const stores = 'packages/issuer/src/stores';
const tables = `${stores}/postgres/tables.ts`;
const limit = 'packages/issuer/src/store-access/step-limit.ts';

export const limitedUserBugs = [
  {
    name: 'a PostgreSQL user needs the right to create existing tables',
    file: tables,
    find: 'pg_is_in_recovery() or (${allExist})',
    replace: 'pg_is_in_recovery()',
  },
  {
    name: 'a read-only former primary counts as the primary',
    file: `${stores}/postgres/server.ts`,
    find: "`current_setting('transaction_read_only')::boolean`",
    replace: '`pg_is_in_recovery()`',
  },
  {
    name: 'every reading process writes a heartbeat',
    file: `${stores}/postgres/heartbeat.ts`,
    find: "name = 'primary' and abs(now_ms - at_ms) < ${BEAT_EVERY_MS}",
    replace: 'false',
  },
  {
    name: 'a heartbeat in the future stays after the clock is set back',
    file: `${stores}/postgres/heartbeat.ts`,
    find: 'abs(now_ms - at_ms) <',
    replace: 'now_ms - at_ms <',
  },
  {
    name: 'writing a ring fails if the Redis user may not publish',
    file: `${stores}/redis/key-store.ts`,
    find: "redis.pcall('PUBLISH', KEYS[1], ARGV[2])",
    replace: "redis.call('PUBLISH', KEYS[1], ARGV[2])",
  },
  {
    name: 'writing a revocation fails if the Redis user may not publish',
    file: `${stores}/redis/revocation-store.ts`,
    find: "redis.pcall('PUBLISH', KEYS[1], '')",
    replace: "redis.call('PUBLISH', KEYS[1], '')",
  },
  {
    name: 'a Redis user that may not publish is not reported',
    file: `${stores}/redis/subscriber.ts`,
    find: "redis.pcall('PUBLISH', ARGV[1], '')",
    replace: "redis.call('PUBLISH', ARGV[1], '')",
  },
  {
    name: 'the time of Redis stays a string',
    file: `${stores}/redis/revocation-store.ts`,
    find: 'undefined ? Number(time) :',
    replace: 'undefined ? (time as unknown as number) :',
  },
  {
    name: 'a subscriber does not close while its client reconnects',
    file: limit,
    find: 'await timeLimit(what, milliseconds)(async () => end()).catch(() => undefined);',
    replace: 'await Promise.resolve().then(end).catch(() => undefined);',
  },
  {
    name: 'a subscriber does not close after its client',
    file: limit,
    find: '(async () => end()).catch(() => undefined);',
    replace: '(async () => end());',
  },
  {
    name: 'a hanging LISTEN connection is opened repeatedly',
    file: limit,
    find: 'MAX_ATTEMPTS = 3',
    replace: 'MOST_ATTEMPTS = 1000',
  },
  {
    name: 'a key ring opens hanging connections repeatedly',
    file: 'packages/issuer/src/key-ring/ring-signal.ts',
    find: 'timeLimit(STORE, this.storeTimeoutMs, this.#attempts)',
    replace: 'timeLimit(STORE, this.storeTimeoutMs)',
  },
  {
    name: 'revocations open hanging connections repeatedly',
    file: 'packages/issuer/src/revocation/revocation-subscription.ts',
    find: 'timeLimit(STORE, storeTimeoutMs, this.#attempts)',
    replace: 'timeLimit(STORE, storeTimeoutMs)',
  },
];
