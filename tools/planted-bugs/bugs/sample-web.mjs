/** Mistakes in the sample's page: the session of its tabs, and what it says of tokens and answers. */
const client = 'apps/sample-web/src/session/session-client.ts';
const grant = 'apps/sample-web/src/session/grant.ts';
const answer = 'apps/sample-web/src/http/answer.ts';
const challenge = 'apps/sample-web/src/http/challenge.ts';
const problem = 'apps/sample-web/src/sign-in/sign-in-problem.ts';
const claims = 'apps/sample-web/src/token/claim-checks.ts';
const keys = 'apps/sample-web/src/token/key-checks.ts';
const form = 'apps/sample-web/src/token/form-checks.ts';
const signature = 'apps/sample-web/src/token/signature-check.ts';
const steps = 'apps/sample-web/src/token/verification.ts';
const comparison = 'apps/sample-web/src/token/comparison.ts';
const base64url = 'apps/sample-web/src/token/base64url.ts';
const json = 'apps/sample-web/src/token/json.ts';
const stolen = 'apps/sample-web/src/sessions/stolen.ts';
const tryTokens = 'apps/sample-web/src/try-it/try-tokens.ts';

export const sampleWebBugs = [
  {
    name: 'two tabs refresh at once',
    file: client,
    find: 'this.#renewing ??= this.#ports.tabs\n      .exclusively(() => this.#renewAlone(known))',
    replace: 'this.#renewing ??= this.#renewAlone(known)',
  },
  {
    name: 'a tab refreshes although another did while it waited',
    file: client,
    find: '    if (this.#grant() !== known) return;\n',
    replace: '',
  },
  {
    name: 'a tab that is opened does not ask the others first',
    file: client,
    find: '    await this.#ports.tabs.catchUp();\n',
    replace: '',
  },
  {
    name: 'a grant that comes late puts a newer one aside',
    file: client,
    find: ' && grant.receivedAt >= since',
    replace: '',
  },
  {
    name: 'a grant from before the sign-out signs in again',
    file: client,
    find: 'known?.receivedAt ?? this.#endedAt',
    replace: 'known?.receivedAt ?? 0',
  },
  {
    name: 'the other tabs are not told of a grant',
    file: client,
    find: "    this.#ports.tabs.tell({ kind: 'granted', grant });\n",
    replace: '',
  },
  {
    name: 'the other tabs are not told of a sign-out',
    file: client,
    find: "    this.#ports.tabs.tell({ kind: 'signed-out', reason });\n",
    replace: '',
  },
  {
    name: 'a tab does not hear of a sign-out',
    file: client,
    find: "if (this.#state.status === 'signed-in') this.#become({ status: 'signed-out', reason });",
    replace: '',
  },
  {
    name: 'an outage signs people out',
    file: client,
    find: 'const REFUSALS: readonly number[] = [400, 401, 403];',
    replace: 'const REFUSALS: readonly number[] = [400, 401, 403, 503];',
  },
  {
    name: 'who refreshes too often is signed out',
    file: client,
    find: 'const REFUSALS: readonly number[] = [400, 401, 403];',
    replace: 'const REFUSALS: readonly number[] = [400, 401, 403, 429];',
  },
  {
    name: 'the page says that one is signed out where the API was not told',
    file: client,
    find: 'if (isSuccess(answer) || REFUSALS.includes(answer.status)) this.#signedOut',
    replace: 'this.#signedOut',
  },
  {
    name: 'the page takes its refresh token in the body, where scripts read it',
    file: client,
    find: 'const body = { ...credentials, cookie: true };',
    replace: 'const body = { ...credentials };',
  },
  {
    name: 'seconds until the next try are taken for milliseconds',
    file: client,
    find: 'answer.retryAfter * 1000',
    replace: 'answer.retryAfter',
  },
  {
    name: 'a refused request is not sent again with a new token',
    file: client,
    find: 'if (answer.status !== 401 || !grant) return answer;',
    replace: 'return answer;',
  },
  {
    name: 'a sign-out is not remembered',
    file: client,
    find: "this.#ports.remember(state.status === 'signed-in')",
    replace: 'this.#ports.remember(true)',
  },
  {
    name: 'the lifetime of a grant is taken for milliseconds',
    file: grant,
    find: 'expiresAt: now + lifetime * 1000',
    replace: 'expiresAt: now + lifetime',
  },
  {
    name: 'a short grant is due the moment it comes',
    file: grant,
    find: 'Math.min(MOST_AHEAD_MS, (expiresAt - receivedAt) / 5)',
    replace: 'MOST_AHEAD_MS',
  },
  {
    name: 'an answer that is no success holds a grant',
    file: grant,
    find: 'if (status !== 200 || typeof body',
    replace: 'if (typeof body',
  },
  {
    name: 'an answer that does not say when to ask again says at once',
    file: answer,
    find: '/^\\d{1,9}$/.test(seconds) ? Number(seconds) : undefined',
    replace: 'Number(seconds)',
  },
  {
    name: 'a redirect counts as success',
    file: answer,
    find: 'status >= 200 && status < 300',
    replace: 'status >= 200 && status < 400',
  },
  {
    name: 'parameters of a challenge are found in lower case alone',
    file: challenge,
    find: '[name.toLowerCase(),',
    replace: '[name,',
  },
  {
    name: 'a quote within a quoted text ends it',
    file: challenge,
    find: '"((?:[^"\\\\]|\\\\.)*)"',
    replace: '"([^"]*)"',
  },
  {
    name: 'every refusal is said to be for want of a token',
    file: challenge,
    find: 'ERRORS.get(error) ?? `The error is called ${error}.`',
    replace: 'ERRORS.get(undefined) ?? `The error is called ${error}.`',
  },
  {
    name: 'who tried too often is not told for how long to wait',
    file: problem,
    find: 'return `Too many attempts. ${waitInWords(refused, timeZone)}, then try again.`;',
    replace: "return 'Too many attempts. Try again.';",
  },
  {
    name: 'who tried too often is sent back before the wait is over',
    file: problem,
    find: 'undefined : at + answer.retryAfter;',
    replace: 'undefined : at;',
  },
  {
    name: 'a token that is not signed is shown as good where its key is not at hand',
    file: keys,
    find: "if (alg.toLowerCase() === 'none') {",
    replace: 'if (false) {',
  },
  {
    name: 'only “none” in lower case is shown as not signed',
    file: keys,
    find: "if (alg.toLowerCase() === 'none') {",
    replace: "if (alg === 'none') {",
  },
  {
    name: 'the algorithm is the token’s to choose',
    file: keys,
    find: 'if (key.alg !== alg) {',
    replace: 'if (false) {',
  },
  {
    name: 'the first key is taken where the ID names none',
    file: keys,
    find: 'return fitting.length === 1 ? fitting[0] : undefined;',
    replace: 'return fitting[0] ?? keys[0];',
  },
  {
    name: 'of several keys that fit the first is taken, whatever its algorithm',
    file: keys,
    find: 'const fitting = found.length > 1 ? found.filter((key) => key.alg === alg) : found;',
    replace: 'const fitting = found.slice(0, 1);',
  },
  {
    name: 'every signature holds',
    file: signature,
    find: 'return holds\n',
    replace: 'return holds || true\n',
  },
  {
    name: 'a token that is over is shown as valid',
    file: claims,
    find: 'if (now >= exp + CLOCK_TOLERANCE)',
    replace: 'if (now >= exp * 1000)',
  },
  {
    name: 'a token is good for a second longer than for the API',
    file: claims,
    find: 'if (now >= exp + CLOCK_TOLERANCE)',
    replace: 'if (now > exp + CLOCK_TOLERANCE)',
  },
  {
    name: 'a token whose time is to come is shown as valid',
    file: claims,
    find: 'Object.entries({ nbf: nbf === 0 ? undefined : nbf, iat })',
    replace: 'Object.entries({ iat })',
  },
  {
    name: 'several audiences are taken for one',
    file: claims,
    find: 'Array.isArray(aud) ? aud : [aud]',
    replace: '[aud]',
  },
  {
    name: 'an audience that begins with ours is ours',
    file: claims,
    find: 'audiences.includes(audience)',
    replace: 'audiences.some((each) => String(each).startsWith(audience))',
  },
  {
    name: 'an audience of which a part is no text is good',
    file: claims,
    find: 'audiences.every(isText) && ',
    replace: '',
  },
  {
    name: 'an issuer that begins with ours is ours',
    file: claims,
    find: 'if (iss === issuer)',
    replace: 'if (String(iss).startsWith(issuer))',
  },
  {
    name: 'a token of any type is shown as an access token',
    file: claims,
    find: 'if (!TYPES.includes(type))',
    replace: 'if (false)',
  },
  {
    name: 'a token may demand an extension that nobody knows',
    file: form,
    find: "if ('crit' in json || 'b64' in json) {",
    replace: 'if (false) {',
  },
  {
    name: 'checks go on after one that failed',
    file: steps,
    find: "steps.some(({ state }) => state === 'failed')",
    replace: 'false',
  },
  {
    name: 'a token that could not be checked is said to pass every step',
    file: comparison,
    find: "steps.every(({ state }) => state === 'passed')",
    replace: 'true',
  },
  {
    name: 'several texts stand for the same bytes',
    file: base64url,
    find: 'return segmentOfBytes(bytes) === segment ? bytes : undefined;',
    replace: 'return bytes;',
  },
  {
    name: 'of a member that comes twice the last one counts',
    file: json,
    find: 'hasPrototype || members !== writtenMembers(text)',
    replace: 'hasPrototype',
  },
  {
    name: 'the demonstration of a theft sends the visitor’s own cookie',
    file: stolen,
    find: '      body: { refresh_token: refreshToken },\n      cookies: false,',
    replace: '      body: { refresh_token: refreshToken },',
  },
  {
    name: 'the token is sent where none was chosen',
    file: tryTokens,
    find: "    case 'none':\n      return undefined;",
    replace: "    case 'none':\n      return accessToken;",
  },
  {
    name: 'what one person asked for is asked for as another',
    file: client,
    find: ' || !isSamePerson(next, grant)',
    replace: '',
  },
];
