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
    name: 'the handle of a refresh token is stored as it is',
    file: token,
    find: "  return createHash('sha256')\n    .update('portcullis.refresh.handle.v1\\n')\n    .update(handle)\n    .update(issuer)\n    .digest();",
    replace: '  return Buffer.from(handle);',
  },
  {
    name: 'the hash of a refresh token leaves its handle out',
    file: token,
    find: "    .update('portcullis.refresh.v1\\n')\n    .update(handle)\n",
    replace: "    .update('portcullis.refresh.v1\\n')\n",
  },
  {
    name: 'a successor is made anew each time',
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
    name: 'who came a moment before another rotated is a thief',
    file: rules,
    find: 'Math.abs(seenAt - at) < settings.reuseGraceMs',
    replace: 'seenAt >= at && seenAt - at < settings.reuseGraceMs',
  },
  {
    name: 'the grace goes by the clock of the process that is asked',
    file: rules,
    find: 'Math.abs(seenAt - at) < settings.reuseGraceMs',
    replace: 'Math.abs(now - at) < settings.reuseGraceMs',
  },
  {
    name: 'a rotation is dated by the clock of its process',
    file: sessions,
    find: 'rotatedAt: storeTime() }',
    replace: 'rotatedAt: now }',
  },
  {
    name: 'PostgreSQL begins the grace by the clock of a process',
    file: postgres,
    find: 'rotated_at = $7, last_used_at = $4',
    replace: 'rotated_at = $4, last_used_at = $4 + 0 * $7::bigint',
  },
  {
    name: 'Redis begins the grace by the clock of a process',
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
    name: 'hashes of refresh tokens are compared up to the first byte that differs',
    file: rules,
    find: 'one.length === other.length && timingSafeEqual(one, other)',
    replace: "one.toString('latin1') === other.toString('latin1')",
  },
  {
    name: 'an ended session rotates by its rules',
    file: rules,
    find: "if (session.endedAt !== undefined) return 'ended';",
    replace: '',
  },
  {
    name: 'a session that was not used for long is refreshed',
    file: rules,
    find: 'Math.min(endsAt, createdAt + absoluteMs, lastUsedAt + idleMs)',
    replace: 'Math.min(endsAt, createdAt + absoluteMs)',
  },
  {
    name: 'a session that is used has no end',
    file: rules,
    find: 'Math.min(endsAt, createdAt + absoluteMs, lastUsedAt + idleMs)',
    replace: 'lastUsedAt + idleMs',
  },
  {
    name: 'a longer absolute time holds for sessions that were begun before',
    file: rules,
    find: 'Math.min(endsAt, createdAt + absoluteMs, lastUsedAt + idleMs)',
    replace: 'Math.min(createdAt + absoluteMs, lastUsedAt + idleMs)',
  },
  {
    name: 'a token that is used again is refused, and its session goes on',
    file: sessions,
    find: "if (await store.end(session.handleHash, { reason: 'reuse', at })) {",
    replace: 'if (at > 0) {',
  },
  {
    name: 'nobody hears of a token that was used again',
    file: sessions,
    find: '      reportReuse(session);\n',
    replace: '',
  },
  {
    name: 'an end is told before it is for good',
    file: endings,
    find: '    const isFirst = await store.end(session.handleHash, { ...ending, at });\n    await this.tell(session, ending.reason, at, isFirst);',
    replace:
      '    await this.tell(session, ending.reason, at, true);\n    const isFirst = await store.end(session.handleHash, { ...ending, at });',
  },
  {
    name: 'an end that could not be told is never told again',
    file: endings,
    find: '    await this.tell(session, ending.reason, at, isFirst);',
    replace: '    if (isFirst) await this.tell(session, ending.reason, at, isFirst);',
  },
  {
    name: 'who lost the race is given a token',
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
    name: 'a subject has as many sessions as it likes',
    file: endings,
    find: 'await this.#settle(others, (each) => {',
    replace: 'await this.#settle(others.slice(0, 0), (each) => {',
  },
  {
    name: 'the cap ends the session that was used last',
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
    name: 'an ID that is none reaches the store',
    file: sessions,
    find: 'UUID.test(id) ? await store.findOwn(subject, id) : undefined',
    replace:
      'await store.findOwn(subject, UUID.test(id) ? id : ((await store.list(subject))[0]?.id ?? id))',
  },
  {
    name: 'a rotation may come as late as it likes',
    file: sessions,
    find: 'notAfter: rotatedAt + store.left(),',
    replace: 'notAfter: rotatedAt + store.left() + 1e12,',
  },
  {
    name: 'a misspelt option of sessions is none',
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
    name: 'a label is as long as a client likes',
    file: label,
    find: 'clean(text.slice(0, MOST))',
    replace: 'clean(text)',
  },
  {
    name: 'a label holds control characters',
    file: label,
    find: "text.replaceAll(CONTROLS, ' ').trim()",
    replace: 'text.trim()',
  },
  {
    name: 'sessions that are over stay for ever',
    file: purges,
    find: 'if (this.#begun < EVERY || this.#isRunning) return;',
    replace: 'if (this.#begun < Infinity) return;',
  },
  {
    name: 'a purge that fails fails the process',
    file: purges,
    find: '      .catch(reportPurgeFailed)\n',
    replace: '',
  },
  {
    name: 'a store that hangs hangs the request',
    file: limit,
    find: 'await Promise.race([open.take(what, step), late.rings])',
    replace: 'await Promise.race([step()])',
  },
  {
    name: 'a store out of reach is some error',
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
    name: 'memory rotates when it is too late',
    file: memory,
    find: '    if (performance.now() >= rotation.notAfter) return false;\n',
    replace: '',
  },
  {
    name: 'memory holds as many sessions as come',
    file: memory,
    find: 'if (this.#byHandle.size >= this.#most) this.#forgetOldest();',
    replace: '',
  },
  {
    name: 'memory forgets the session that was begun first, though it is used',
    file: memory,
    find: '    this.#byHandle.delete(keyOf(handleHash)); // to the end of the order\n',
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
    name: 'PostgreSQL rotates when it is too late',
    file: postgres,
    find: 'and ${SERVER_CLOCK} < $6::float8',
    replace: 'and $6::float8 > 0',
  },
  {
    name: 'PostgreSQL finds the session of another by its ID',
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
    name: 'PostgreSQL forgets sessions that go on',
    file: postgres,
    find: 'where id in (select id from piece) and keep_until <= least($3::float8, ${SERVER_CLOCK})',
    replace: 'where id in (select id from piece) and $3::bigint > 0',
  },
  {
    name: 'two processes that make the table at once fail',
    file: 'packages/issuer/src/stores/postgres/tables.ts',
    find: '  perform pg_advisory_xact_lock(${lock});\n',
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
    name: 'Redis rotates when it is too late',
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
    name: 'Redis keeps sessions for ever',
    file: scripts,
    find: "redis.call('PEXPIRE', KEYS[1], ARGV[1])\nreturn now",
    replace: 'return 1',
  },
  {
    name: 'a refresh does not keep a session in Redis longer',
    file: scripts,
    find: "redis.call('PEXPIRE', KEYS[1], ARGV[4])\n",
    replace: '',
  },
  {
    name: 'the list of a subject in Redis ends before its sessions',
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
    name: 'a session is stored before what goes with it is ready',
    file: sessions,
    find: '    if (isInserted === false) throw',
    replace: '    await prepare?.(this.#view(session));\n    if (isInserted === false) throw',
  },
  {
    name: 'who signs in is refused for a session that can’t be ended',
    file: sessions,
    find: 'await this.#endings.holdToCap(store, session, until).catch(reportCapFailed);',
    replace: 'await this.#endings.holdToCap(store, session, until);',
  },
  {
    name: 'a refresh token of one issuer is good at another that shares its store',
    file: token,
    find: '    .update(issuer)\n',
    replace: '',
  },
  {
    name: 'a subject of one issuer is that of another that shares its store',
    file: 'packages/issuer/src/sessions/per-issuer-store.ts',
    find: 'JSON.stringify([issuer, subject])',
    replace: "JSON.stringify(['', subject])",
  },
  {
    name: 'a theft that nobody was told of is told to nobody',
    file: sessions,
    find: '        return this.#refuseEnded(session);',
    replace: "        throw new RefreshRejectedError('ended');",
  },
  {
    name: 'a replay is granted after a logout',
    file: sessions,
    find: '    if (still?.endedAt !== undefined) return this.#refuseEnded(still);\n',
    replace: '',
  },
  {
    name: 'what goes with a token may take for ever',
    file: sessions,
    find: 'await this.#prepares.run(() => prepare(this.#view(session)), store.left());',
    replace: 'await prepare(this.#view(session));',
  },
  {
    name: 'sessions that were ended push out those that go on',
    file: memory,
    find: '    this.#ended.add(keyOf(handleHash));\n',
    replace: '',
  },
  {
    name: 'PostgreSQL keeps sessions that were ended as long as others',
    file: postgres,
    find: 'least(keep_until, $2::bigint + ${KEPT_LONGER_MS})',
    replace: 'keep_until',
  },
  {
    name: 'Redis keeps sessions that were ended as long as others',
    file: scripts,
    find: 'math.min(session[3], ARGV[1] + ${KEPT_LONGER_MS})',
    replace: 'session[3]',
  },
  {
    name: 'a late request with the token before the one before is a theft',
    file: rules,
    find: 'isReplay(previousHash, rotatedAt) || isReplay(olderHash, olderRotatedAt)',
    replace: 'isReplay(previousHash, rotatedAt)',
  },
  {
    name: 'the token before the one before has the grace of the one before',
    file: rules,
    find: 'isReplay(olderHash, olderRotatedAt)',
    replace: 'isReplay(olderHash, rotatedAt)',
  },
  {
    name: 'PostgreSQL forgets the token before the one before',
    file: postgres,
    find: 'older_hash = previous_hash, older_rotated_at = rotated_at, ',
    replace: '',
  },
  {
    name: 'a session that is to end sooner does not',
    file: newSession,
    find: "return Math.round(1000 * parseDurationWithin(own, 'absoluteTimeout', bounds));",
    replace: "parseDurationWithin(own, 'absoluteTimeout', bounds);\n  return absoluteMs;",
  },
  {
    name: 'one session may last longer than all',
    file: newSession,
    find: 'max: absoluteMs / 1000',
    replace: 'max: 1e9',
  },
];
