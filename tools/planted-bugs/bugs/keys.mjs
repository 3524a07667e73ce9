/** Mistakes in fetching and caching keys. */
const address = 'packages/core/src/keys/jwks-address.ts';
const boundedFetch = 'packages/core/src/keys/bounded-fetch.ts';
const missing = 'packages/core/src/recently-missing.ts';
const document = 'packages/core/src/keys/revalidated.ts';
const responseTimes = 'packages/core/src/keys/response-times.ts';
const policy = 'packages/core/src/keys/refresh-policy.ts';
const published = 'packages/core/src/keys/published-keys.ts';
const remote = 'packages/core/src/keys/remote-jwks.ts';
const shared = 'packages/core/src/keys/shared-fetch.ts';

export const keysBugs = [
  {
    name: 'a redirect is followed',
    file: boundedFetch,
    find: "redirect: 'manual',",
    replace: "redirect: 'follow',",
  },
  {
    name: 'keys are fetched over http from any host',
    file: address,
    find: "url.protocol === 'http:' && LOOPBACK.test(url.hostname)",
    replace: "url.protocol === 'http:'",
  },
  {
    name: 'a JWKS host that starts with a loopback name counts as loopback',
    file: address,
    find: '|\\[::1\\])$/',
    replace: '|\\[::1\\])/',
  },
  {
    name: 'a JWKS URL may contain a password',
    file: address,
    find: " || url.password !== ''",
    replace: '',
  },
  {
    name: 'the server’s Content-Length of a JWKS is trusted',
    file: boundedFetch,
    find: 'if (bytes > maxBytes) {',
    replace: "if (Number(response.headers.get('content-length')) > maxBytes) {",
  },
  {
    name: 'the longest allowed JWKS is rejected',
    file: boundedFetch,
    find: 'if (bytes > maxBytes) {',
    replace: 'if (bytes >= maxBytes) {',
  },
  {
    name: 'each chunk of a JWKS is limited instead of the whole',
    file: boundedFetch,
    find: 'bytes += chunk.length;',
    replace: 'bytes = chunk.length;',
  },
  {
    name: 'a fetch has no time limit',
    file: boundedFetch,
    find: '() => end(timeoutError())',
    replace: '() => undefined',
  },
  {
    name: 'a fetch continues after its source is closed',
    file: boundedFetch,
    find: "signal?.addEventListener('abort', stop);",
    replace: '',
  },
  {
    name: 'each fetch leaks a listener',
    file: boundedFetch,
    find: "signal?.removeEventListener('abort', stop);",
    replace: '',
  },
  {
    name: 'a JWKS is read from an error response',
    file: boundedFetch,
    find: 'if (status === 200) return { status, headers,',
    replace: 'if (status !== 304) return { status: 200, headers,',
  },
  {
    name: 'the ETag is not kept',
    file: document,
    find: "this.#etag = headers.get('etag') ?? undefined;",
    replace: '',
  },
  {
    name: 'no-store and no-cache are ignored',
    file: responseTimes,
    find: "if (directives.some(({ name }) => name === 'no-store' || name === 'no-cache')) return 0;",
    replace: '',
  },
  {
    name: 'max-age is read as milliseconds',
    file: responseTimes,
    find: 'Math.max(0, maxAge - age) * 1000',
    replace: 'Math.max(0, maxAge - age)',
  },
  {
    name: 'the Age header is ignored',
    file: responseTimes,
    find: 'maxAge - age)',
    replace: 'maxAge)',
  },
  {
    name: 'a Retry-After date is not compared with the current time',
    file: responseTimes,
    find: "httpDate(text) - httpDate(headers.get('date'))",
    replace: 'httpDate(text)',
  },
  {
    name: 'keys never expire while their server is unavailable',
    file: policy,
    find: 'staleUntil: freshUntil + settings.staleIfErrorMs,',
    replace: 'staleUntil: Infinity,',
  },
  {
    name: 'keys are dropped as soon as a fetch fails',
    file: policy,
    find: 'failures: state.failures + 1,',
    replace: 'failures: state.failures + 1,\n    staleUntil: at.now,',
  },
  {
    name: 'stale keys are used before a fetch is tried',
    file: policy,
    find: "return now < state.freshUntil || state.failures > 0 ? 'use-and-refresh' : 'refresh';",
    replace: "return 'use-and-refresh';",
  },
  {
    name: 'no fetch starts before keys become stale',
    file: policy,
    find: 'at.now + ahead(fresh, at.random)',
    replace: 'at.now + fresh',
  },
  {
    name: 'max-age has no upper limit',
    file: policy,
    find: 'Math.max(at.maxAgeMs ?? settings.freshMs, settings.leastFreshMs),\n    settings.mostFreshMs,',
    replace: 'Math.max(at.maxAgeMs ?? settings.freshMs, settings.leastFreshMs),\n    Infinity,',
  },
  {
    name: 'max-age has no lower limit',
    file: policy,
    find: 'Math.max(at.maxAgeMs ?? settings.freshMs, settings.leastFreshMs)',
    replace: '(at.maxAgeMs ?? settings.freshMs)',
  },
  {
    name: 'every unknown key ID causes a fetch',
    file: policy,
    find: "return now >= state.unknownKidAt ? 'refresh' : 'refresh-later';",
    replace: "return 'refresh';",
  },
  {
    name: 'a fetch for an unknown key ID is not counted',
    file: policy,
    find: 'Math.max(state.unknownKidAt, full) + unknownKidMs',
    replace: 'Math.max(state.unknownKidAt, full)',
  },
  {
    name: 'an unknown key ID causes a fetch during the back-off',
    file: policy,
    find: "if (!mayFetch) return 'unavailable';",
    replace: '',
  },
  {
    name: 'every token causes a fetch from an unavailable server',
    file: policy,
    find: "return mayFetch ? 'refresh' : 'unavailable';",
    replace: "return 'refresh';",
  },
  {
    name: 'after a failure the next fetch starts immediately',
    file: policy,
    find: 'const retryAt = at.now + Math.max(ceiling * (0.1 + 0.9 * at.random), asked);',
    replace: 'const retryAt = at.now;',
  },
  {
    name: 'the back-off does not grow',
    file: policy,
    find: '2 ** Math.min(state.failures, 20)',
    replace: '1',
  },
  {
    name: 'a back-off may be zero',
    file: policy,
    find: 'ceiling * (0.1 + 0.9 * at.random)',
    replace: 'ceiling * at.random',
  },
  {
    name: 'the back-off has no jitter above a minute',
    file: policy,
    find: 'return Math.min(state.freshMs, state.staleUntil - now);',
    replace: 'return settings.mostBackOffMs;',
  },
  {
    name: 'keys expire before a fetch is retried',
    file: policy,
    find: 'return Math.min(state.freshMs, state.staleUntil - now);',
    replace: 'return state.freshMs;',
  },
  {
    name: 'the first retry takes minutes',
    file: policy,
    find: 'if (state.failures === 0) return 0;',
    replace: '',
  },
  {
    name: 'a failed fetch is retried only when keys become stale',
    file: policy,
    find: 'if (state.failures === 1) return settings.mostBackOffMs;',
    replace: '',
  },
  {
    name: 'processes that start together fetch together',
    file: policy,
    find: '(0.8 + (random - 0.5) * 0.2)',
    replace: '0.8',
  },
  {
    name: 'Retry-After has no upper limit',
    file: policy,
    find: 'Math.min(at.retryAfterMs ?? 0, settings.mostBackOffMs)',
    replace: '(at.retryAfterMs ?? 0)',
  },
  {
    name: 'Retry-After is read as milliseconds',
    file: remote,
    find: 'retryAfter * 1000',
    replace: 'retryAfter',
  },
  {
    name: 'missing key IDs are remembered without a limit',
    file: missing,
    find: 'if (this.#until.size > this.#most) {',
    replace: 'if (this.#until.size === Infinity) {',
  },
  {
    name: 'a missing key ID never expires',
    file: missing,
    find: 'return now < (this.#until.get(kid) ?? -Infinity);',
    replace: 'return this.#until.has(kid);',
  },
  {
    name: 'missing key IDs stay missing when new keys come',
    file: remote,
    find: 'else this.#missing.clear();',
    replace: '',
  },
  {
    name: 'a missing key ID is looked up again',
    file: remote,
    find: 'if (this.#lookUp(header) === undefined) this.#missing.add(header.kid, this.#now());',
    replace: '',
  },
  {
    name: 'concurrent requests without keys each fetch them',
    file: remote,
    find: 'this.#underWay ??= this.#fetchKeys(asked)',
    replace: 'this.#underWay = this.#fetchKeys(asked)',
  },
  {
    name: 'a withdrawn key is kept',
    file: published,
    find: 'return new PublishedKeys(keys, document, rules);',
    replace: `const members = [...(before?.#keys ?? []), ...keys].map(
      (key) => [key, keys.jwkOf(key) ?? (before?.#keys.jwkOf(key) as Jwk)] as const,
    );
    return new PublishedKeys(new ImportedJwks(new Map(members), imported.skipped), document, rules);`,
  },
  {
    name: 'secrets of a remote JWKS are accepted',
    file: published,
    find: 'importJwks(document, rules)',
    replace: 'importJwks(document, { ...rules, secrets: true })',
  },
  {
    name: 'any number of requests may wait for the shared fetch',
    file: shared,
    find: 'if (this.#waiting >= MOST_WAITING) throw',
    replace: 'if (this.#waiting < 0) throw',
  },
  {
    name: 'requests that have waited for the shared fetch stay counted',
    file: shared,
    find: 'this.#waiting--;',
    replace: '',
  },
  {
    name: 'cached keys are not used if an awaited fetch fails',
    file: remote,
    find: 'if (known !== undefined && now < this.#state.staleUntil) return this.#use(known, now);',
    replace: '',
  },
];
