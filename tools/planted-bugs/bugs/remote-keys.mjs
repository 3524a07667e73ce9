/** Mistakes in discovery, changed responses, clients, refreshes, events and denied keys. */
const policy = 'packages/core/src/keys/refresh-policy.ts';
const denied = 'packages/core/src/verifier/denied-keys.ts';
const discovered = 'packages/core/src/keys/discovered-download.ts';
const download = 'packages/core/src/keys/jwks-download.ts';
const keyDownload = 'packages/core/src/keys/key-download.ts';
const keySource = 'packages/core/src/issuers/resolve-key-source.ts';
const load = 'packages/core/src/issuers/load-keys.ts';
const lookup = 'packages/core/src/verifier/key-lookup.ts';
const metadata = 'packages/core/src/keys/provider-metadata.ts';
const open = 'packages/core/src/keys/open-download.ts';
const options = 'packages/core/src/keys/remote-jwks.options.ts';
const published = 'packages/core/src/keys/published-keys.ts';
const registry = 'packages/core/src/issuers/issuer-registry.ts';
const remote = 'packages/core/src/keys/remote-jwks.ts';
const reporter = 'packages/core/src/keys/key-reporter.ts';
const shared = 'packages/core/src/keys/shared-fetch.ts';
const verifier = 'packages/core/src/verifier/token-verifier.ts';

