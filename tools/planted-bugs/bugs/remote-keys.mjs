/** Mistakes in discovery, in what changes with an answer, in clients, refreshes and events, and in denied keys. */
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
    name: 'metadata of another issuer is used',
    file: metadata,
    find: "metadata['issuer'] !== issuer",
    replace: "metadata['issuer'] === undefined",
  },
  {
    name: 'metadata of an issuer that only begins the same is used',
    file: metadata,
    find: "metadata['issuer'] !== issuer",
    replace: "!String(metadata['issuer']).startsWith(issuer)",
  },
  {
    name: 'the secrets’ algorithms of metadata count',
    file: metadata,
    find: '!isSymmetric(alg)',
    replace: 'true',
  },
  {
    name: 'metadata does not narrow what keys are for',
    file: discovered,
    find: 'algorithms: metadata.algorithms, setback',
    replace: 'setback',
  },
  {
    name: 'metadata may send us to our own machine',
    file: metadata,
    find: "url.protocol === 'http:' && address.protocol !== 'http:'",
    replace: "url.protocol === 'ftp:'",
  },
  {
    name: 'metadata may send us anywhere',
    file: metadata,
    find: "parseKeyAddress(typeof value === 'string' ? value : '', 'jwks_uri')",
    replace: "new URL(typeof value === 'string' ? value : '')",
  },
  {
    name: 'an issuer with a query has metadata at an address without it',
    file: metadata,
    find: 'if (/[?#]/.test(issuer)) {',
    replace: "if (issuer === '?') {",
  },
  {
    name: 'metadata is looked for elsewhere whatever went wrong',
    file: discovered,
    find: 'failed.status !== 404',
    replace: 'failed.status === undefined',
  },
  {
    name: 'metadata is asked for with each fetch',
    file: discovered,
    find: 'now < known.times.freshUntil) return known;',
    replace: 'now < 0) return known;',
  },
  {
    name: 'metadata is believed to its end while the keys are not where it says',
    file: discovered,
    find: 'this.#isDue = true;\n      throw error;',
    replace: 'throw error;',
  },
  {
    name: 'metadata is used for ever while it can’t be had again',
    file: discovered,
    find: 'now < known.times.staleUntil;',
    replace: 'now < Infinity;',
  },
  {
    name: 'metadata is not used while it can’t be had again',
    file: discovered,
    find: 'if (!isUsable) throw error;',
    replace: 'if (!isUsable || known) throw error;',
  },
  {
    name: 'metadata that hangs takes all the time there is for the keys',
    file: discovered,
    find: 'isUsable ? left() / 2 : left()',
    replace: 'left()',
  },
  {
    name: 'metadata and keys have a time each',
    file: discovered,
    find: '.fetch(request, left());',
    replace: '.fetch(request);',
  },
  {
    name: 'a set of any number of keys is taken for a good one',
    file: keyDownload,
    find: 'value.keys.length > MAX_JWKS_KEYS',
    replace: 'value.keys.length === Infinity',
  },
  {
    name: 'every answer makes every key another',
    file: published,
    find: 'const keys = before ? before.#keptOf(imported) : imported;',
    replace: 'const keys = imported;',
  },
  {
    name: 'an answer that says the same is news',
    file: published,
    find: 'if (before !== undefined && before.#isOf(document, rules)) return before;',
    replace: '',
  },
  {
    name: 'the other places of metadata are forgotten once one has answered',
    file: 'packages/core/src/keys/discovered-download.ts',
    find: '(other) => other !== place',
    replace: '() => false',
  },
  {
    name: 'a 304 that says anew how long keys are fresh is not heard',
    file: 'packages/core/src/keys/revalidated.ts',
    find: 'maxAgeMs ?? this.#last.maxAgeMs',
    replace: 'this.#last.maxAgeMs',
  },
  {
    name: 'another key under the same ID is taken for the one before',
    file: published,
    find: 'isDeepStrictEqual(otherJwk, jwk)',
    replace: 'otherJwk.kid === jwk.kid',
  },
  {
    name: 'a key stays bound to an algorithm that it is not for any more',
    file: published,
    find: 'other.alg === key.alg &&',
    replace: '',
  },
  {
    name: 'a client is waited for as long as it likes',
    file: download,
    find: 'withinTime(this.#bounds, async () => this.#client.getKeys())',
    replace: 'this.#client.getKeys()',
  },
  {
    name: 'a client of another address is taken',
    file: open,
    find: '  assertSameAddress(client, url);\n',
    replace: '',
  },
  {
    name: 'a client seems to be held to maxBytes',
    file: options,
    find: ' || others.maxBytes !== undefined',
    replace: '',
  },
  {
    name: 'settings of remote keys that are not the user’s to set are passed over',
    file: keySource,
    find: 'readSettings(remote);',
    replace: '',
  },
  {
    name: 'a refresh by hand waits until one is due',
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
    name: 'a refresh by hand takes an older fetch for its own',
    file: remote,
    find: 'await this.#underWay?.catch(() => undefined);',
    replace: '',
  },
  {
    name: 'a refresh by hand believes the ETag',
    file: remote,
    find: 'this.#assertOpen();\n    await this.#refresh({ afresh: true });',
    replace: 'this.#assertOpen();\n    await this.#refresh({ afresh: false });',
  },
  {
    name: 'an unknown key ID believes the ETag',
    file: remote,
    find: 'await this.#refresh({ afresh: true, header });',
    replace: 'await this.#refresh({ header });',
  },
  {
    name: 'an ETag is believed for ever',
    file: remote,
    find: 'afresh = this.#now() >= this.#afreshAt',
    replace: 'afresh = false',
  },
  {
    name: 'what an older fetch did not bring is missing',
    file: remote,
    find: 'return newer === undefined ? this.find(header) : this.#findAfter(newer, header);',
    replace: 'return this.#keys?.find(header);',
  },
  {
    name: 'a token is held for as long as the budget of unknown key IDs lasts',
    file: remote,
    find: 'if (wait > LONGEST_WAIT_MS)',
    replace: 'if (wait > Infinity)',
  },
  {
    name: 'a clock that is set back begins every time anew',
    file: 'packages/core/src/time/steady-clock.ts',
    find: 'if (isBehind) ahead += latest - time;',
    replace: '',
  },
  {
    name: 'a clock that is set back leaves the keys as long as they were to last',
    file: policy,
    find: 'Math.min(state.refreshAt, now + settings.unknownKidMs)',
    replace: 'state.refreshAt',
  },
  {
    name: 'a redirect that a fetch of the user’s own has followed is taken',
    file: 'packages/core/src/keys/bounded-fetch.ts',
    find: 'if (response.redirected) {',
    replace: 'if (response.redirected && status !== 200) {',
  },
  {
    name: 'metadata may send us to our own network',
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
    name: 'missing key IDs are kept when their time is over',
    file: 'packages/core/src/recently-missing.ts',
    find: 'this.purge(now);\n    if',
    replace: 'if',
  },
  {
    name: 'the list that a client hands out is kept as it is',
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
    name: 'a key of an issuer that is not there can be denied: a slip passes for a stop',
    file: verifier,
    find: 'this.#issuers.named(issuer);\n    this.#keys.denied',
    replace: 'this.#keys.denied',
  },
  {
    name: 'a denied key is fetched for',
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
    name: 'a key that is denied while a token waits for it verifies that token',
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
    name: 'a key that one issuer’s denial names is denied for all',
    file: denied,
    find: '(issuers.has(undefined) || issuers.has(issuer))',
    replace: 'issuers.size > 0',
  },
  {
    name: 'a key that is denied for all is not',
    file: denied,
    find: 'issuers.has(undefined) || ',
    replace: '',
  },
  {
    name: 'any number of keys may be denied',
    file: denied,
    find: 'if (this.#count >= MOST_DENIED) {',
    replace: 'if (this.#count < 0) {',
  },
  {
    name: 'a key that is allowed again makes no room',
    file: denied,
    find: '    this.#count--;\n',
    replace: '',
  },
  {
    name: 'stale keys are told for each token',
    file: reporter,
    find: 'if (this.#saidStale) return;',
    replace: '',
  },
  {
    name: 'stale keys are told once and never again',
    file: reporter,
    find: 'failed({ failure, status, address }: FetchFailedError, { now, state }: KeysAt): void {\n    this.#saidStale = false;',
    replace:
      'failed({ failure, status, address }: FetchFailedError, { now, state }: KeysAt): void {',
  },
  {
    name: 'an event has a key ID as long as its issuer likes',
    file: reporter,
    find: '({ kid: cutKeyId(kid), reason })',
    replace: '({ kid, reason })',
  },
  {
    name: 'metadata that failed is not told where keys came all the same',
    file: remote,
    find: 'if (setback !== undefined) this.#reporter.failed(setback, { now, state: this.#state });',
    replace: '',
  },
  {
    name: 'closing is told as a failure',
    file: remote,
    find: 'if (this.#closing.signal.aborted) return closed();',
    replace: '',
  },
  {
    name: 'a flood is told for each token that gets 503',
    file: shared,
    find: 'if (!this.#saidFull) ',
    replace: '',
  },
];
