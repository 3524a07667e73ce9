/** Mistakes in what stores do for a user with few rights, and in how listening begins and ends. */
const stores = 'packages/issuer/src/stores';
const tables = `${stores}/postgres/tables.ts`;
const limit = 'packages/issuer/src/store-access/step-limit.ts';

export const limitedUserBugs = [
  {
    name: 'a user of PostgreSQL needs the right to create tables that are there',
    file: tables,
    find: 'pg_is_in_recovery() or (${areAllThere})',
    replace: 'pg_is_in_recovery()',
  },
  {
    name: 'a former primary that is read-only counts as the primary',
    file: tables,
    find: "`current_setting('transaction_read_only')::boolean`",
    replace: '`pg_is_in_recovery()`',
  },
  {
    name: 'every process that reads writes a heartbeat',
    file: `${stores}/postgres/heartbeat.ts`,
    find: "name = 'primary' and abs(now_ms - at_ms) < ${BEAT_EVERY_MS}",
    replace: 'false',
  },
  {
    name: 'a heartbeat of the future stays when the clock is set back',
    file: `${stores}/postgres/heartbeat.ts`,
    find: 'abs(now_ms - at_ms) <',
    replace: 'now_ms - at_ms <',
  },
  {
    name: 'a ring that Redis has written fails where the user may not publish',
    file: `${stores}/redis/key-store.ts`,
    find: "redis.pcall('PUBLISH', KEYS[1], ARGV[2])",
    replace: "redis.call('PUBLISH', KEYS[1], ARGV[2])",
  },
  {
    name: 'a revocation that Redis has written fails where the user may not publish',
    file: `${stores}/redis/revocation-store.ts`,
    find: "redis.pcall('PUBLISH', KEYS[1], '')",
    replace: "redis.call('PUBLISH', KEYS[1], '')",
  },
  {
    name: 'nobody is told that the user of Redis may not publish',
    file: `${stores}/redis/subscriber.ts`,
    find: "redis.pcall('PUBLISH', ARGV[1], '')",
    replace: "redis.call('PUBLISH', ARGV[1], '')",
  },
  {
    name: 'the time of Redis is a text where the client answers with texts',
    file: `${stores}/redis/revocation-store.ts`,
    find: 'undefined ? Number(time) :',
    replace: 'undefined ? (time as unknown as number) :',
  },
  {
    name: 'what has listened does not close while its client reconnects',
    file: limit,
    find: 'await timeLimit(what, milliseconds)(async () => end()).catch(() => undefined);',
    replace: 'await Promise.resolve().then(end).catch(() => undefined);',
  },
  {
    name: 'what has listened does not close where its client was closed before',
    file: limit,
    find: '(async () => end()).catch(() => undefined);',
    replace: '(async () => end());',
  },
  {
    name: 'a connection to listen on that hangs is opened again and again',
    file: limit,
    find: 'MOST_ATTEMPTS = 3',
    replace: 'MOST_ATTEMPTS = 1000',
  },
  {
    name: 'a ring opens connections that hang again and again',
    file: 'packages/issuer/src/key-ring/ring-signal.ts',
    find: 'timeLimit(STORE, this.storeTimeoutMs, this.#attempts)',
    replace: 'timeLimit(STORE, this.storeTimeoutMs)',
  },
  {
    name: 'a list of revocations opens connections that hang again and again',
    file: 'packages/issuer/src/revocation/revocation-follower.ts',
    find: 'timeLimit(STORE, storeTimeoutMs, this.#attempts)',
    replace: 'timeLimit(STORE, storeTimeoutMs)',
  },
];
