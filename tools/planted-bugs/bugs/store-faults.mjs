/** Mistakes of stores under faults: lost races, different clocks, late writes. */
const races = 'packages/issuer/src/stores/postgres/lost-races.ts';
const postgresSessions = 'packages/issuer/src/stores/postgres/session-store.ts';
const postgresRevocations = 'packages/issuer/src/stores/postgres/revocation-store.ts';
const redisRevocations = 'packages/issuer/src/stores/redis/revocation-store.ts';
const memoryRevocations = 'packages/issuer/src/stores/memory/revocation-store.ts';
const storeTime = 'packages/issuer/src/revocation/store-time.ts';
const revocations = 'packages/issuer/src/revocation/revocations.ts';
const dates = 'packages/issuer/src/signing/token-dates.ts';
const tokenIssuer = 'packages/nest/src/issuer/token-issuer.ts';
const redisScripts = 'packages/issuer/src/stores/redis/session-scripts.ts';
const refreshSessions = 'packages/issuer/src/sessions/refresh-sessions.ts';

export const storeFaultBugs = [
  {
    name: 'a lost race is an outage',
    file: races,
    find: "new Set(['40001', '40P01'])",
    replace: "new Set(['40P01'])",
  },
  {
    name: 'a deadlock is an outage',
    file: races,
    find: "new Set(['40001', '40P01'])",
    replace: "new Set(['40001'])",
  },
  {
    name: 'a lost race is retried without a limit',
    file: races,
    find: 'attempt >= MAX_TRIES || ',
    replace: '',
  },
  {
    name: 'every failure is retried',
    file: races,
    find: ' || !isLostRace(error)',
    replace: '',
  },
  {
    name: 'a statement that loses a race is not repeated',
    file: 'packages/issuer/src/stores/postgres/tables.ts',
    find: 'return retryLostRaces(() => this.#db.query(text, values));',
    replace: 'return this.#db.query(text, values);',
  },
  {
    name: 'clocks: a token is dated by the process’s clock',
    file: revocations,
    find: 'return ahead > this.#settings.clockSkewMs ? now - ahead : now;',
    replace: 'return now;',
  },
  {
    name: 'clocks: a token is dated by the store’s clock although it is ahead',
    file: revocations,
    find: 'return ahead > this.#settings.clockSkewMs ? now - ahead : now;',
    replace: 'return now - ahead;',
  },
  {
    name: 'clocks: a token is dated before the store’s time is read',
    file: revocations,
    find: '    if (!hasRead) throw new StoreUnavailableError',
    replace: '    if (!hasRead && now < 0) throw new StoreUnavailableError',
  },
  {
    name: 'clocks: the store’s time does not advance after the read',
    file: storeTime,
    find: 'this.#told.time + this.#steady() - this.#told.steady',
    replace: 'this.#told.time',
  },
  {
    name: 'clocks: a wrong clock is reported with every read',
    file: storeTime,
    find: ' || steady - this.#reportedAt < REPORT_EVERY_MS',
    replace: '',
  },
  {
    name: 'clocks: a slow clock is not reported',
    file: storeTime,
    find: 'Math.abs(ahead) <= mostMs',
    replace: 'ahead <= mostMs',
  },
  {
    name: 'clocks: a clock at the allowed difference is reported',
    file: storeTime,
    find: 'Math.abs(ahead) <= mostMs',
    replace: 'Math.abs(ahead) < mostMs',
  },
  {
    name: 'clocks: an entry is removed by the later clock',
    file: storeTime,
    find: 'Math.floor(Math.min(own, this.now() ?? own))',
    replace: 'Math.floor(own)',
  },
  {
    name: 'clocks: an entry is removed by the clock of a process that has just started',
    file: storeTime,
    find: 'this.now() === undefined ? own - KEPT_LONGER_MS : this.earlier(own)',
    replace: 'this.earlier(own)',
  },
  {
    name: 'clocks: an early-dated token is rejected for its lifetime in its own process',
    file: revocations,
    find: '<= longestTokenMs + more) return;',
    replace: '<= longestTokenMs) return;',
  },
  {
    name: 'clocks: the revocation of a token is removed by a slow clock',
    file: revocations,
    find: 'Math.min(longest + KEPT_LONGER_MS, own)',
    replace: 'Math.min(longest, own)',
  },
  {
    name: 'clocks: an early-dated token outlives longestToken',
    file: dates,
    find: 'Math.min(asked, Math.floor(longest - early))',
    replace: 'asked',
  },
  {
    name: 'clocks: an early-dated token has expired in its own process',
    file: dates,
    find: 'return accepted >= Math.min(asked / 2, MIN_LEFT) ? accepted : asked;',
    replace: 'return accepted;',
  },
  {
    name: 'clocks: an early-dated token expires early',
    file: dates,
    find: 'early > 0 ? Math.ceil(issuedAt + early) : issuedAt',
    replace: 'issuedAt',
  },
  {
    name: 'clocks: a sign-in is compared by the process’s clock',
    file: 'packages/nest/src/issuer/access-tokens.ts',
    find: 'return at - (now - dated);',
    replace: 'return at;',
  },
  {
    name: 'clocks: PostgreSQL dates a revocation only by its own clock',
    file: postgresRevocations,
    find: 'select greatest(coalesce(${SERVER_CLOCK_MS} - $4::bigint, 0), 0) as ahead',
    replace: 'select coalesce(${SERVER_CLOCK_MS} - $4::bigint, 0) as ahead',
  },
  {
    name: 'clocks: PostgreSQL dates a revocation only by the process’s clock',
    file: postgresRevocations,
    find: 'then $2::bigint + ahead else 0 end',
    replace: 'then $2::bigint else 0 end',
  },
  {
    name: 'clocks: PostgreSQL removes an entry only by the process’s clock',
    file: postgresRevocations,
    find: '$3::bigint + ahead,',
    replace: '$3::bigint,',
  },
  {
    name: 'clocks: Redis dates a revocation only by its own clock',
    file: redisRevocations,
    find: 'math.max(0, now - tonumber(ARGV[5]))',
    replace: 'now - tonumber(ARGV[5])',
  },
  {
    name: 'clocks: Redis removes an entry only by the process’s clock',
    file: redisRevocations,
    find: "till = string.format('%.0f', till + ahead)",
    replace: "till = string.format('%.0f', till)",
  },
  {
    name: 'clocks: memory dates a revocation only by its own clock',
    file: memoryRevocations,
    find: 'Math.max(0, Math.ceil(this.#clock() - now))',
    replace: 'Math.ceil(this.#clock() - now)',
  },
  {
    name: 'late: a rejected sign-in is stored when the store recovers',
    file: refreshSessions,
    find: 'const notAfter = this.#isTimed ? clock() + store.left() : undefined;',
    replace: 'const notAfter = undefined;',
  },
  {
    name: 'late: a session is granted without being stored',
    file: refreshSessions,
    find: 'if (isInserted === false) throw',
    replace: 'if (isInserted === null) throw',
  },
  {
    name: 'late: PostgreSQL inserts after the deadline',
    file: postgresSessions,
    find: "where ${inTime('$10')} returning id",
    replace: "where ${inTime('$10')} or true returning id",
  },
  {
    name: 'late: PostgreSQL ends a session after the deadline',
    file: postgresSessions,
    find: "ended_at is null and ${inTime('$4')} returning id",
    replace: "ended_at is null and (${inTime('$4')} or true) returning id",
  },
  {
    name: 'late: Redis inserts after the deadline',
    file: redisScripts,
    find: "${SERVER_CLOCK}${tooLate('ARGV[2]')}\nredis.call('HSET', KEYS[1], unpack(ARGV, 3))",
    replace: "${SERVER_CLOCK}\nredis.call('HSET', KEYS[1], unpack(ARGV, 3))",
  },
  {
    name: 'late: Redis ends a session after the deadline',
    file: redisScripts,
    find: "${SERVER_CLOCK}${tooLate('ARGV[3]')}",
    replace: '${SERVER_CLOCK}',
  },
  {
    name: 'late: the session limit ends a session after the deadline',
    file: refreshSessions,
    find: 'left: this.#isTimed ? () => store.left() : undefined };',
    replace: 'left: undefined };',
  },
  {
    name: 'late: the time limit of a refresh restarts after its session is read',
    file: refreshSessions,
    find: 'notAfter: rotatedAt + store.left(),',
    replace: 'notAfter: rotatedAt + this.#options.storeTimeoutMs,',
  },
  {
    name: 'clocks: a session starts by the process’s clock',
    file: refreshSessions,
    find: 'token, now: clock() }, this.#options)',
    replace: 'token, now: this.#options.clock() }, this.#options)',
  },
  {
    name: 'clocks: the last use of a session is dated by the process’s clock',
    file: refreshSessions,
    find: 'at: this.#isTimed ? rotatedAt : clock(),',
    replace: 'at: clock(),',
  },
  {
    name: 'clocks: a session expires by the process’s clock',
    file: refreshSessions,
    find: 'const at = this.#isTimed ? seenAt : now;',
    replace: 'const at = now;',
  },
  {
    name: 'clocks: PostgreSQL removes sessions by a process’s clock',
    file: postgresSessions,
    find: 'keep_until <= least($3::float8, ${SERVER_CLOCK})',
    replace: 'keep_until <= $3::float8',
  },
  {
    name: 'late: a late response to a timely write counts as a success',
    file: 'packages/issuer/src/sessions/limited-store.ts',
    find: 'if (inserting) undo()',
    replace: 'if (!inserting) undo()',
  },
  {
    name: 'values: PostgreSQL restarts the grace of the second-to-last token',
    file: postgresSessions,
    find: 'older_rotated_at = rotated_at,',
    replace: 'older_rotated_at = $7,',
  },
  {
    name: 'values: Redis restarts the grace of the second-to-last token',
    file: redisScripts,
    find: "'olderRotatedAt', session[4]",
    replace: "'olderRotatedAt', now",
  },
  {
    name: 'values: Redis keeps an ended session as long as an active one',
    file: redisScripts,
    find: "if redis.call('PTTL', KEYS[1]) > ${KEPT_LONGER_MS} then redis.call('PEXPIRE', KEYS[1], ${KEPT_LONGER_MS}) end\n",
    replace: '',
  },
  {
    name: 'order: the sessions of a subject are ended before its revocation is written',
    file: tokenIssuer,
    find: "    const [revoked] = await Promise.allSettled([this.revocations.revokeSubject(subject)]);\n    const ended = sessions ? await sessions.endAll(subject, 'operator') : 0;\n",
    replace:
      "    const ended = sessions ? await sessions.endAll(subject, 'operator') : 0;\n    const [revoked] = await Promise.allSettled([this.revocations.revokeSubject(subject)]);\n",
  },
  {
    name: 'order: the sample reads the time after the password check',
    file: 'apps/sample-api/src/auth/auth.controller.ts',
    find: "    if (!user) throw new UnauthorizedException('e-mail or password is wrong');\n    return this.signIns.begin(user, { request, response, device, cookie, checkedAt });",
    replace:
      "    if (!user) throw new UnauthorizedException('e-mail or password is wrong');\n    return this.signIns.begin(user, { request, response, device, cookie, checkedAt: Math.max(checkedAt, Date.now()) });",
  },
  {
    name: 'order: the sample reads the time after the ID token check',
    file: 'apps/sample-api/src/auth/auth.controller.ts',
    find: '    const checkedAt = Date.now();\n    const user = await this.google.signIn(idTokenOf(request, body));\n',
    replace:
      '    const user = await this.google.signIn(idTokenOf(request, body));\n    const checkedAt = Date.now();\n',
  },
  {
    name: 'order: the sample reads the time after the code exchange',
    file: 'apps/sample-api/src/auth/provider.controller.ts',
    find: '      const checkedAt = Date.now();\n      const user = await this.google.signIn(await this.flows.finish(flow, queryOf(request)));\n',
    replace:
      '      const user = await this.google.signIn(await this.flows.finish(flow, queryOf(request)));\n      const checkedAt = Date.now();\n',
  },
];
