/** Mistakes in fetching and keeping keys. */
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
    name: 'keys come over plain http from anywhere',
    file: address,
    find: "url.protocol === 'http:' && LOOPBACK.test(url.hostname)",
    replace: "url.protocol === 'http:'",
  },
  {
    name: 'a host whose name begins like loopback is loopback',
    file: address,
    find: '|\\[::1\\])$/',
    replace: '|\\[::1\\])/',
  },
  {
    name: 'an address of keys may hold a password',
    file: address,
    find: " || url.password !== ''",
    replace: '',
  },
  {
    name: 'the length of a JWKS is believed as the server says it',
    file: boundedFetch,
    find: 'if (bytes > maxBytes) {',
    replace: "if (Number(response.headers.get('content-length')) > maxBytes) {",
  },
  {
    name: 'the longest allowed JWKS is refused',
    file: boundedFetch,
    find: 'if (bytes > maxBytes) {',
    replace: 'if (bytes >= maxBytes) {',
  },
  {
    name: 'each part of a JWKS is bounded and not the whole',
    file: boundedFetch,
    find: 'bytes += chunk.length;',
    replace: 'bytes = chunk.length;',
  },
  {
    name: 'a fetch may take as long as the server likes',
    file: boundedFetch,
    find: '() => end(timeoutError())',
    replace: '() => undefined',
  },
  {
    name: 'a fetch goes on when its source is closed',
    file: boundedFetch,
    find: "signal?.addEventListener('abort', stop);",
    replace: '',
  },
  {
    name: 'each fetch leaves a listener behind',
    file: boundedFetch,
    find: "signal?.removeEventListener('abort', stop);",
    replace: '',
  },
  {
    name: 'a JWKS is taken from an error page',
    file: boundedFetch,
    find: 'if (status === 200) return { status, headers,',
    replace: 'if (status !== 304) return { status: 200, headers,',
  },
  {
    name: 'the copy at hand is never asked about: no ETag is kept',
    file: document,
    find: "this.#etag = headers.get('etag') ?? undefined;",
    replace: '',
  },
  {
    name: 'no-store and no-cache count for nothing',
    file: responseTimes,
    find: "if (directives.some(({ name }) => name === 'no-store' || name === 'no-cache')) return 0;",
    replace: '',
  },
  {
    name: 'max-age is taken for milliseconds',
    file: responseTimes,
    find: 'Math.max(0, maxAge - age) * 1000',
    replace: 'Math.max(0, maxAge - age)',
  },
  {
    name: 'the age that keys have reached in a cache does not count',
    file: responseTimes,
    find: 'maxAge - age)',
    replace: 'maxAge)',
  },
  {
    name: 'a Retry-After date is read against nothing',
    file: responseTimes,
    find: "httpDate(text) - httpDate(headers.get('date'))",
    replace: 'httpDate(text)',
  },
  {
    name: 'keys are used for ever while their server is out of reach',
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
    name: 'past their freshness keys are used before the server is asked',
    file: policy,
    find: "return now < state.freshUntil || state.failures > 0 ? 'use-and-refresh' : 'refresh';",
    replace: "return 'use-and-refresh';",
  },
  {
    name: 'a fetch is not started ahead of the end of freshness',
    file: policy,
    find: 'at.now + ahead(fresh, at.random)',
    replace: 'at.now + fresh',
  },
  {
    name: 'the server may ask for its keys to be kept for ever',
    file: policy,
    find: 'Math.max(at.maxAgeMs ?? settings.freshMs, settings.leastFreshMs),\n    settings.mostFreshMs,',
    replace: 'Math.max(at.maxAgeMs ?? settings.freshMs, settings.leastFreshMs),\n    Infinity,',
  },
  {
    name: 'the server may ask to be asked for every token',
    file: policy,
    find: 'Math.max(at.maxAgeMs ?? settings.freshMs, settings.leastFreshMs)',
    replace: '(at.maxAgeMs ?? settings.freshMs)',
  },
  {
    name: 'every unknown key ID is worth a fetch',
    file: policy,
    find: "return now >= state.unknownKidAt ? 'refresh' : 'refresh-later';",
    replace: "return 'refresh';",
  },
  {
    name: 'a fetch for an unknown key ID does not count',
    file: policy,
    find: 'Math.max(state.unknownKidAt, full) + unknownKidMs',
    replace: 'Math.max(state.unknownKidAt, full)',
  },
  {
    name: 'an unknown key ID is asked for while failures are backed off from',
    file: policy,
    find: "if (!mayFetch) return 'unavailable';",
    replace: '',
  },
  {
    name: 'a server that is out of reach is asked for every token',
    file: policy,
    find: "return mayFetch ? 'refresh' : 'unavailable';",
    replace: "return 'refresh';",
  },
  {
    name: 'after a failure the next fetch comes at once',
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
    name: 'a back-off may be over at once',
    file: policy,
    find: 'ceiling * (0.1 + 0.9 * at.random)',
    replace: 'ceiling * at.random',
  },
  {
    name: 'a fleet asks every minute for as long as an outage lasts, and all of it within the minute after',
    file: policy,
    find: 'return Math.min(state.freshMs, state.staleUntil - now);',
    replace: 'return settings.mostBackOffMs;',
  },
  {
    name: 'keys run out before a fetch is tried again',
    file: policy,
    find: 'return Math.min(state.freshMs, state.staleUntil - now);',
    replace: 'return state.freshMs;',
  },
  {
    name: 'a lost packet is a matter of minutes',
    file: policy,
    find: 'if (state.failures === 0) return 0;',
    replace: '',
  },
  {
    name: 'a restart of the issuer is a matter of the whole freshness',
    file: policy,
    find: 'if (state.failures === 1) return settings.mostBackOffMs;',
    replace: '',
  },
  {
    name: 'a fleet that was started together asks together',
    file: policy,
    find: '(0.8 + (random - 0.5) * 0.2)',
    replace: '0.8',
  },
  {
    name: 'Retry-After silences the verifier for as long as it says',
    file: policy,
    find: 'Math.min(at.retryAfterMs ?? 0, settings.mostBackOffMs)',
    replace: '(at.retryAfterMs ?? 0)',
  },
  {
    name: 'Retry-After is taken for milliseconds',
    file: remote,
    find: 'retryAfter * 1000',
    replace: 'retryAfter',
  },
  {
    name: 'missing key IDs are remembered without bound',
    file: missing,
    find: 'if (this.#until.size > this.#most) {',
    replace: 'if (this.#until.size === Infinity) {',
  },
  {
    name: 'a missing key ID is missing for ever',
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
    name: 'a key ID that was looked for in vain is looked for again',
    file: remote,
    find: 'if (this.#lookUp(header) === undefined) this.#missing.add(header.kid, this.#now());',
    replace: '',
  },
  {
    name: 'everyone who finds no keys fetches them',
    file: remote,
    find: 'this.#underWay ??= this.#fetchKeys(asked)',
    replace: 'this.#underWay = this.#fetchKeys(asked)',
  },
  {
    name: 'a key that its issuer withdrew stays',
    file: published,
    find: 'return new PublishedKeys(keys, document, rules);',
    replace: `const members = [...(before?.#keys ?? []), ...keys].map(
      (key) => [key, keys.jwkOf(key) ?? (before?.#keys.jwkOf(key) as Jwk)] as const,
    );
    return new PublishedKeys(new ImportedJwks(new Map(members), imported.skipped), document, rules);`,
  },
  {
    name: 'secrets are taken from a remote JWKS',
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
    name: 'who has waited for the shared fetch is counted for ever',
    file: shared,
    find: 'this.#waiting--;',
    replace: '',
  },
  {
    name: 'keys at hand are not used when a fetch that was waited for fails',
    file: remote,
    find: 'if (known !== undefined && now < this.#state.staleUntil) return this.#use(known, now);',
    replace: '',
  },
];
