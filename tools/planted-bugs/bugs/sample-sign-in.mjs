/** Mistakes in how the sample API signs users in: passwords, code flow, refresh tokens and cookies. */
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
    name: 'the state of the provider’s response is not compared',
    file: flow,
    find: 'expectedState: state,',
    replace: 'expectedState: client.skipStateCheck,',
  },
  {
    name: 'the state is constant',
    file: flow,
    find: 'state: client.randomState(),',
    replace: "state: 'a'.repeat(43),",
  },
  {
    name: 'the nonce is constant',
    file: flow,
    find: 'nonce: client.randomNonce(),',
    replace: "nonce: 'a'.repeat(43),",
  },
  {
    name: 'the PKCE challenge is the verifier itself',
    file: flow,
    find: "code_challenge: await client.calculatePKCECodeChallenge(flow.codeVerifier),\n      code_challenge_method: 'S256',",
    replace: "code_challenge: flow.codeVerifier,\n      code_challenge_method: 'plain',",
  },
  {
    name: 'the cookie of a flow is kept after the callback',
    file: flowCookie,
    find: '    this.#cookie.clear(response);\n',
    replace: '',
  },
  {
    name: 'a flow does not expire',
    file: flowCookie,
    find: 'currentDate: new Date(now),',
    replace: 'currentDate: new Date(0),',
  },
  {
    name: 'the cookie of a flow contains the state in clear',
    file: flowCookie,
    find: '    this.#cookie.set(response, sealed);',
    replace:
      '    this.#cookie.set(response, `${sealed}.${Buffer.from(flow.state).toString("base64url")}`);',
  },
  {
    name: 'the redirect URI uses any requested host',
    file: provider,
    find: "if (typeof host === 'string' && isLoopback(host)) return",
    replace: "if (typeof host === 'string') return",
  },
  {
    name: 'a host that starts with a loopback name counts as loopback',
    file: internalIssuer,
    find: '(:\\d{1,5})?$/.test(host)',
    replace: '(:\\d{1,5})?/.test(host)',
  },
  {
    name: 'the callback redirects to an address in the query',
    file: provider,
    find: '      return SIGNED_IN;',
    replace:
      "      const next = new URLSearchParams(queryOf(request)).get('next');\n      return next === null ? SIGNED_IN : { url: next, statusCode: 303 };",
  },
  {
    name: 'the query sets the redirect URI',
    file: provider,
    find: '    if (redirectUri !== undefined) return redirectUri;\n',
    replace:
      "    const named = new URLSearchParams(arguments[0].url?.split('?')[1]).get('redirect_uri');\n    if (named !== null) return named;\n    if (redirectUri !== undefined) return redirectUri;\n",
  },
  {
    name: 'an ID token is decoded without verification',
    file: google,
    find: 'const { claims, issuer } = await this.#verifier.verify(idToken);',
    replace:
      "const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());\n    const issuer = claims.iss;",
  },
  {
    name: 'any present email_verified counts as verified',
    file: google,
    find: 'emailVerified: email_verified === true,',
    replace: 'emailVerified: email_verified !== undefined,',
  },
  {
    name: 'any truthy email_verified counts as verified, such as "false"',
    file: google,
    find: 'emailVerified: email_verified === true,',
    replace: 'emailVerified: Boolean(email_verified),',
  },
  {
    name: 'a missing email_verified counts as verified',
    file: google,
    find: 'emailVerified: email_verified === true,',
    replace: 'emailVerified: email_verified !== false,',
  },
  {
    name: 'the accounts accept any truthy email_verified',
    file: 'libs/accounts/src/accounts.ts',
    find: 'identity.emailVerified !== true',
    replace: '!identity.emailVerified',
  },
  {
    name: 'a new user of the provider is an editor',
    file: google,
    find: "const FIRST_ROLE = 'viewer';",
    replace: "const FIRST_ROLE = 'editor';",
  },
  {
    name: 'the API accepts ID tokens of Google as access tokens',
    file: issuers,
    find: '...(provider === undefined || isGoogle(provider)',
    replace: '...(provider === undefined',
  },
  {
    name: 'an ID token for another client is accepted',
    file: issuers,
    find: "audience: clientId, tokenType: 'id' };",
    replace: "audience: [clientId, 'another-client'], tokenType: 'id' };",
  },
  {
    name: 'another site can sign a browser in with a password',
    file: login,
    find: '    this.delivery.assertMaySetCookie(request, cookie);\n    const user = await',
    replace: '    const user = await',
  },
  {
    name: 'another site can sign a browser in with an ID token',
    file: login,
    find: '    this.delivery.assertMaySetCookie(request, cookie);\n    const checkedAt',
    replace: '    const checkedAt',
  },
  {
    name: 'two ID tokens in one request are accepted',
    file: login,
    find: 'if (fromHeader !== undefined && fromBody !== undefined) {',
    replace: 'if (false) {',
  },
  {
    name: 'the login reveals whether the e-mail exists',
    file: login,
    find: "    if (!user) throw new UnauthorizedException('e-mail or password is wrong');",
    replace:
      "    const known = (await this.accounts.list()).some((one) => one.email === email);\n    if (!user) throw new UnauthorizedException(known ? 'password is wrong' : 'e-mail is wrong');",
  },
  {
    name: 'the refresh cookie is accepted from another site',
    file: delivery,
    find: '      assertSameOrigin(request.raw ?? request);\n      return {',
    replace: '      return {',
  },
  {
    name: 'the refresh token of the cookie is in the body too',
    file: delivery,
    find: '    return others;',
    replace: '    return tokens;',
  },
  {
    name: 'a refresh token in both body and cookie is accepted',
    file: delivery,
    find: 'if (fromBody !== undefined && fromCookie === undefined) {',
    replace: 'if (fromBody !== undefined) {',
  },
  {
    name: 'an outage deletes the refresh cookie',
    file: delivery,
    find: 'const isOver = error instanceof RefreshRejectedError || error instanceof SubjectGoneError;',
    replace: 'const isOver = error instanceof Error;',
  },
  {
    name: 'a logout keeps the refresh cookie',
    file: refresh,
    find: '    if (isCookie) this.delivery.forget(response);\n',
    replace: '',
  },
  {
    name: 'a logout deletes the cookie without ending the session',
    file: refresh,
    find: '    await this.issuer.signOut(refreshToken);',
    replace: '    await Promise.resolve(refreshToken);',
  },
  {
    name: 'a failed logout deletes the refresh cookie',
    file: refresh,
    find: '    await this.issuer.signOut(refreshToken); // on 503 the browser keeps the cookie, so that it can retry\n    if (isCookie) this.delivery.forget(response);',
    replace:
      '    if (isCookie) this.delivery.forget(response);\n    await this.issuer.signOut(refreshToken);',
  },
  {
    name: 'a role is read only once',
    file: issuing,
    find: "const user = await callStore('the accounts', () => accounts.findById(subject));",
    replace:
      "const user = await (grantOf[subject] ??= callStore('the accounts', () => accounts.findById(subject)));",
  },
  {
    name: 'a demonstration session starts another one',
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
    name: 'demonstration sessions accumulate',
    file: sessions,
    find: 'if (label === DEMONSTRATION) await',
    replace: 'if (label === undefined) await',
  },
  {
    name: 'a revoked access token starts a demonstration session',
    file: sessions,
    find: 'checkedAt: iat * 1000',
    replace: 'checkedAt: Date.now() + 0 * iat',
  },
  {
    name: 'another site starts a sign-in',
    file: provider,
    find: '      assertOwnDoing(request);\n',
    replace: '',
  },
  {
    name: 'another origin of the same site starts a sign-in',
    file: provider,
    find: "site !== 'same-origin'",
    replace: "!String(site).startsWith('same')",
  },
];
