/** Mistakes with different clocks and servers: the wrong clock is used, or data is left behind. */
export const clockFaultBugs = [
  {
    name: 'expired sessions count toward the session limit',
    file: 'packages/issuer/src/sessions/session-endings.ts',
    find: 'timeOf(each) < expiresAt(each, rules)',
    replace: 'true',
  },
  {
    name: 'a session over the limit is ended by the clock of a different node',
    file: 'packages/issuer/src/sessions/session-endings.ts',
    find: '(left && readAt) ?? now',
    replace: 'now',
  },
  {
    name: 'a full list is purged by the clock of a process that is ahead',
    file: 'packages/issuer/src/revocation/revocations.ts',
    find: 'this.#snapshot.sweep(this.#keeper.storeTime.earlier(clock()));',
    replace: 'this.#snapshot.sweep(clock());',
  },
  {
    name: 'a PostgreSQL standby returns its own clock',
    file: 'packages/issuer/src/stores/postgres/heartbeat.ts',
    find: 'return isReplica ? this.#heartbeat.primaryTime() : now;',
    replace: 'return now;',
  },
  {
    name: 'a Redis replica returns its own clock',
    file: 'packages/issuer/src/stores/redis/revocation-store.ts',
    find: 'behindMs === undefined ? Number(time) : this.#heartbeat.primaryTime()',
    replace: 'Number(time)',
  },
  {
    name: 'an insert with a lost response is not removed',
    file: 'packages/issuer/src/sessions/limited-store.ts',
    find: 'await inserting?.catch(() => undefined)',
    replace: 'await inserting',
  },
  {
    name: 'a session in Redis uses the clock of any node',
    file: 'packages/issuer/src/stores/redis/session-store.ts',
    find: "handleHash?.toString('base64url') ?? 'time'",
    replace: "'time'",
  },
  {
    name: 'a list in Redis uses the clock of the session’s node',
    file: 'packages/issuer/src/stores/redis/session-store.ts',
    find: 'listTime + notAfter - insertedAt',
    replace: 'notAfter',
  },
  {
    name: 'a client’s token is dated after the check of its secret',
    file: 'packages/nest/src/issuer/token-issuer.ts',
    find: 'const response = await this.#tokens.grant(clientId, lookUp, { scope });',
    replace: 'const response = await this.#respond(clientId, narrowed(await ask(), scope));',
  },
  {
    name: 'a failed statement of the accounts is not retried',
    file: 'libs/database/src/retrying-pool.ts',
    find: 'retried(() => pool.query(config, values))',
    replace: 'pool.query(config, values)',
  },
  {
    name: 'a token of one minute is dated early without a shorter lifetime',
    file: 'packages/issuer/src/signing/token-dates.ts',
    find: 'Math.min(asked / 2, MIN_LEFT)',
    replace: 'Math.min(asked, LEAST_LEFT)',
  },
];
