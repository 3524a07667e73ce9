/** Mistakes in refresh sessions and their stores. */
const newSession = 'packages/issuer/src/sessions/new-session.ts';
const token = 'packages/issuer/src/sessions/refresh-token.ts';
const rules = 'packages/issuer/src/sessions/session-rules.ts';
const sessions = 'packages/issuer/src/sessions/refresh-sessions.ts';
const endings = 'packages/issuer/src/sessions/session-endings.ts';
const settings = 'packages/issuer/src/sessions/session-settings.ts';
const label = 'packages/issuer/src/sessions/session-label.ts';
const purges = 'packages/issuer/src/sessions/purges.ts';
const limit = 'packages/issuer/src/store-access/step-limit.ts';
const memory = 'packages/issuer/src/stores/memory/session-store.ts';
const postgres = 'packages/issuer/src/stores/postgres/session-store.ts';
const scripts = 'packages/issuer/src/stores/redis/session-scripts.ts';
const redis = 'packages/issuer/src/stores/redis/session-store.ts';

export const sessionsBugs = [
  {
    name: 'the hash of a refresh token is the token itself',
    file: token,
    find: "  return createHash('sha256')\n    .update('portcullis.refresh.v1\\n')\n    .update(handle)\n    .update(secret)\n    .digest();",
    replace: '  return Buffer.concat([handle.subarray(0, 0), secret]);',
  },
  {
    name: 'the handle of a refresh token is stored unhashed',
    file: token,
    find: "  return createHash('sha256')\n    .update('portcullis.refresh.handle.v1\\n')\n    .update(handle)\n    .update(issuer)\n    .digest();",
    replace: '  return Buffer.from(handle);',
  },
  {
    name: 'the hash of a refresh token lacks its handle',
    file: token,
    find: "    .update('portcullis.refresh.v1\\n')\n    .update(handle)\n",
    replace: "    .update('portcullis.refresh.v1\\n')\n",
  },
  {
    name: 'a successor is random',
    file: token,
    find: "createHmac('sha256', this.#key)",
    replace: "createHmac('sha256', randomBytes(32))",
  },
  {
    name: 'a refresh key may be short',
    file: token,
    find: 'if (key.length < SECRET_BYTES)',
    replace: 'if (key.length < 1)',
  },
  {
    name: 'the grace never ends',
    file: rules,
    find: 'Math.abs(seenAt - at) < settings.reuseGraceMs',
    replace: 'Math.abs(seenAt - at) < Infinity',
  },
  {
    name: 'concurrent refreshes count as reuse',
    file: rules,
    find: 'Math.abs(seenAt - at) < settings.reuseGraceMs',
    replace: 'seenAt >= at && seenAt - at < settings.reuseGraceMs',
  },
  {
    name: 'the grace uses the clock of the process',
    file: rules,
    find: 'Math.abs(seenAt - at) < settings.reuseGraceMs',
    replace: 'Math.abs(now - at) < settings.reuseGraceMs',
  },
  {
    name: 'a rotation uses the clock of its process',
    file: sessions,
    find: 'rotatedAt: storeTime() }',
    replace: 'rotatedAt: now }',
  },
  {
    name: 'PostgreSQL starts the grace by a process’s clock',
    file: postgres,
    find: 'rotated_at = $7, last_used_at = $4',
    replace: 'rotated_at = $4, last_used_at = $4 + 0 * $7::bigint',
  },
  {
    name: 'Redis starts the grace by a process’s clock',
    file: scripts,
    find: "'rotatedAt', ARGV[7]",
    replace: "'rotatedAt', ARGV[3]",
  },
  {
    name: 'any token of a session is replayed during the grace',
    file: rules,
    find: ' &&\n    isEqualHash(hash, before)',
    replace: '',
  },
  {
    name: 'hashes of refresh tokens are not compared in constant time',
    file: rules,
    find: 'one.length === other.length && timingSafeEqual(one, other)',
    replace: "one.toString('latin1') === other.toString('latin1')",
  },
  {
    name: 'the rules rotate an ended session',
    file: rules,
    find: "if (session.endedAt !== undefined) return 'ended';",
    replace: '',
  },
  {
    name: 'an idle session is refreshed',
    file: rules,
    find: 'Math.min(endsAt, createdAt + absoluteMs, lastUsedAt + idleMs)',
    replace: 'Math.min(endsAt, createdAt + absoluteMs)',
  },
  {
    name: 'a session in use never ends',
    file: rules,
    find: 'Math.min(endsAt, createdAt + absoluteMs, lastUsedAt + idleMs)',
    replace: 'lastUsedAt + idleMs',
  },
  {
    name: 'a longer absolute lifetime applies to existing sessions',
    file: rules,
    find: 'Math.min(endsAt, createdAt + absoluteMs, lastUsedAt + idleMs)',
    replace: 'Math.min(createdAt + absoluteMs, lastUsedAt + idleMs)',
  },
  {
    name: 'a reused token is rejected without ending its session',
    file: sessions,
    find: "if (await store.end(session.handleHash, { reason: 'reuse', at })) {",
    replace: 'if (at > 0) {',
  },
  {
    name: 'reuse of a token is not reported',
    file: sessions,
    find: '      reportReuse(session);\n',
    replace: '',
  },
  {
    name: 'the end of a session is reported before it is stored',
    file: endings,
    find: '    const isFirst = await store.end(session.handleHash, { ...ending, at });\n    await this.notify(session, ending.reason, at, isFirst);',
    replace:
      '    await this.notify(session, ending.reason, at, true);\n    const isFirst = await store.end(session.handleHash, { ...ending, at });',
  },
  {
    name: 'a failed report of a session’s end is not retried',
    file: endings,
    find: '    await this.notify(session, ending.reason, at, isFirst);',
    replace: '    if (isFirst) await this.notify(session, ending.reason, at, isFirst);',
  },
  {
    name: 'the loser of a race gets a token',
    file: sessions,
    find: 'return isRotated ? this.#grant(rotated, next) : undefined;',
    replace: 'return isRotated || rotation.at > 0 ? this.#grant(rotated, next) : undefined;',
  },
  {
    name: 'a replay is not compared with the current token',
    file: sessions,
    find: '.find((each) => isEqualHash(hashOf(each), session.currentHash));',
    replace: '.find((each) => isEqualHash(hashOf(each), hashOf(each)));',
  },
  {
    name: 'the sessions of a subject are unlimited',
    file: endings,
    find: 'await this.#settle(others, (each) => {',
    replace: 'await this.#settle(others.slice(0, 0), (each) => {',
  },
  {
    name: 'the session limit ends the most recently used session',
    file: rules,
    find: 'other.lastUsedAt - one.lastUsedAt ||',
    replace: 'one.lastUsedAt - other.lastUsedAt ||',
  },
  {
    name: 'expired sessions are listed',
    file: sessions,
    find: '.filter(({ expiresAt: end }) => now < end)',
    replace: '.filter(({ expiresAt: end }) => end > 0)',
  },
  {
    name: 'an invalid ID reaches the store',
    file: sessions,
    find: 'UUID.test(id) ? await store.findOwn(subject, id) : undefined',
    replace:
      'await store.findOwn(subject, UUID.test(id) ? id : ((await store.list(subject))[0]?.id ?? id))',
  },
  {
    name: 'a rotation has no deadline',
    file: sessions,
    find: 'notAfter: rotatedAt + store.left(),',
    replace: 'notAfter: rotatedAt + store.left() + 1e12,',
  },
  {
    name: 'unknown options of sessions are accepted',
    file: settings,
    find: '  assertKnownOptions(options, NAMES);\n',
    replace: '',
  },
  {
    name: 'sessions may end before they would be idle',
    file: settings,
    find: 'const bounds = { min: idle,',
    replace: 'const bounds = { min: 1,',
  },
  {
    name: 'the length of a label is unlimited',
    file: label,
    find: 'clean(text.slice(0, MAX))',
    replace: 'clean(text)',
  },
  {
    name: 'a label may contain control characters',
    file: label,
    find: "text.replaceAll(CONTROLS, ' ').trim()",
    replace: 'text.trim()',
  },
  {
    name: 'ended sessions are never removed',
    file: purges,
    find: 'if (this.#begun < EVERY || this.#isRunning) return;',
    replace: 'if (this.#begun < Infinity) return;',
  },
  {
    name: 'a failed purge ends the process',
    file: purges,
    find: '      .catch(reportPurgeFailed)\n',
    replace: '',
  },
  {
    name: 'a hanging store blocks the request',
    file: limit,
    find: 'await Promise.race([open.take(what, step), late.rings])',
    replace: 'await Promise.race([step()])',
  },
  {
    name: 'an unavailable store is an unspecific error',
    file: limit,
    find: 'throw new StoreUnavailableError(what, error);',
    replace: 'throw error;',
  },
  {
    name: 'memory rotates from any token',
    file: memory,
    find: 'if (!session || !isEqualHash(session.currentHash, rotation.from)) return false;',
    replace: 'if (!session) return false;',
  },
  {
    name: 'memory rotates an ended session',
    file: memory,
    find: 'return session?.endedAt === undefined ? session : undefined;',
    replace: 'return session;',
  },
  {
    name: 'memory rotates after the deadline',
    file: memory,
    find: '    if (performance.now() >= rotation.notAfter) return false;\n',
    replace: '',
  },
  {
    name: 'the sessions in memory are unlimited',
    file: memory,
    find: 'if (this.#byHandle.size >= this.#maxSessions) this.#removeOldest();',
    replace: '',
  },
  {
    name: 'memory removes the oldest session although it is in use',
    file: memory,
    find: '    this.#byHandle.delete(keyOf(handleHash)); // moves it to the end of the order\n',
    replace: '',
  },
  {
    name: 'PostgreSQL rotates from any token',
    file: postgres,
    find: 'where handle_hash = $1 and current_hash = $2 and ended_at is null and',
    replace: 'where handle_hash = $1 and $2::bytea is not null and ended_at is null and',
  },
  {
    name: 'PostgreSQL rotates an ended session',
    file: postgres,
    find: 'and current_hash = $2 and ended_at is null and',
    replace: 'and current_hash = $2 and',
  },
  {
    name: 'PostgreSQL rotates after the deadline',
    file: postgres,
    find: 'and ${SERVER_CLOCK} < $6::float8',
    replace: 'and $6::float8 > 0',
  },
  {
    name: 'PostgreSQL finds a session of a different subject by its ID',
    file: postgres,
    find: 's.id = $1 and s.subject = $2',
    replace: 's.id = $1 and $2::text is not null',
  },
  {
    name: 'PostgreSQL ends a session twice',
    file: postgres,
    find: 'where handle_hash = $1 and ended_at is null and ${inTime(',
    replace: 'where handle_hash = $1 and ${inTime(',
  },
  {
    name: 'PostgreSQL removes active sessions',
    file: postgres,
    find: 'where id in (select id from piece) and keep_until <= least($3::float8, ${SERVER_CLOCK})',
    replace: 'where id in (select id from piece) and $3::bigint > 0',
  },
  {
    name: 'two processes that create the table concurrently fail',
    file: 'packages/issuer/src/stores/postgres/tables.ts',
    find: '  perform pg_advisory_xact_lock(${LOCK});\n',
    replace: '',
  },
  {
    name: 'Redis rotates from any token',
    file: scripts,
    find: 'if session[1] ~= ARGV[1] or session[2] then return 0 end',
    replace: 'if not session[1] or session[2] then return 0 end',
  },
  {
    name: 'Redis rotates an ended session',
    file: scripts,
    find: 'if session[1] ~= ARGV[1] or session[2] then return 0 end',
    replace: 'if session[1] ~= ARGV[1] then return 0 end',
  },
  {
    name: 'Redis rotates after the deadline',
    file: scripts,
    find: 'if now >= tonumber(ARGV[5]) then return 0 end\n',
    replace: '',
  },
  {
    name: 'Redis ends a session twice',
    file: scripts,
    find: 'if not session[1] or session[2] then return 0 end',
    replace: 'if not session[1] then return 0 end',
  },
  {
    name: 'Redis never removes sessions',
    file: scripts,
    find: "redis.call('PEXPIRE', KEYS[1], ARGV[1])\nreturn now",
    replace: 'return 1',
  },
  {
    name: 'a refresh does not extend a session in Redis',
    file: scripts,
    find: "redis.call('PEXPIRE', KEYS[1], ARGV[4])\n",
    replace: '',
  },
  {
    name: 'a subject’s list in Redis expires before its sessions',
    file: scripts,
    find: "if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end",
    replace: "redis.call('PEXPIRE', KEYS[1], 40)",
  },
  {
    name: 'Redis lists ended sessions',
    file: redis,
    find: 'found.flatMap(({ session }) => (session && !isEnded(session) ? [session] : []))',
    replace: 'found.flatMap(({ session }) => (session ? [session] : []))',
  },
  {
    name: 'a session is stored before its access token is ready',
    file: sessions,
    find: '    if (isInserted === false) throw',
    replace: '    await prepare?.(this.#view(session));\n    if (isInserted === false) throw',
  },
  {
    name: 'a sign-in fails if an old session cannot be ended',
    file: sessions,
    find: 'await this.#endings.enforceLimit(store, session, until).catch(reportLimitFailed);',
    replace: 'await this.#endings.enforceLimit(store, session, until);',
  },
  {
    name: 'a refresh token is accepted by a different issuer on the same store',
    file: token,
    find: '    .update(issuer)\n',
    replace: '',
  },
  {
    name: 'subjects of two issuers on the same store are mixed',
    file: 'packages/issuer/src/sessions/per-issuer-store.ts',
    find: 'JSON.stringify([issuer, subject])',
    replace: "JSON.stringify(['', subject])",
  },
  {
    name: 'an unreported reuse is never reported',
    file: sessions,
    find: '        return this.#rejectEnded(session);',
    replace: "        throw new RefreshRejectedError('ended');",
  },
  {
    name: 'a replay is granted after a logout',
    file: sessions,
    find: '    if (still?.endedAt !== undefined) return this.#rejectEnded(still);\n',
    replace: '',
  },
  {
    name: 'the access token of a refresh has no time limit',
    file: sessions,
    find: 'await this.#prepares.run(() => prepare(this.#view(session)), store.left());',
    replace: 'await prepare(this.#view(session));',
  },
  {
    name: 'ended sessions evict active ones',
    file: memory,
    find: '    this.#ended.add(keyOf(handleHash));\n',
    replace: '',
  },
  {
    name: 'PostgreSQL keeps ended sessions as long as active ones',
    file: postgres,
    find: 'least(keep_until, $2::bigint + ${KEPT_LONGER_MS})',
    replace: 'keep_until',
  },
  {
    name: 'Redis keeps ended sessions as long as active ones',
    file: scripts,
    find: 'math.min(session[3], ARGV[1] + ${KEPT_LONGER_MS})',
    replace: 'session[3]',
  },
  {
    name: 'a late request with the second-to-last token counts as reuse',
    file: rules,
    find: 'isReplay(previousHash, rotatedAt) || isReplay(olderHash, olderRotatedAt)',
    replace: 'isReplay(previousHash, rotatedAt)',
  },
  {
    name: 'the second-to-last token has the grace of the last',
    file: rules,
    find: 'isReplay(olderHash, olderRotatedAt)',
    replace: 'isReplay(olderHash, rotatedAt)',
  },
  {
    name: 'PostgreSQL does not keep the second-to-last token',
    file: postgres,
    find: 'older_hash = previous_hash, older_rotated_at = rotated_at, ',
    replace: '',
  },
  {
    name: 'a shorter session lifetime is ignored',
    file: newSession,
    find: "return Math.round(1000 * parseDurationWithin(own, 'absoluteTimeout', bounds));",
    replace: "parseDurationWithin(own, 'absoluteTimeout', bounds);\n  return absoluteMs;",
  },
  {
    name: 'a session may last longer than the maximum',
    file: newSession,
    find: 'max: absoluteMs / 1000',
    replace: 'max: 1e9',
  },
];
