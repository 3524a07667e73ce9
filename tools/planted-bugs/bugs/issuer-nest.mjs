/** Mistakes in the Nest module of the issuer: token endpoint, metadata, cookies, responses. */
const issuer = 'packages/nest/src/issuer/token-issuer.ts';
const parts = 'packages/nest/src/issuer/issuer-parts.ts';
const options = 'packages/nest/src/issuer/options/read-issuer-options.ts';
const endpoint = 'packages/nest/src/issuer/endpoints/token.controller.ts';
const request = 'packages/nest/src/issuer/endpoints/token-endpoint.request.ts';
const documents = 'packages/nest/src/issuer/endpoints/published-documents.ts';
const metadata = 'packages/nest/src/issuer/endpoints/issuer-metadata.ts';
const outcome = 'packages/nest/src/issuer/issuer-outcome.ts';
const interceptor = 'packages/nest/src/issuer/issuer-error.interceptor.ts';
const origin = 'packages/nest/src/issuer/cookies/same-origin.guard.ts';
const secret = 'packages/nest/src/issuer/endpoints/client-secret.ts';
const scope = 'packages/nest/src/issuer/endpoints/scope.ts';
const module = 'packages/nest/src/issuer/token-issuer.module.ts';
const sessions = 'packages/issuer/src/sessions/refresh-sessions.ts';

