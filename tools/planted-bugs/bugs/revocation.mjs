/** Mistakes in revocations, their stores, and requests of browsers. */
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
    name: 'unknown options of revocations are accepted',
    file: options,
    find: '  assertKnownOptions(options, NAMES);\n',
    replace: '',
  },
  {
    name: 'the revocation of a cached token is not checked',
    file: verifier,
    find: ' ||\n      isRevoked(this.#revocations, verified)',
    replace: '',
  },
  {
    name: 'only cached tokens are checked for revocation',
    file: verifier,
    find: '    assertNotRevoked(this.#revocations, verified);\n',
    replace: '',
  },
  {
    name: 'a promise from isRevoked is ignored',
    file: listSeam,
    find: 'list.isRevoked(verified) !== false',
    replace: 'list.isRevoked(verified) === true',
  },
  {
    name: 'an unavailable revocation check is a 500',
    file: outcome,
    find: 'error instanceof UnavailableError',
    replace: "error instanceof UnavailableError && error.code === 'ERR_KEYS_UNAVAILABLE'",
  },
  {
    name: 'a token of the same millisecond as the revocation is accepted',
    file: snapshot,
    find: 'Math.round(iat * 1000) <= epoch.before',
    replace: 'iat * 1000 < epoch.before',
  },
  {
    name: 'revoked sessions are not checked',
    file: snapshot,
    find: "if (typeof sid === 'string' && lists.sid.has(sid)) return true;",
    replace: '',
  },
  {
    name: 'the snapshot removes current entries and keeps expired ones',
    file: snapshot,
    find: 'if (until <= now &&',
    replace: 'if (until > now &&',
  },
  {
    name: 'the earlier of two entries wins',
    file: entry,
    find: 'before: Math.max(one.before, other.before)',
    replace: 'before: Math.min(one.before, other.before)',
  },
  {
    name: 'an unloaded list counts as empty',
    file: keeper,
    find: '#isComplete = false;',
    replace: '#isComplete = true;',
  },
  {
    name: 'a stale list is accepted',
    file: keeper,
    find: 'this.#stalenessMs() > maxStalenessMs',
    replace: 'this.#stalenessMs() > maxStalenessMs * 1000',
  },
  {
    name: 'a clock that is set back makes a stale list fresh',
    file: keeper,
    find: 'Math.max(0, this.#settings.clock() - wall, this.#steady() - steady)',
    replace: 'Math.max(0, this.#settings.clock() - wall)',
  },
  {
    name: 'a partial read counts as complete',
    file: keeper,
    find: '        return false;\n',
    replace: '        return true;\n',
  },
  {
    name: 'the cursor of a different server is used after a failover',
    file: keeper,
    find: '      this.#isAnotherStore = true;\n      this.#failed(error);\n',
    replace: '      this.#failed(error);\n',
  },
  {
    name: 'the cursor of a different server is used after a lost listener',
    file: 'packages/issuer/src/revocation/revocation-subscription.ts',
    find: 'if (this.#current !== attempt) return;\n      this.#calls.onLost();\n',
    replace: 'if (this.#current !== attempt) return;\n',
  },
  {
    name: 'entries missed by a cursor are never read',
    file: keeper,
    find: 'const WHOLE_EVERY_MS = 300_000;',
    replace: 'const WHOLE_EVERY_MS = Infinity;',
  },
  {
    name: 'a recovered store is noticed only at the next poll',
    file: keeper,
    find: 'this.#schedule(Math.min(RETRY_MS, this.#settings.pollEveryMs));',
    replace: 'this.#schedule();',
  },
  {
    name: 'by default a list is stale after half a minute',
    file: options,
    find: "'maxStaleness', 60, [",
    replace: "'maxStaleness', 30, [",
  },
  {
    name: 'each notification causes its own read',
    file: keeper,
    find: 'if (delay === 0) return read();',
    replace: 'if (delay >= 0) return read();',
  },
  {
    name: 'the store is read only once',
    file: keeper,
    find: '      this.#schedule();\n    } catch {',
    replace: '    } catch {',
  },
  {
    name: 'a revocation takes effect before it is stored',
    file: revocations,
    find: '    const kept = await timeLimit(STORE, storeTimeoutMs, open)(() => store.add(entry, now));\n',
    replace:
      '    this.#snapshot.add(entry);\n    const kept = await timeLimit(STORE, storeTimeoutMs, open)(() => store.add(entry, now));\n',
  },
  {
    name: 'the clock skew is ignored',
    file: revocations,
    find: 'Math.ceil(now + clockSkewMs)',
    replace: 'Math.ceil(now)',
  },
  {
    name: 'a longest token of one issuer limits all issuers',
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
    name: 'the number of entries is unlimited',
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
    name: 'late commits are missed',
    file: postgres,
    find: 'pg_snapshot_xmin(pg_current_snapshot())',
    replace: 'pg_snapshot_xmax(pg_current_snapshot())',
  },
  {
    name: 'in PostgreSQL an earlier time replaces a later one',
    file: postgres,
    find: 'before_ms = greatest(r.before_ms + sign(excluded.before_ms)::int, excluded.before_ms)',
    replace: 'before_ms = excluded.before_ms',
  },
  {
    name: 'commits between two pages of a read are missed',
    file: postgres,
    find: 'from.isInside ? from.horizon : horizon',
    replace: 'from.isInside ? horizon : horizon',
  },
  {
    name: 'a read during a long transaction returns all entries',
    file: postgres,
    find: 'limit $4',
    replace: 'limit 1000 * $4::int',
  },
  {
    name: 'PostgreSQL sends no notification',
    file: postgres,
    find: "select pg_notify('${CHANNEL}', ''), before_ms",
    replace: 'select before_ms',
  },
  {
    name: 'a Redis failover does not restart the read',
    file: redis,
    find: 'const OVERLAP = 100;',
    replace: 'const OVERLAP = 0;',
  },
  {
    name: 'the first unsubscribe stops all subscribers',
    file: 'packages/issuer/src/stores/redis/subscriber.ts',
    find: 'if (!audience.listeners.delete(listener) || audience.listeners.size > 0) return false;',
    replace: 'if (!audience.listeners.delete(listener)) return false;',
  },
  {
    name: 'Redis sends no notification',
    file: redis,
    find: "redis.pcall('PUBLISH', KEYS[1], '')\n",
    replace: '',
  },
  {
    name: 'an unsafe method without an Origin is accepted',
    file: origin,
    find: "throw new OriginError('an unsafe method without an Origin');",
    replace: 'return;',
  },
  {
    name: 'the Origin only has to start with the host',
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
    name: 'the refresh cookie is not HttpOnly',
    file: cookie,
    find: 'HttpOnly; ',
    replace: '',
  },
  {
    name: 'a second revocation keeps tokens signed in between',
    file: entry,
    find: 'before: kept.before + 1',
    replace: 'before: kept.before',
  },
  {
    name: 'a second revocation in PostgreSQL keeps tokens signed in between',
    file: postgres,
    find: 'r.before_ms + sign(excluded.before_ms)::int',
    replace: 'r.before_ms',
  },
  {
    name: 'a second revocation in Redis keeps tokens signed in between',
    file: redis,
    find: "  if tonumber(before) > 0 then keptBefore = string.format('%.0f', keptBefore + 1) end\n",
    replace: '',
  },
  {
    name: 'times in seconds and milliseconds are compared without rounding',
    file: snapshot,
    find: 'Math.round(iat * 1000)',
    replace: 'iat * 1000 - 0.5',
  },
  {
    name: 'a process with a fast clock purges entries in PostgreSQL too early',
    file: postgres,
    find: 'least($1::bigint, ${SERVER_CLOCK_MS})',
    replace: '$1::bigint',
  },
  {
    name: 'a process with a fast clock purges entries in Redis too early',
    file: redis,
    find: 'math.min(ARGV[1], now)',
    replace: 'ARGV[1]',
  },
  {
    name: 'a process with a fast clock dates revocations in PostgreSQL in the future',
    file: postgres,
    find: '$2::bigint + ahead',
    replace: '$2::bigint',
  },
  {
    name: 'a process with a fast clock dates revocations in Redis in the future',
    file: redis,
    find: "before = string.format('%.0f', before + ahead)",
    replace: "before = string.format('%.0f', before)",
  },
  {
    name: 'a verifier with more clock tolerance accepts a revoked token again',
    file: revocations,
    find: '    this.#assertNotOver(verified);\n',
    replace: '',
  },
  {
    name: 'a signer dates tokens too far in the future',
    file: 'packages/issuer/src/signing/token-dates.ts',
    find: 'if (from <= now + MAX_AHEAD)',
    replace: 'if (from <= Infinity)',
  },
  {
    name: 'a hanging store is read without a time limit',
    file: revocations,
    find: 'timeLimit(STORE, storeTimeoutMs, open)',
    replace: 'timeLimit(STORE, storeTimeoutMs)',
  },
  {
    name: 'logouts use the capacity for reuse detection',
    file: revocations,
    find: 'urgent ? Math.ceil(most * ROOM_FOR_URGENT) : most',
    replace: 'most',
  },
  {
    name: 'revocations of a different issuer silently accept every token',
    file: listSeam,
    find: '    assertShared(list.issuers, trusted);\n',
    replace: '',
  },
];
