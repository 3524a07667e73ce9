/** Mistakes in revocations, their stores, and what browsers send along. */
const listSeam = 'packages/core/src/verifier/revocation-list.ts';
const verifier = 'packages/core/src/verifier/token-verifier.ts';
const origin = 'packages/core/src/bearer/origin.ts';
const outcome = 'packages/core/src/bearer/outcome.ts';
const snapshot = 'packages/issuer/src/revocation/revocation-snapshot.ts';
const keeper = 'packages/issuer/src/revocation/revocation-follower.ts';
const entry = 'packages/issuer/src/revocation/revocation-entry.ts';
const revocations = 'packages/issuer/src/revocation/revocations.ts';
const postgres = 'packages/issuer/src/stores/postgres/revocation-store.ts';
const redis = 'packages/issuer/src/stores/redis/revocation-store.ts';
const options = 'packages/issuer/src/revocation/revocations.options.ts';
const http = 'packages/nest/src/transports/http.ts';
const cookie = 'packages/nest/src/issuer/cookies/refresh-cookie.ts';

export const revocationBugs = [
  {
    name: 'a misspelt option of revocations is none',
    file: options,
    find: '  assertKnownOptions(options, NAMES);\n',
    replace: '',
  },
  {
    name: 'a cached token is not asked for again',
    file: verifier,
    find: ' ||\n      isRevoked(this.#revocations, verified)',
    replace: '',
  },
  {
    name: 'a token is asked for in the cache alone',
    file: verifier,
    find: '    assertNotRevoked(this.#revocations, verified);\n',
    replace: '',
  },
  {
    name: 'a promise is no refusal',
    file: listSeam,
    find: 'list.isRevoked(verified) !== false',
    replace: 'list.isRevoked(verified) === true',
  },
  {
    name: 'what can’t be told is a bug',
    file: outcome,
    find: 'error instanceof UnavailableError',
    replace: "error instanceof UnavailableError && error.code === 'ERR_KEYS_UNAVAILABLE'",
  },
  {
    name: 'a token of the same millisecond as the revocation passes',
    file: snapshot,
    find: 'Math.round(iat * 1000) <= epoch.before',
    replace: 'iat * 1000 < epoch.before',
  },
  {
    name: 'sessions are not looked up',
    file: snapshot,
    find: "if (typeof sid === 'string' && lists.sid.has(sid)) return true;",
    replace: '',
  },
  {
    name: 'the snapshot forgets all but what is over',
    file: snapshot,
    find: 'if (until <= now &&',
    replace: 'if (until > now &&',
  },
  {
    name: 'of two entries the earlier time holds',
    file: entry,
    find: 'before: Math.max(one.before, other.before)',
    replace: 'before: Math.min(one.before, other.before)',
  },
  {
    name: 'nothing is known, and that is taken for nothing revoked',
    file: keeper,
    find: '#isComplete = false;',
    replace: '#isComplete = true;',
  },
  {
    name: 'an old list is as good as a new one',
    file: keeper,
    find: 'this.#stalenessMs() > maxStalenessMs',
    replace: 'this.#stalenessMs() > maxStalenessMs * 1000',
  },
  {
    name: 'a clock that is set back makes the list fresh',
    file: keeper,
    find: 'Math.max(0, this.#settings.clock() - wall, this.#steady() - steady)',
    replace: 'Math.max(0, this.#settings.clock() - wall)',
  },
  {
    name: 'a part of the entries is taken for all of them',
    file: keeper,
    find: '        return false;\n',
    replace: '        return true;\n',
  },
  {
    name: 'a copy that took over is read on from the cursor of another',
    file: keeper,
    find: '      this.#isAnotherStore = true;\n      this.#failed(error);\n',
    replace: '      this.#failed(error);\n',
  },
  {
    name: 'a copy whose listener was lost is read on from the cursor of another',
    file: keeper,
    find: 'if (this.#watching !== attempt) return;\n      this.#isAnotherStore = true;\n',
    replace: 'if (this.#watching !== attempt) return;\n',
  },
  {
    name: 'what a cursor has missed is missed for good',
    file: keeper,
    find: 'const WHOLE_EVERY_MS = 300_000;',
    replace: 'const WHOLE_EVERY_MS = Infinity;',
  },
  {
    name: 'a store that is back is found at the next poll',
    file: keeper,
    find: 'this.#schedule(Math.min(RETRY_MS, this.#settings.pollEveryMs));',
    replace: 'this.#schedule();',
  },
  {
    name: 'half a minute without a store is too old by default',
    file: options,
    find: "'maxStaleness', 60, [",
    replace: "'maxStaleness', 30, [",
  },
  {
    name: 'each change that is pushed brings a read of its own',
    file: keeper,
    find: 'if (delay === 0) return read();',
    replace: 'if (delay >= 0) return read();',
  },
  {
    name: 'the store is asked once',
    file: keeper,
    find: '      this.#schedule();\n    } catch {',
    replace: '    } catch {',
  },
  {
    name: 'this process knows before the store does',
    file: revocations,
    find: '    const kept = await timeLimit(STORE, storeTimeoutMs, open)(() => store.add(entry, now));\n',
    replace:
      '    this.#snapshot.add(entry);\n    const kept = await timeLimit(STORE, storeTimeoutMs, open)(() => store.add(entry, now));\n',
  },
  {
    name: 'the skew of clocks is left out',
    file: revocations,
    find: 'Math.ceil(now + clockSkewMs)',
    replace: 'Math.ceil(now)',
  },
  {
    name: 'revocations of one issuer stop all issuers’ tokens short',
    file: revocations,
    find: 'if (!this.#settings.issuers.has(verified.issuer)) return false;',
    replace: '',
  },
  {
    name: 'tokens may outlive their revocation',
    file: revocations,
    find: '    this.#assertShort(verified);\n',
    replace: '',
  },
  {
    name: 'entries have no bound',
    file: revocations,
    find: '    this.#assertRoom(entry, urgent);\n',
    replace: '',
  },
  {
    name: 'the next token is dated a second too early',
    file: revocations,
    find: '(entry.before + 1) / 1000',
    replace: 'entry.before / 1000',
  },
  {
    name: 'what was committed late is missed',
    file: postgres,
    find: 'pg_snapshot_xmin(pg_current_snapshot())',
    replace: 'pg_snapshot_xmax(pg_current_snapshot())',
  },
  {
    name: 'a later time gives way to an earlier one in PostgreSQL',
    file: postgres,
    find: 'before_ms = greatest(r.before_ms + sign(excluded.before_ms)::int, excluded.before_ms)',
    replace: 'before_ms = excluded.before_ms',
  },
  {
    name: 'what is committed between two pages of a read is missed',
    file: postgres,
    find: 'from.isInside ? from.horizon : horizon',
    replace: 'from.isInside ? horizon : horizon',
  },
  {
    name: 'a read under a long transaction brings all at once',
    file: postgres,
    find: 'limit $4',
    replace: 'limit 1000 * $4::int',
  },
  {
    name: 'PostgreSQL tells nobody',
    file: postgres,
    find: "select pg_notify('${CHANNEL}', ''), before_ms",
    replace: 'select before_ms',
  },
  {
    name: 'a Redis that took over is read on as if it had lost nothing',
    file: redis,
    find: 'const OVERLAP = 100;',
    replace: 'const OVERLAP = 0;',
  },
  {
    name: 'the first that watches no more ends it for all',
    file: 'packages/issuer/src/stores/redis/subscriber.ts',
    find: 'if (!audience.listeners.delete(listener) || audience.listeners.size > 0) return false;',
    replace: 'if (!audience.listeners.delete(listener)) return false;',
  },
  {
    name: 'Redis tells nobody',
    file: redis,
    find: "redis.pcall('PUBLISH', KEYS[1], '')\n",
    replace: '',
  },
  {
    name: 'an unsafe method without an Origin passes',
    file: origin,
    find: "throw new OriginError('an unsafe method without an Origin');",
    replace: 'return;',
  },
  {
    name: 'the Origin only has to begin like the host',
    file: origin,
    find: "origin === `https://${host.replace(/:443$/, '')}` ||",
    replace: "origin.startsWith(`https://${host.replace(/:443$/, '')}`) ||",
  },
  {
    name: 'a cookie needs no Origin',
    file: http,
    find: "found?.place === 'cookie'",
    replace: "found?.place === 'header'",
  },
  {
    name: 'scripts may read the refresh cookie',
    file: cookie,
    find: 'HttpOnly; ',
    replace: '',
  },
  {
    name: 'a second revocation leaves what was signed in between',
    file: entry,
    find: 'before: kept.before + 1',
    replace: 'before: kept.before',
  },
  {
    name: 'a second revocation in PostgreSQL leaves what was signed in between',
    file: postgres,
    find: 'r.before_ms + sign(excluded.before_ms)::int',
    replace: 'r.before_ms',
  },
  {
    name: 'a second revocation in Redis leaves what was signed in between',
    file: redis,
    find: "  if tonumber(before) > 0 then keptBefore = string.format('%.0f', keptBefore + 1) end\n",
    replace: '',
  },
  {
    name: 'a time in seconds is compared with one in milliseconds to the last bit',
    file: snapshot,
    find: 'Math.round(iat * 1000)',
    replace: 'iat * 1000 - 0.5',
  },
  {
    name: 'whose clock is ahead purges PostgreSQL of what others need',
    file: postgres,
    find: 'least($1::bigint, ${SERVER_CLOCK})',
    replace: '$1::bigint',
  },
  {
    name: 'whose clock is ahead purges Redis of what others need',
    file: redis,
    find: 'math.min(ARGV[1], time[1] * 1000 + math.floor(time[2] / 1000))',
    replace: 'ARGV[1]',
  },
  {
    name: 'whose clock is ahead revokes in PostgreSQL for an hour to come',
    file: postgres,
    find: '$2::bigint + ahead',
    replace: '$2::bigint',
  },
  {
    name: 'whose clock is ahead revokes in Redis for an hour to come',
    file: redis,
    find: "before = string.format('%.0f', before + ahead)",
    replace: "before = string.format('%.0f', before)",
  },
  {
    name: 'a verifier that tolerates more than the list takes a revoked token again',
    file: revocations,
    find: '    this.#assertNotOver(verified);\n',
    replace: '',
  },
  {
    name: 'a signer dates a token as far ahead as it may be',
    file: 'packages/issuer/src/signing/token-dates.ts',
    find: 'if (from <= now + MOST_AHEAD)',
    replace: 'if (from <= Infinity)',
  },
  {
    name: 'a store that hangs is asked without end',
    file: revocations,
    find: 'timeLimit(STORE, storeTimeoutMs, open)',
    replace: 'timeLimit(STORE, storeTimeoutMs)',
  },
  {
    name: 'logouts leave no room for a theft',
    file: revocations,
    find: 'urgent ? Math.ceil(most * ROOM_FOR_URGENT) : most',
    replace: 'most',
  },
  {
    name: 'a list of another issuer passes everything silently',
    file: listSeam,
    find: '    assertShared(list.issuers, trusted);\n',
    replace: '',
  },
];
