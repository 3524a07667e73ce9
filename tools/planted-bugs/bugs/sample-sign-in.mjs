/** Mistakes in how the sample API signs people in: passwords, the provider's code flow, refresh tokens and cookies. */
const flow = 'apps/sample-api/src/auth/provider-flow.ts';
const flowCookie = 'apps/sample-api/src/auth/flow-cookie.ts';
const provider = 'apps/sample-api/src/auth/provider.controller.ts';
const google = 'apps/sample-api/src/auth/google-sign-in.ts';
const login = 'apps/sample-api/src/auth/auth.controller.ts';
const refresh = 'apps/sample-api/src/auth/refresh.controller.ts';
const delivery = 'apps/sample-api/src/auth/token-delivery.ts';
const sessions = 'apps/sample-api/src/auth/sessions.controller.ts';
const internalIssuer = 'apps/sample-api/src/configuration/internal-issuer.ts';
const issuers = 'apps/sample-api/src/configuration/trusted-issuers.ts';
const issuing = 'apps/sample-api/src/stores/token-issuer-options.ts';

export const sampleSignInBugs = [
  {
    name: 'the state of a provider’s answer is not compared',
    file: flow,
    find: 'expectedState: state,',
    replace: 'expectedState: client.skipStateCheck,',
  },
  {
    name: 'the state is one that anybody can guess',
    file: flow,
    find: 'state: client.randomState(),',
    replace: "state: 'a'.repeat(43),",
  },
  {
    name: 'every sign-in has the same nonce',
    file: flow,
    find: 'nonce: client.randomNonce(),',
    replace: "nonce: 'a'.repeat(43),",
  },
  {
    name: 'the PKCE verifier is sent where its hash should be',
    file: flow,
    find: "code_challenge: await client.calculatePKCECodeChallenge(flow.codeVerifier),\n      code_challenge_method: 'S256',",
    replace: "code_challenge: flow.codeVerifier,\n      code_challenge_method: 'plain',",
  },
  {
    name: 'the cookie of a flow stays after its answer',
    file: flowCookie,
    find: '    this.#cookie.clear(response);\n',
    replace: '',
  },
  {
    name: 'a flow never ends',
    file: flowCookie,
    find: 'currentDate: new Date(now),',
    replace: 'currentDate: new Date(0),',
  },
  {
    name: 'a flow is kept as readable as it is',
    file: flowCookie,
    find: '    this.#cookie.set(response, sealed);',
    replace:
      '    this.#cookie.set(response, `${sealed}.${Buffer.from(flow.state).toString("base64url")}`);',
  },
  {
    name: 'only the newest key opens a flow',
    file: flowCookie,
    find: 'for (const key of sealed === undefined ? [] : this.#keys) {',
    replace: 'for (const key of sealed === undefined ? [] : this.#keys.slice(0, 1)) {',
  },
  {
    name: 'the cookie of a flow is one for development everywhere',
    file: flowCookie,
    find: 'development: isDevelopment,',
    replace: 'development: true,',
  },
  {
    name: 'the provider sends the browser back to whatever host was asked',
    file: provider,
    find: "if (typeof host === 'string' && isLoopback(host)) return",
    replace: "if (typeof host === 'string') return",
  },
  {
    name: 'a host is of this machine when its name begins so',
    file: internalIssuer,
    find: '(:\\d{1,5})?$/.test(host)',
    replace: '(:\\d{1,5})?/.test(host)',
  },
  {
    name: 'who has signed in goes to the address that the query names',
    file: provider,
    find: '      return SIGNED_IN;',
    replace:
      "      const next = new URLSearchParams(queryOf(request)).get('next');\n      return next === null ? SIGNED_IN : { url: next, statusCode: 303 };",
  },
  {
    name: 'the query says where the provider sends the browser back to',
    file: provider,
    find: '    if (redirectUri !== undefined) return redirectUri;\n',
    replace:
      "    const named = new URLSearchParams(arguments[0].url?.split('?')[1]).get('redirect_uri');\n    if (named !== null) return named;\n    if (redirectUri !== undefined) return redirectUri;\n",
  },
  {
    name: 'the reason of a failed sign-in is in the address',
    file: provider,
    find: '    return FAILED;',
    replace:
      '    return { ...FAILED, url: `${FAILED.url}&reason=${encodeURIComponent(reasonOf(error))}` };',
  },
  {
    name: 'an ID token is read instead of verified',
    file: google,
    find: 'const { claims, issuer } = await this.#verifier.verify(idToken);',
    replace:
      "const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());\n    const issuer = claims.iss;",
  },
  {
    name: 'an e-mail that the provider has not verified is taken for verified',
    file: google,
    find: 'emailVerified: email_verified === true,',
    replace: 'emailVerified: email_verified !== undefined,',
  },
  {
    name: 'any truth makes an e-mail verified, the text "false" too',
    file: google,
    find: 'emailVerified: email_verified === true,',
    replace: 'emailVerified: Boolean(email_verified),',
  },
  {
    name: 'an e-mail is verified unless it is said not to be',
    file: google,
    find: 'emailVerified: email_verified === true,',
    replace: 'emailVerified: email_verified !== false,',
  },
  {
    name: 'accounts take any truth for a verified e-mail',
    file: 'libs/accounts/src/accounts.ts',
    find: 'identity.emailVerified !== true',
    replace: '!identity.emailVerified',
  },
  {
    name: 'who comes from the provider is an editor at once',
    file: google,
    find: "const FIRST_ROLE = 'viewer';",
    replace: "const FIRST_ROLE = 'editor';",
  },
  {
    name: 'Google’s ID tokens open the API',
    file: issuers,
    find: '...(provider === undefined || isGoogle(provider)',
    replace: '...(provider === undefined',
  },
  {
    name: 'an ID token for another client signs in',
    file: issuers,
    find: "audience: clientId, tokenType: 'id' };",
    replace: "audience: [clientId, 'another-client'], tokenType: 'id' };",
  },
  {
    name: 'another site’s page signs a browser in by password',
    file: login,
    find: '    this.delivery.assertMaySetCookie(request, cookie);\n    const user = await',
    replace: '    const user = await',
  },
  {
    name: 'another site’s page signs a browser in by ID token',
    file: login,
    find: '    this.delivery.assertMaySetCookie(request, cookie);\n    const checkedAt',
    replace: '    const checkedAt',
  },
  {
    name: 'an ID token may come twice',
    file: login,
    find: 'if (fromHeader !== undefined && fromBody !== undefined) {',
    replace: 'if (false) {',
  },
  {
    name: 'the login says whether it is the e-mail that is wrong',
    file: login,
    find: "    if (!user) throw new UnauthorizedException('e-mail or password is wrong');",
    replace:
      "    const known = (await this.accounts.list()).some((one) => one.email === email);\n    if (!user) throw new UnauthorizedException(known ? 'password is wrong' : 'e-mail is wrong');",
  },
  {
    name: 'a cookie is taken from another site’s page',
    file: delivery,
    find: '      assertSameOrigin(request.raw ?? request);\n      return {',
    replace: '      return {',
  },
  {
    name: 'a refresh token that is in the cookie is in the body too',
    file: delivery,
    find: '    return others;',
    replace: '    return tokens;',
  },
  {
    name: 'a refresh token comes in the body and in a cookie, and one is taken',
    file: delivery,
    find: 'if (fromBody !== undefined && fromCookie === undefined) {',
    replace: 'if (fromBody !== undefined) {',
  },
  {
    name: 'an outage makes the browser forget its session',
    file: delivery,
    find: 'const isOver = error instanceof RefreshRefusedError || error instanceof SubjectGoneError;',
    replace: 'const isOver = error instanceof Error;',
  },
  {
    name: 'a refused cookie stays in the browser',
    file: refresh,
    find: '      if (isCookie) this.delivery.forgetRefused(response, error);\n',
    replace: '',
  },
  {
    name: 'a logout leaves the cookie in the browser',
    file: refresh,
    find: '    if (isCookie) this.delivery.forget(response);\n',
    replace: '',
  },
  {
    name: 'a logout clears the cookie and ends no session',
    file: refresh,
    find: '    await this.issuer.signOut(refreshToken);',
    replace: '    await Promise.resolve(refreshToken);',
  },
  {
    name: 'a logout that could not be done makes the browser forget its session',
    file: refresh,
    find: "    await this.issuer.signOut(refreshToken); // 503 where it can't: the cookie stays, to ask again\n    if (isCookie) this.delivery.forget(response);",
    replace:
      '    if (isCookie) this.delivery.forget(response);\n    await this.issuer.signOut(refreshToken);',
  },
  {
    name: 'the refresh cookie is the one for development everywhere',
    file: issuing,
    find: 'cookie: { development: isDevelopmentCookie },',
    replace: 'cookie: { development: true },',
  },
  {
    name: 'a role is that of the first sign-in, for good',
    file: issuing,
    find: "const user = await inReach('the accounts', () => accounts.findById(subject));",
    replace:
      "const user = await (grantOf[subject] ??= inReach('the accounts', () => accounts.findById(subject)));",
  },
  {
    name: 'a demonstration gets another one',
    file: sessions,
    find: 'if (!own || own.label === DEMONSTRATION) {',
    replace: 'if (!own) {',
  },
  {
    name: 'a demonstration lasts as long as a session',
    file: sessions,
    find: "      absoluteTimeout: '5m',\n",
    replace: '',
  },
  {
    name: 'demonstrations add up',
    file: sessions,
    find: 'if (label === DEMONSTRATION) await',
    replace: 'if (label === undefined) await',
  },
  {
    name: 'a token of before a revocation signs in as if it were of now',
    file: sessions,
    find: 'checkedAt: iat * 1000',
    replace: 'checkedAt: Date.now() + 0 * iat',
  },
  {
    name: 'another site’s link begins a sign-in',
    file: provider,
    find: '      assertOwnDoing(request);\n',
    replace: '',
  },
  {
    name: 'a neighbour’s link begins a sign-in',
    file: provider,
    find: "site !== 'same-origin'",
    replace: "!String(site).startsWith('same')",
  },
];