export const issuerNestBugs = [
  {
    name: 'a failed revocation keeps the subject signed in',
    file: issuer,
    find: '    const [revoked] = await Promise.allSettled([this.revocations.revokeSubject(subject)]);\n',
    replace:
      "    const revoked = { status: 'fulfilled', reason: undefined };\n    await this.revocations.revokeSubject(subject);\n",
  },
  {
    name: 'a failed revocation of a subject counts as successful',
    file: issuer,
    find: "if (revoked.status === 'fulfilled') return ended;",
    replace: "if (revoked.status === 'fulfilled' || ended > 0) return ended;",
  },
  {
    name: 'a logout does not report that access tokens stay valid',
    file: parts,
    find: 'throw afterEnding(error);',
    replace: 'void afterEnding; throw error;',
  },
  {
    name: 'the response does not say what a logout ended',
    file: 'packages/nest/src/transports/http.ts',
    find: 'new ServiceUnavailableException(body, { cause })',
    replace: 'new ServiceUnavailableException(body && undefined, { cause })',
  },
  {
    name: 'a session of a removed subject continues',
    file: issuer,
    find: "    await this.sessions.end(subject, id, 'operator');\n",
    replace: '',
  },
  {
    name: 'access tokens do not name their session',
    file: 'packages/nest/src/issuer/access-tokens.ts',
    find: '...(session && { sid: session.id }),',
    replace: '',
  },
  {
    name: 'claims may set their own session',
    file: 'packages/nest/src/issuer/access-tokens.ts',
    find: "    assertFree(claims, 'sid', 'the option session');\n",
    replace: '',
  },
  {
    name: 'one granted scope is enough',
    file: scope,
    find: ".split(' ').every(",
    replace: ".split(' ').some(",
  },
  {
    name: 'an ended session keeps its access tokens',
    file: parts,
    find: '...(revocations && { onEnded: revoking(options, revocations) }),',
    replace: '',
  },
  {
    name: 'the signer ignores revocations',
    file: parts,
    find: '    ...(revocations && { revocations }),\n    ...(clientId',
    replace: '    ...(clientId',
  },
  {
    name: 'revocations are forgotten before the longest token',
    file: parts,
    find: 'longestToken: keyRing.longestToken,',
    replace: 'longestToken: 60,',
  },
  {
    name: 'the key ring starts although revocations cannot be loaded',
    file: parts,
    find: '      await Promise.all([keyRing.close(), revocations?.close()]);\n      throw error;',
    replace: '      throw error;',
  },
  {
    name: 'nothing is closed with the application',
    file: module,
    find: 'return this.parts.close();',
    replace: 'return Promise.resolve();',
  },
  {
    name: 'sessions need no grant',
    file: options,
    find: 'sessions === undefined || grant !== undefined',
    replace: 'sessions !== undefined || grant !== undefined',
  },
  {
    name: 'unknown options are accepted',
    file: options,
    find: '  assertKnownOptions(options, NAMES);\n',
    replace: '',
  },
  {
    name: 'an option that the module sets is accepted',
    file: options,
    find: 'if (twice === undefined) return;',
    replace: 'if (twice !== undefined) return;',
  },
  {
    name: 'responses with tokens may be cached',
    file: endpoint,
    find: "    response.header('Cache-Control', 'no-store');\n",
    replace: '',
  },
  {
    name: 'a client that is not authenticated gets no challenge',
    file: endpoint,
    find: "      response.header('WWW-Authenticate', CHALLENGE);\n",
    replace: '',
  },
  {
    name: 'a wrong secret beside a refresh token is ignored',
    file: endpoint,
    find: '    if (client) await this.#authenticate(client);\n',
    replace: '',
  },
  {
    name: 'a secret in the body is accepted beside one in the header',
    file: request,
    find: 'clientSecret !== undefined || isOther',
    replace: 'isOther',
  },
  {
    name: 'the header and the body may name two clients',
    file: request,
    find: 'clientSecret !== undefined || isOther',
    replace: 'clientSecret !== undefined',
  },
  {
    name: 'the first of two Authorization headers is used',
    file: request,
    find: "  if (others.length > 0) throw new TokenRequestError('invalid_request');\n",
    replace: '',
  },
  {
    name: 'HTTP Basic values are not form-decoded',
    file: request,
    find: "return decodeURIComponent(text.replaceAll('+', ' '));",
    replace: 'return text;',
  },
  {
    name: 'a repeated parameter is accepted',
    file: request,
    find: "typeof value !== 'string' || value.length > MAX_LENGTH",
    replace: 'String(value).length > MAX_LENGTH',
  },
  {
    name: 'a JWKS with a matching ETag is sent again',
    file: documents,
    find: 'if (matches(ifNoneMatch, etag)) return { status: 304, headers };',
    replace: '',
  },
  {
    name: 'a weak ETag is ignored',
    file: documents,
    find: ".replace(/^W\\//, '')",
    replace: '',
  },
  {
    name: 'the metadata names a missing token endpoint',
    file: metadata,
    find: '...(grants.length > 0 && {',
    replace: '...({',
  },
  {
    name: 'a rejected refresh token is a 500 in handlers of the application',
    file: outcome,
    find: 'return error instanceof RefreshRejectedError || error instanceof SubjectGoneError;',
    replace: 'return error instanceof SubjectGoneError;',
  },
  {
    name: 'an unavailable store is a 500',
    file: outcome,
    find: 'error instanceof UnavailableError;',
    replace: 'false;',
  },
  {
    name: 'rejections have a different realm',
    file: interceptor,
    find: ': issuerOutcomeOf(error, this.settings?.realm);',
    replace: ': issuerOutcomeOf(error);',
  },
  {
    name: 'every origin counts as the same',
    file: origin,
    find: "if (!outcome) throw error;\n      this.#logger.warn('ERR_ORIGIN_NOT_ALLOWED');\n      throw refuse(request, outcome, error);",
    replace: 'if (!outcome) throw error;\n      return true;',
  },
  {
    name: 'the list of allowed origins is ignored',
    file: origin,
    find: ', this.parts.options.cookie?.allowedOrigins);',
    replace: ');',
  },
  {
    name: 'a client without a hash accepts any secret',
    file: secret,
    find: ' && isHash;',
    replace: ' || !isHash;',
  },
  {
    name: 'client secrets are not compared in constant time',
    file: secret,
    find: 'timingSafeEqual(given, isHash ? kept : digest(`not ${secret}`)) && isHash',
    replace: "given.toString('latin1') === kept.toString('latin1')",
  },
  {
    name: 'the duration reveals which clients exist',
    file: secret,
    find: 'timingSafeEqual(given, isHash ? kept : digest(`not ${secret}`)) && isHash',
    replace: 'isHash && timingSafeEqual(given, kept)',
  },
  {
    name: 'short client secrets are accepted',
    file: secret,
    find: 'secret.length < MIN_LENGTH',
    replace: 'secret.length < 1',
  },
  {
    name: 'a refresh token is used before its access token exists',
    file: sessions,
    find: "if (prepare && (verdict === 'rotate' || verdict === 'replay')) {",
    replace:
      "if (prepare && verdict === 'rotate') {\n      const done = await this.#rotate(store, session, { token, rotatedAt: storeTime() });\n      await store.meanwhile(() => prepare(this.#view(session)));\n      return done;\n    }\n    if (prepare && verdict === 'replay') {",
  },
  {
    name: 'a token is dated after its grant',
    file: 'packages/nest/src/issuer/access-tokens.ts',
    find: 'const dated = { issuedAt: issuedAt(), ...(session && { session }) };',
    replace: 'const dated = { ...(session && { session }) };',
  },
  {
    name: 'a revocation during the grant is not checked',
    file: 'packages/nest/src/issuer/access-tokens.ts',
    find: 'lookups >= MAX_LOOKUPS || from === this.issuableFrom(subject)',
    replace: 'look > 0',
  },
  {
    name: 'a revocation during the sign-in is ignored',
    file: issuer,
    find: 'if (from !== known && from * 1000 > this.#tokens.datedAt(at)) {',
    replace: 'if (from !== known && at === 0) {',
  },
  {
    name: 'a revocation by a different process during the sign-in is ignored',
    file: issuer,
    find: '      await this.parts.revocations.refresh(); // loads revocations by other processes\n',
    replace: '',
  },
  {
    name: 'a revoked subject can refresh',
    file: issuer,
    find: "sessions ? await sessions.endAll(subject, 'operator') : 0",
    replace: '0',
  },
  {
    name: 'two issuers on one store share their sessions',
    file: parts,
    find: '    ...sessions,\n    store: own,\n    issuer,\n',
    replace: '    ...sessions,\n    store: own,\n',
  },
  {
    name: 'an access token beside a refresh token is an invalid client',
    file: request,
    find: "type === 'refresh_token' && given !== undefined && BEARER.test(given)",
    replace: 'false',
  },
  {
    name: 'metadata names only the algorithm of the active key',
    file: documents,
    find: '...new Set(keyRing.verificationKeys.map(({ alg }) => alg)),',
    replace: 'keyRing.active.alg,',
  },
  {
    name: 'metadata is cached longer than the keys',
    file: documents,
    find: 'cacheable(keyRing.publication().maxAge)',
    replace: 'cacheable(MINUTES_10)',
  },
];
