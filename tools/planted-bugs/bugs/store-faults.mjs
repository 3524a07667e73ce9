/** Mistakes in what stores do under faults: lost races, clocks that differ, writes that come too late. */
const races = 'packages/issuer/src/stores/postgres/lost-races.ts';
const postgresKeys = 'packages/issuer/src/stores/postgres/key-store.ts';
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
    name: 'a lost race is tried for ever',
    file: races,
    find: 'attempt >= MOST_TRIES || ',
    replace: '',
  },
  {
    name: 'whatever fails is tried again',
    file: races,
    find: ' || !isLostRace(error)',
    replace: '',
  },
  ...[
    ['keys', postgresKeys],
    ['sessions', postgresSessions],
    ['revocations', postgresRevocations],
  ].map(([what, file]) => ({
    name: `a lost race is an outage for ${what}`,
    file,
    find: 'const retrying = retryingLostRaces(db);',
    replace: 'const retrying = db;',
  })),
  {
    name: 'clocks: a token is dated by its own clock',
    file: revocations,
    find: 'return ahead > this.#settings.clockSkewMs ? now - ahead : now;',
    replace: 'return now;',
  },
  {
    name: 'clocks: a token is dated by the store’s clock also where that is ahead',
    file: revocations,
    find: 'return ahead > this.#settings.clockSkewMs ? now - ahead : now;',
    replace: 'return now - ahead;',
  },
  {
    name: 'clocks: a token is dated before the store was asked',
    file: revocations,
    find: '    if (!hasRead) throw new StoreUnavailableError',
    replace: '    if (!hasRead && now < 0) throw new StoreUnavailableError',
  },
  {
    name: 'clocks: the time of the store is of the moment of the read',
    file: storeTime,
    find: 'this.#told.time + this.#steady() - this.#told.steady',
    replace: 'this.#told.time',
  },
  {
    name: 'clocks: one that is off is told with every read',
    file: storeTime,
    find: ' || steady - this.#reportedAt < REPORT_EVERY_MS',
    replace: '',
  },
  {
    name: 'clocks: one that is behind is not told',
    file: storeTime,
    find: 'Math.abs(ahead) <= mostMs',
    replace: 'ahead <= mostMs',
  },
  {
    name: 'clocks: one that is as far off as it may is told',
    file: storeTime,
    find: 'Math.abs(ahead) <= mostMs',
    replace: 'Math.abs(ahead) < mostMs',
  },
  {
    name: 'clocks: an entry is forgotten by the later clock',
    file: storeTime,
    find: 'Math.floor(Math.min(own, this.now() ?? own))',
    replace: 'Math.floor(own)',
  },
  {
    name: 'clocks: an entry is forgotten by the clock of a process that has just started',
    file: storeTime,
    find: 'this.now() === undefined ? own - KEPT_LONGER_MS : this.earlier(own)',
    replace: 'this.earlier(own)',
  },
  {
    name: 'clocks: a token that is dated early is refused for its length in its own process',
    file: revocations,
    find: '<= longestTokenMs + more) return;',
    replace: '<= longestTokenMs) return;',
  },
  {
    name: 'clocks: the revocation of a token is forgotten by the clock of a process that is behind',
    file: revocations,
    find: 'Math.min(longest + KEPT_LONGER_MS, own)',
    replace: 'Math.min(longest, own)',
  },
  {
    name: 'clocks: a token that is dated early outlives longestToken',
    file: dates,
    find: 'Math.min(asked, Math.floor(longest - early))',
    replace: 'asked',
  },
  {
    name: 'clocks: a token that is dated early is over in its own process',
    file: dates,
    find: 'return accepted >= Math.min(asked / 2, LEAST_LEFT) ? accepted : asked;',
    replace: 'return accepted;',
  },
  {
    name: 'clocks: a token that is dated early expires early',
    file: dates,
    find: 'early > 0 ? Math.ceil(issuedAt + early) : issuedAt',
    replace: 'issuedAt',
  },
  {
    name: 'clocks: a sign-in is compared by its own clock',
    file: tokenIssuer,
    find: 'return at - (now - dated);',
    replace: 'return at;',
  },
  {
    name: 'clocks: PostgreSQL dates a revocation by its own clock alone',
    file: postgresRevocations,
    find: 'select greatest(coalesce(${SERVER_CLOCK} - $4::bigint, 0), 0) as ahead',
    replace: 'select coalesce(${SERVER_CLOCK} - $4::bigint, 0) as ahead',
  },
  {
    name: 'clocks: PostgreSQL dates a revocation by the clock of the process alone',
    file: postgresRevocations,
    find: 'then $2::bigint + ahead else 0 end',
    replace: 'then $2::bigint else 0 end',
  },
  {
    name: 'clocks: PostgreSQL forgets an entry by the clock of the process alone',
    file: postgresRevocations,
    find: '$3::bigint + ahead,',
    replace: '$3::bigint,',
  },
  {
    name: 'clocks: Redis dates a revocation by its own clock alone',
    file: redisRevocations,
    find: 'math.max(0, time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[5]))',
    replace: 'time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[5])',
  },
  {
    name: 'clocks: Redis forgets an entry by the clock of the process alone',
    file: redisRevocations,
    find: "till = string.format('%.0f', till + ahead)",
    replace: "till = string.format('%.0f', till)",
  },
  {
    name: 'clocks: memory dates a revocation by its own clock alone',
    file: memoryRevocations,
    find: 'Math.max(0, Math.ceil(this.#clock() - now))',
    replace: 'Math.ceil(this.#clock() - now)',
  },
  {
    name: 'late: a sign-in that was refused is stored when the store comes back',
    file: refreshSessions,
    find: 'const notAfter = this.#isTimed ? clock() + store.left() : undefined;',
    replace: 'const notAfter = undefined;',
  },
  {
    name: 'late: a session that was not stored is granted',
    file: refreshSessions,
    find: 'if (isInserted === false) throw',
    replace: 'if (isInserted === null) throw',
  },
  {
    name: 'late: PostgreSQL inserts however late',
    file: postgresSessions,
    find: "where ${inTime('$10')} returning id",
    replace: "where ${inTime('$10')} or true returning id",
  },
  {
    name: 'late: PostgreSQL ends however late',
    file: postgresSessions,
    find: "ended_at is null and ${inTime('$4')} returning id",
    replace: "ended_at is null and (${inTime('$4')} or true) returning id",
  },
  {
    name: 'late: Redis inserts however late',
    file: redisScripts,
    find: "${SERVER_CLOCK}${tooLate('ARGV[2]')}\nredis.call('HSET', KEYS[1], unpack(ARGV, 3))",
    replace: "${SERVER_CLOCK}\nredis.call('HSET', KEYS[1], unpack(ARGV, 3))",
  },
  {
    name: 'late: Redis ends however late',
    file: redisScripts,
    find: "${SERVER_CLOCK}${tooLate('ARGV[3]')}",
    replace: '${SERVER_CLOCK}',
  },
  {
    name: 'late: the cap ends a session however late',
    file: refreshSessions,
    find: 'left: this.#isTimed ? () => store.left() : undefined };',
    replace: 'left: undefined };',
  },
  {
    name: 'late: a refresh has the whole limit from when its session was read',
    file: refreshSessions,
    find: 'notAfter: rotatedAt + store.left(),',
    replace: 'notAfter: rotatedAt + this.#options.storeTimeoutMs,',
  },
  {
    name: 'clocks: a session begins by the clock of its process',
    file: refreshSessions,
    find: 'token, now: clock() }, this.#options);',
    replace: 'token, now: this.#options.clock() }, this.#options);',
  },
  {
    name: 'clocks: a session is used by the clock of its process',
    file: refreshSessions,
    find: 'at: this.#isTimed ? rotatedAt : clock(),',
    replace: 'at: clock(),',
  },
  {
    name: 'clocks: a session expires by the clock of its process',
    file: refreshSessions,
    find: 'const at = this.#isTimed ? seenAt : now;',
    replace: 'const at = now;',
  },
  {
    name: 'clocks: PostgreSQL forgets sessions by the clock of a process',
    file: postgresSessions,
    find: 'keep_until <= least($3::float8, ${SERVER_CLOCK})',
    replace: 'keep_until <= $3::float8',
  },
  {
    name: 'late: what was stored in time and answered too late goes on',
    file: 'packages/issuer/src/sessions/limited-store.ts',
    find: 'if (inserting) undo()',
    replace: 'if (!inserting) undo()',
  },
  {
    name: 'values: PostgreSQL begins the grace of the token before the last anew',
    file: postgresSessions,
    find: 'older_rotated_at = rotated_at,',
    replace: 'older_rotated_at = $7,',
  },
  {
    name: 'values: Redis begins the grace of the token before the last anew',
    file: redisScripts,
    find: "'olderRotatedAt', session[4]",
    replace: "'olderRotatedAt', now",
  },
  {
    name: 'values: Redis keeps a session that was ended as long as one that goes on',
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
    name: 'order: the sample looks at the time after the password',
    file: 'apps/sample-api/src/auth/auth.controller.ts',
    find: "    if (!user) throw new UnauthorizedException('e-mail or password is wrong');\n    return this.signIns.begin(user, { request, response, device, cookie, checkedAt });",
    replace:
      "    if (!user) throw new UnauthorizedException('e-mail or password is wrong');\n    return this.signIns.begin(user, { request, response, device, cookie, checkedAt: Math.max(checkedAt, Date.now()) });",
  },
  {
    name: 'order: the sample looks at the time after the ID token',
    file: 'apps/sample-api/src/auth/auth.controller.ts',
    find: '    const checkedAt = Date.now();\n    const user = await this.google.signIn(idTokenOf(request, body));\n',
    replace:
      '    const user = await this.google.signIn(idTokenOf(request, body));\n    const checkedAt = Date.now();\n',
  },
  {
    name: 'order: the sample looks at the time after the code',
    file: 'apps/sample-api/src/auth/provider.controller.ts',
    find: '      const checkedAt = Date.now();\n      const user = await this.google.signIn(await this.flows.finish(flow, queryOf(request)));\n',
    replace:
      '      const user = await this.google.signIn(await this.flows.finish(flow, queryOf(request)));\n      const checkedAt = Date.now();\n',
  },
];
