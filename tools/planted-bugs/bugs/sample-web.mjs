/** Mistakes in the page of the sample: its session, and its verdict on tokens. */
const client = 'apps/sample-web/src/session/session-client.ts';
const claims = 'apps/sample-web/src/token/claim-checks.ts';
const keys = 'apps/sample-web/src/token/key-checks.ts';
const signature = 'apps/sample-web/src/token/signature-check.ts';
const steps = 'apps/sample-web/src/token/verification.ts';
const stolen = 'apps/sample-web/src/sessions/stolen.ts';
const tryTokens = 'apps/sample-web/src/try-it/try-tokens.ts';

export const sampleWebBugs = [
  {
    name: 'a grant from before the sign-out signs in again',
    file: client,
    find: 'known?.receivedAt ?? this.#endedAt',
    replace: 'known?.receivedAt ?? 0',
  },
  {
    name: 'a sign-out does not reach the other tabs',
    file: client,
    find: "    this.#ports.tabs.tell({ kind: 'signed-out', reason });\n",
    replace: '',
  },
  {
    name: 'a tab ignores a sign-out in another tab',
    file: client,
    find: "if (this.#state.status === 'signed-in') this.#become({ status: 'signed-out', reason });",
    replace: '',
  },
  {
    name: 'an outage signs the user out',
    file: client,
    find: 'const REFUSALS: readonly number[] = [400, 401, 403];',
    replace: 'const REFUSALS: readonly number[] = [400, 401, 403, 503];',
  },
  {
    name: 'the page shows a sign-out that the API did not receive',
    file: client,
    find: 'if (isSuccess(answer) || REFUSALS.includes(answer.status)) this.#signedOut',
    replace: 'this.#signedOut',
  },
  {
    name: 'the page requests its refresh token in the body',
    file: client,
    find: 'const body = { ...credentials, cookie: true };',
    replace: 'const body = { ...credentials };',
  },
  {
    name: 'an unsigned token of another issuer is shown as valid',
    file: keys,
    find: "if (alg.toLowerCase() === 'none') {",
    replace: 'if (false) {',
  },
  {
    name: 'the token chooses its algorithm',
    file: keys,
    find: 'if (key.alg !== alg) {',
    replace: 'if (false) {',
  },
  {
    name: 'every signature is shown as valid',
    file: signature,
    find: 'return holds\n',
    replace: 'return holds || true\n',
  },
  {
    name: 'an expired token is shown as valid',
    file: claims,
    find: 'if (now >= exp + CLOCK_TOLERANCE)',
    replace: 'if (now >= exp * 1000)',
  },
  {
    name: 'checks continue after a failed one',
    file: steps,
    find: "steps.some(({ state }) => state === 'failed')",
    replace: 'false',
  },
  {
    name: 'the theft demonstration sends the cookie of the user',
    file: stolen,
    find: '      body: { refresh_token: refreshToken },\n      cookies: false,',
    replace: '      body: { refresh_token: refreshToken },',
  },
  {
    name: 'the token is sent although no token was chosen',
    file: tryTokens,
    find: "    case 'none':\n      return undefined;",
    replace: "    case 'none':\n      return accessToken;",
  },
  {
    name: 'a request of one user is repeated as another user',
    file: client,
    find: ' || !isSamePerson(next, grant)',
    replace: '',
  },
];
