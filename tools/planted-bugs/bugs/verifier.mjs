/** Mistakes in trusting issuers, in the order of checks, and in the cache of verified tokens. */
const cache = 'packages/core/src/verifier/token-cache.ts';
const createVerifier = 'packages/core/src/verifier/create-verifier.ts';
const keySource = 'packages/core/src/issuers/resolve-key-source.ts';
const lookup = 'packages/core/src/verifier/key-lookup.ts';
const registry = 'packages/core/src/issuers/issuer-registry.ts';
const claimsPolicy = 'packages/core/src/issuers/resolve-claims-policy.ts';
const resolveIssuer = 'packages/core/src/issuers/resolve-issuer.ts';
const same = 'packages/core/src/verifier/same-token.ts';
const verifier = 'packages/core/src/verifier/token-verifier.ts';

export const verifierBugs = [
  {
    name: 'an iss that starts with a trusted issuer is trusted',
    file: registry,
    find: 'const trusted = this.#byIssuer.get(iss);',
    replace:
      'const trusted = [...this.#byIssuer.values()].find(({ issuer }) => iss.startsWith(issuer));',
  },
  {
    name: 'a trailing slash of iss is removed',
    file: registry,
    find: 'this.#byIssuer.get(iss);',
    replace: "this.#byIssuer.get(iss) ?? this.#byIssuer.get(iss.replace(/\\/$/, ''));",
  },
  {
    name: 'iss is compared case-insensitively',
    file: registry,
    find: 'this.#byIssuer.get(iss);',
    replace: 'this.#byIssuer.get(iss) ?? this.#byIssuer.get(iss.toLowerCase());',
  },
  {
    name: 'the first of an array in iss is used',
    file: registry,
    find: "if (typeof iss !== 'string') {",
    replace:
      "if (Array.isArray(iss)) return this.find(iss[0]);\n    if (typeof iss !== 'string') {",
  },
  {
    name: 'the last of two entries for one issuer wins',
    file: registry,
    find: 'if (this.#byIssuer.has(trusted.issuer)) {',
    replace: 'if (this.#byIssuer.size === Infinity) {',
  },
  {
    name: 'an audience may be an empty string',
    file: claimsPolicy,
    find: "list.every((name) => typeof name === 'string' && name !== '')",
    replace: "list.every((name) => typeof name === 'string')",
  },
  {
    name: 'an empty list of audiences is accepted',
    file: claimsPolicy,
    find: 'if (list.length > 0 && list.every(',
    replace: 'if (list.every(',
  },
  {
    name: 'a missing audience option skips the check',
    file: claimsPolicy,
    find: 'if (value === null) return null;',
    replace: 'if (value === null || value === undefined) return null;',
  },
  {
    name: 'an issuer may be an empty string',
    file: resolveIssuer,
    find: "if (typeof value === 'string' && value !== '') return value;",
    replace: "if (typeof value === 'string') return value;",
  },
  {
    name: 'the clock tolerance is unlimited',
    file: claimsPolicy,
    find: 'const TOLERANCE = { min: 0, max: 300 };',
    replace: 'const TOLERANCE = { min: 0, max: Infinity };',
  },
  {
    name: 'the default clock tolerance is five minutes',
    file: claimsPolicy,
    find: "clockTolerance = '5s',",
    replace: "clockTolerance = '5m',",
  },
  {
    name: 'the default lifetime limit is a year',
    file: claimsPolicy,
    find: "maxLifetime = '30d',",
    replace: "maxLifetime = '365d',",
  },
  {
    name: 'exp is not required by default',
    file: claimsPolicy,
    find: "BY_DEFAULT: readonly unknown[] = ['exp', 'iss', 'aud', 'sub'];",
    replace: "BY_DEFAULT: readonly unknown[] = ['iss', 'aud', 'sub'];",
  },
  {
    name: 'sub is not required by default',
    file: claimsPolicy,
    find: "BY_DEFAULT: readonly unknown[] = ['exp', 'iss', 'aud', 'sub'];",
    replace: "BY_DEFAULT: readonly unknown[] = ['exp', 'iss', 'aud'];",
  },
  {
    name: 'skipping the audience skips other checks too',
    file: claimsPolicy,
    find: "audience === null ? [...optionalClaims, 'aud'] : optionalClaims;",
    replace: 'audience === null ? BY_DEFAULT : optionalClaims;',
  },
  {
    name: 'the profile of RFC 9068 does not require client_id',
    file: resolveIssuer,
    find: "'client_id', 'iat', 'jti'],",
    replace: "'iat', 'jti'],",
  },
  {
    name: 'the profile of RFC 9068 accepts any JWT',
    file: resolveIssuer,
    find: "typ: ['at+jwt'],",
    replace: "typ: ['at+jwt', 'JWT'],",
  },
  {
    name: 'HMAC may be mixed with public keys',
    file: keySource,
    find: 'if (!names.every((alg) => isSymmetric(alg) === kind)) {',
    replace: 'if (!names.some((alg) => isSymmetric(alg) === kind)) {',
  },
  {
    name: 'an empty list of algorithms is accepted',
    file: keySource,
    find: '!Array.isArray(given) || given.length === 0',
    replace: '!Array.isArray(given)',
  },
  {
    name: 'the first of several key options is used',
    file: keySource,
    find: 'given.length !== 1 || name === undefined',
    replace: 'given.length === 0 || name === undefined',
  },
  {
    name: 'a secret printed in a standard is accepted',
    file: keySource,
    find: 'assertNotPublishedSecret(secret);',
    replace: '',
  },
  {
    name: 'an invalid key among static keys is skipped',
    file: keySource,
    find: 'if (skipped) throw new InvalidKeyError(',
    replace: "if (skipped?.reason === '') throw new InvalidKeyError(",
  },
  {
    name: 'a JWK Set without usable keys is accepted',
    file: keySource,
    find: "if (imported.keys.length === 0) throw new InvalidKeyError('a JWK Set without keys');",
    replace: '',
  },
  {
    name: 'the configured token length limit is ignored',
    file: createVerifier,
    find: "maxTokenBytes: readMaxTokenBytes(common.maxTokenBytes, 'maxTokenBytes'),",
    replace:
      "maxTokenBytes: Math.max(8192, readMaxTokenBytes(common.maxTokenBytes, 'maxTokenBytes')),",
  },
  {
    name: 'cache: false keeps the cache enabled',
    file: createVerifier,
    find: 'if (options === false) return undefined;',
    replace: 'if (options === false) return new TokenCache(5000);',
  },
  {
    name: 'the kind of token is not checked',
    file: verifier,
    find: 'assertTokenType(trusted.claims.type, header.typ, claims);',
    replace: '',
  },
  {
    name: 'claims are not checked',
    file: verifier,
    find: 'assertRegisteredClaims(claims, trusted.claims, now / 1000);',
    replace: '',
  },
  {
    name: 'claims are compared with milliseconds',
    file: verifier,
    find: 'assertRegisteredClaims(claims, trusted.claims, now / 1000);',
    replace: 'assertRegisteredClaims(claims, trusted.claims, now);',
  },
  {
    name: 'claims are compared with whole seconds',
    file: verifier,
    find: 'trusted.claims, now / 1000);',
    replace: 'trusted.claims, Math.floor(now / 1000));',
  },
  {
    name: 'a key source is asked for algorithms that its issuer does not have',
    file: lookup,
    find: 'if (!trusted.algorithms.has(header.alg)) {',
    replace: 'if (trusted.algorithms.size === 0) {',
  },
  {
    name: 'a signature is checked only if the key was cached',
    file: verifier,
    find: `verifySignature(jws, found);
    const`,
    replace: `if (!trusted.keys.warmUp) verifySignature(jws, found);
    const`,
  },
  {
    name: 'a header is cached before its signature is checked',
    file: verifier,
    find: `verifySignature(jws, found);
    const { header } = jws;
    this.#headers.keep(jws.headerSegment, header);`,
    replace: `const { header } = jws;
    this.#headers.keep(jws.headerSegment, header);
    verifySignature(jws, found);`,
  },
  {
    name: 'a token is cached before its claims are checked',
    file: verifier,
    find: 'assertTokenType(trusted.claims.type, header.typ, claims);',
    replace: `this.#cache?.set({ token, verified: { claims: claims as Claims, header, issuer: trusted.issuer, grants: trusted.grants, key: found as VerificationKey, expiresAt: Infinity }, trusted, from: now, until: now + LONGEST_CACHED_MS, objects: 1 });
    assertTokenType(trusted.claims.type, header.typ, claims);`,
  },
  {
    name: 'a cached token outlives its key',
    file: verifier,
    find: 'this.#keys.findNow(trusted, verified.header) !== verified.key',
    replace: 'this.#keys.findNow(trusted, verified.header) === null',
  },
  {
    name: 'a cached token outlives its key if a new key has its kid',
    file: verifier,
    find: 'this.#keys.findNow(trusted, verified.header) !== verified.key',
    replace: 'this.#keys.findNow(trusted, verified.header) === undefined',
  },
  {
    name: 'a cached token outlives its exp',
    file: verifier,
    find: 'Math.min(goodUntil(claims, trusted.claims) * 1000, now + LONGEST_CACHED_MS)',
    replace: 'now + LONGEST_CACHED_MS',
  },
  {
    name: 'the expiry of a cached token is read as milliseconds',
    file: verifier,
    find: 'goodUntil(claims, trusted.claims) * 1000',
    replace: 'goodUntil(claims, trusted.claims)',
  },
  {
    name: 'cached claims are mutable',
    file: verifier,
    find: 'const objects = deepFreeze(claims);',
    replace: 'const objects = deepFreeze({});',
  },
  {
    name: 'a full cache evicts nothing',
    file: cache,
    find: 'this.#entries.size > this.#maxTokens || this.#weight > MOST_WEIGHT',
    replace: 'this.#weight > MOST_WEIGHT',
  },
  {
    name: 'the cache limits the number of tokens but not their size',
    file: cache,
    find: 'this.#entries.size > this.#maxTokens || this.#weight > MOST_WEIGHT',
    replace: 'this.#entries.size > this.#maxTokens',
  },
  {
    name: 'the size of evicted tokens stays counted',
    file: cache,
    find: '\n    this.#weight -= weightOf(entry);',
    replace: '',
  },
  {
    name: 'the objects of a cached token are not counted',
    file: cache,
    find: 'token.length + objects * WEIGHT_OF_OBJECT',
    replace: 'token.length + objects * 0',
  },
  {
    name: 'a cached token is valid in the millisecond in which it ends',
    file: cache,
    find: 'now >= entry.until',
    replace: 'now > entry.until',
  },
  {
    name: 'a cached token survives a clock that is set back',
    file: cache,
    find: ' || now < entry.from',
    replace: '',
  },
  {
    name: 'the oldest token is evicted although it is in use',
    file: cache,
    find: 'if (entry.held) this.#order.use(entry);',
    replace: '',
  },
  {
    name: 'clearing one issuer’s tokens clears all issuers’',
    file: cache,
    find: 'entry.verified.issuer === issuer',
    replace: 'entry.verified.issuer !== issuer',
  },
  {
    name: 'clearing one issuer’s tokens clears nothing',
    file: cache,
    find: 'issuer === undefined || entry.verified.issuer === issuer',
    replace: 'issuer === undefined',
  },
  {
    name: 'the cache identifies tokens only by their signature',
    file: cache,
    find: 'entry === undefined || !isSameToken(entry.token, token)',
    replace: 'entry === undefined',
  },
  {
    name: 'the cache compares only length and end of tokens',
    file: cache,
    find: '!isSameToken(entry.token, token)',
    replace: 'entry.token.length !== token.length',
  },
  {
    name: 'the cache compares only the low bytes of characters',
    file: same,
    find: 'bytes.write(text)',
    replace: "bytes.write(text, 'latin1')",
  },
  {
    name: 'the cache ignores the last characters of a token',
    file: same,
    find: 'i = length & ~3; i < length',
    replace: 'i = length & ~3; i < length - 3',
  },
  {
    name: 'the cache adds up differences that cancel out',
    file: same,
    find: 'difference |= (given.words',
    replace: 'difference ^= (given.words',
  },
  {
    name: 'the cache truncates text longer than the longest token',
    file: same,
    find: 'Buffer.allocUnsafeSlow(MOST_TOKEN_BYTES + 4)',
    replace: 'Buffer.allocUnsafeSlow(MOST_TOKEN_BYTES)',
  },
  {
    name: 'the cache identifies tokens by a few characters',
    file: cache,
    find: 'TAIL_LENGTH = 32',
    replace: 'TAIL_LENGTH = 8',
  },
  {
    name: 'text that is not a token is looked up in the cache',
    file: cache,
    find: "    if (typeof token !== 'string') return undefined;\n",
    replace: '',
  },
  {
    name: 'evicting a token twice frees its size twice',
    file: cache,
    find: '    if (!entry.held) return;\n',
    replace: '',
  },
  {
    name: 'a replaced token stays counted',
    file: cache,
    find: '    if (former) this.delete(former);\n',
    replace: '',
  },
  {
    name: 'a cached token keeps the header that it came in',
    file: cache,
    find: "Buffer.from(verified.token, 'latin1').toString('latin1')",
    replace: 'verified.token',
  },
  {
    name: 'the most recently used token is evicted first',
    file: 'packages/core/src/verifier/use-order.ts',
    find: 'return this.#oldest;',
    replace: 'return this.#newest;',
  },
  {
    name: 'a token in the middle of the order cannot be moved',
    file: 'packages/core/src/verifier/use-order.ts',
    find: 'else older.newer = newer;',
    replace: '',
  },
];