export const remoteKeysBugs = [
  {
    name: 'metadata of a different issuer is used',
    file: metadata,
    find: "metadata['issuer'] !== issuer",
    replace: "metadata['issuer'] === undefined",
  },
  {
    name: 'metadata of an issuer with the same prefix is used',
    file: metadata,
    find: "metadata['issuer'] !== issuer",
    replace: "!String(metadata['issuer']).startsWith(issuer)",
  },
  {
    name: 'HMAC algorithms in metadata are accepted',
    file: metadata,
    find: '!isSymmetric(alg)',
    replace: 'true',
  },
  {
    name: 'metadata does not narrow the algorithms of keys',
    file: discovered,
    find: 'algorithms: metadata.algorithms, setback',
    replace: 'setback',
  },
  {
    name: 'metadata may point to loopback',
    file: metadata,
    find: "url.protocol === 'http:' && address.protocol !== 'http:'",
    replace: "url.protocol === 'ftp:'",
  },
  {
    name: 'metadata may point to any host',
    file: metadata,
    find: "parseKeyAddress(typeof value === 'string' ? value : '', 'jwks_uri')",
    replace: "new URL(typeof value === 'string' ? value : '')",
  },
  {
    name: 'the metadata URL drops the issuer’s query',
    file: metadata,
    find: 'if (/[?#]/.test(issuer)) {',
    replace: "if (issuer === '?') {",
  },
  {
    name: 'any failure tries the next metadata URL',
    file: discovered,
    find: 'failed.status !== 404',
    replace: 'failed.status === undefined',
  },
  {
    name: 'metadata is fetched with each JWKS fetch',
    file: discovered,
    find: 'now < known.times.freshUntil) return known;',
    replace: 'now < 0) return known;',
  },
  {
    name: 'metadata stays cached although its JWKS URL fails',
    file: discovered,
    find: 'this.#isDue = true;\n      throw error;',
    replace: 'throw error;',
  },
  {
    name: 'metadata never expires while it is unavailable',
    file: discovered,
    find: 'now < known.times.staleUntil;',
    replace: 'now < Infinity;',
  },
  {
    name: 'cached metadata is not used while it is unavailable',
    file: discovered,
    find: 'if (!isUsable) throw error;',
    replace: 'if (!isUsable || known) throw error;',
  },
  {
    name: 'hanging metadata uses up the time for the keys',
    file: discovered,
    find: 'isUsable ? left() / 2 : left()',
    replace: 'left()',
  },
  {
    name: 'metadata and keys have separate time limits',
    file: discovered,
    find: '.fetch(request, left());',
    replace: '.fetch(request);',
  },
  {
    name: 'a JWK Set with too many keys is accepted',
    file: keyDownload,
    find: 'value.keys.length > MAX_JWKS_KEYS',
    replace: 'value.keys.length === Infinity',
  },
  {
    name: 'every response replaces every key object',
    file: published,
    find: 'const keys = before ? before.#keptOf(imported) : imported;',
    replace: 'const keys = imported;',
  },
  {
    name: 'an unchanged response is reported as a change',
    file: published,
    find: 'if (before !== undefined && before.#isOf(document, rules)) return before;',
    replace: '',
  },
  {
    name: 'the other metadata URLs are dropped after one responds',
    file: 'packages/core/src/keys/discovered-download.ts',
    find: '(other) => other !== place',
    replace: '() => false',
  },
  {
    name: 'the freshness in a 304 is ignored',
    file: 'packages/core/src/keys/revalidated.ts',
    find: 'maxAgeMs ?? this.#last.maxAgeMs',
    replace: 'this.#last.maxAgeMs',
  },
  {
    name: 'a new key under the same ID counts as the old key',
    file: published,
    find: 'isDeepStrictEqual(otherJwk, jwk)',
    replace: 'otherJwk.kid === jwk.kid',
  },
  {
    name: 'a key keeps an algorithm that it no longer has',
    file: published,
    find: 'other.alg === key.alg &&',
    replace: '',
  },
  {
    name: 'a client has no time limit',
    file: download,
    find: 'withinTime(this.#bounds, async () => this.#client.getKeys())',
    replace: 'this.#client.getKeys()',
  },
  {
    name: 'a client of a different URL is accepted',
    file: open,
    find: '  assertSameAddress(client, url);\n',
    replace: '',
  },
  {
    name: 'maxBytes is accepted for a client',
    file: options,
    find: '(fetcher === undefined && maxBytes === undefined)',
    replace: 'fetcher === undefined',
  },
  {
    name: 'internal settings of remote keys are silently ignored',
    file: keySource,
    find: 'readSettings(remote);',
    replace: '',
  },
  {
    name: 'a manual refresh waits for the schedule',
    file: remote,
    find: 'this.#assertOpen();\n    await this.#refresh({ afresh: true });',
    replace:
      "this.#assertOpen();\n    if (this.state() !== 'ready') await this.#refresh({ afresh: true });",
  },
  {
    name: 'a closed source can be refreshed',
    file: remote,
    find: 'this.#assertOpen();\n    await this.#underWay?.catch(() => undefined);\n    this.#assertOpen();',
    replace: 'await this.#underWay?.catch(() => undefined);',
  },
  {
    name: 'a manual refresh reuses an older fetch',
    file: remote,
    find: 'await this.#underWay?.catch(() => undefined);',
    replace: '',
  },
  {
    name: 'a manual refresh sends the ETag',
    file: remote,
    find: 'this.#assertOpen();\n    await this.#refresh({ afresh: true });',
    replace: 'this.#assertOpen();\n    await this.#refresh({ afresh: false });',
  },
  {
    name: 'a fetch for an unknown key ID sends the ETag',
    file: remote,
    find: 'await this.#refresh({ afresh: true, header });',
    replace: 'await this.#refresh({ header });',
  },
  {
    name: 'an ETag is used without a time limit',
    file: remote,
    find: 'afresh = this.#now() >= this.#afreshAt',
    replace: 'afresh = false',
  },
  {
    name: 'a key missing from an older fetch counts as missing',
    file: remote,
    find: 'return newer === undefined ? this.find(header) : this.#findAfter(newer, header);',
    replace: 'return this.#keys?.find(header);',
  },
  {
    name: 'a token waits until the budget of unknown key IDs has room',
    file: remote,
    find: 'if (wait > LONGEST_WAIT_MS)',
    replace: 'if (wait > Infinity)',
  },
  {
    name: 'a clock that is set back restarts all timers',
    file: 'packages/core/src/time/steady-clock.ts',
    find: 'if (isBehind) ahead += latest - time;',
    replace: '',
  },
  {
    name: 'a clock that is set back extends the freshness of keys',
    file: policy,
    find: 'Math.min(state.refreshAt, now + settings.unknownKidMs)',
    replace: 'state.refreshAt',
  },
  {
    name: 'a redirect followed by a custom fetch is accepted',
    file: 'packages/core/src/keys/bounded-fetch.ts',
    find: 'if (response.redirected) {',
    replace: 'if (response.redirected && status !== 200) {',
  },
  {
    name: 'metadata may point to the internal network',
    file: 'packages/core/src/keys/provider-metadata.ts',
    find: 'if (isInternalHost(url) && !isInternalHost(address)) {',
    replace: 'if (false) {',
  },
  {
    name: 'an IPv6 address is never internal',
    file: 'packages/core/src/keys/internal-host.ts',
    find: "hostname.replace(/^\\[|\\]$/g, '')",
    replace: 'hostname',
  },
  {
    name: 'missing key IDs are kept after they expire',
    file: 'packages/core/src/recently-missing.ts',
    find: 'this.purge(now);\n    if',
    replace: 'if',
  },
  {
    name: 'the client’s key list is kept without a copy',
    file: 'packages/core/src/keys/jwks-download.ts',
    find: 'structuredClone(asJwksDocument({ keys }))',
    replace: 'asJwksDocument({ keys })',
  },
  {
    name: 'a refresh of all issuers fails silently',
    file: load,
    find: "if (result.status === 'rejected') throw result.reason;",
    replace: '',
  },
  {
    name: 'a refresh of one issuer fetches the keys of all',
    file: registry,
    find: 'return all.filter((trusted) => trusted.issuer === issuer);',
    replace: 'return all;',
  },
  {
    name: 'denying a key of an unknown issuer succeeds',
    file: verifier,
    find: 'this.#issuers.named(issuer);\n    this.#keys.denied',
    replace: 'this.#keys.denied',
  },
  {
    name: 'a denied key causes a fetch',
    file: lookup,
    find: 'this.#assertAllowed(header.kid, issuer);\n    const found',
    replace: 'const found',
  },
  {
    name: 'a denied key verifies tokens that do not name it',
    file: lookup,
    find: '    this.#assertAllowed(key?.kid, issuer);\n',
    replace: '',
  },
  {
    name: 'a key denied during a fetch verifies waiting tokens',
    file: lookup,
    find: 'this.#inTime(found).then((key) => this.#unlessDenied(key, header, issuer))',
    replace: 'found',
  },
  {
    name: 'cached tokens of a denied key are accepted',
    file: lookup,
    find: 'const found = this.#ask(trusted, header);',
    replace: 'const found = trusted.keys.find(header);',
  },
  {
    name: 'a denial of one issuer’s key applies to all issuers',
    file: denied,
    find: '(issuers.has(undefined) || issuers.has(issuer))',
    replace: 'issuers.size > 0',
  },
  {
    name: 'a denial for all issuers has no effect',
    file: denied,
    find: 'issuers.has(undefined) || ',
    replace: '',
  },
  {
    name: 'the number of denied keys is unlimited',
    file: denied,
    find: 'if (this.#count >= MOST_DENIED) {',
    replace: 'if (this.#count < 0) {',
  },
  {
    name: 'an allowed key still counts as denied',
    file: denied,
    find: '    this.#count--;\n',
    replace: '',
  },
  {
    name: 'stale keys are reported for each token',
    file: reporter,
    find: 'if (this.#saidStale) return;',
    replace: '',
  },
  {
    name: 'stale keys are reported only once',
    file: reporter,
    find: 'failed({ failure, status, address }: FetchFailedError, { now, state }: KeysAt): void {\n    this.#saidStale = false;',
    replace:
      'failed({ failure, status, address }: FetchFailedError, { now, state }: KeysAt): void {',
  },
  {
    name: 'a key ID in an event is not truncated',
    file: reporter,
    find: '({ kid: cutKeyId(kid), reason })',
    replace: '({ kid, reason })',
  },
  {
    name: 'failed metadata is not reported if keys were loaded',
    file: remote,
    find: 'if (setback !== undefined) this.#reporter.failed(setback, { now, state: this.#state });',
    replace: '',
  },
  {
    name: 'closing is reported as a failure',
    file: remote,
    find: 'if (this.#closing.signal.aborted) return closed();',
    replace: '',
  },
  {
    name: 'a flood is reported for each token with a 503',
    file: shared,
    find: 'if (!this.#saidFull) ',
    replace: '',
  },
];
