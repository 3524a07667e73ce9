/** Mistakes in finding the token of a request, and in the responses to clients. */
const credential = 'packages/core/src/bearer/credential.ts';
const origin = 'packages/core/src/bearer/origin.ts';
const outcome = 'packages/core/src/bearer/outcome.ts';

export const bearerBugs = [
  {
    name: 'the headers of a Web request are read as a record',
    file: credential,
    find: "return typeof request.headers['get'] === 'function';",
    replace: 'return false;',
  },
  {
    name: 'a header named get makes a request a Web request',
    file: credential,
    find: "return typeof request.headers['get'] === 'function';",
    replace: "return 'get' in request.headers;",
  },
  {
    name: 'the Origin null counts as same-origin',
    file: origin,
    find: "if (origin === 'null') return sites.length === 1;",
    replace: "if (origin === 'null') return true;",
  },
  {
    name: 'over HTTP/2 the authority is preferred to a different Host',
    file: origin,
    find: "const named = hosts.length > 0 ? hosts : headerValues(request, ':authority');",
    replace:
      "const named = headerValues(request, ':authority').length > 0 ? headerValues(request, ':authority') : hosts;",
  },
  {
    name: 'the first of several Authorization headers is used',
    file: credential,
    find: "if (values.length > 1) throw malformed('several Authorization headers');",
    replace: '',
  },
  {
    name: 'headers are read as Node joins them',
    file: credential,
    find: 'if (!raw || raw.length === 0) {',
    replace: 'if (!raw || raw.length === 0 || name in request.headers) {',
  },
  {
    name: 'a header is preferred to a cookie',
    file: credential,
    find: "if (fromHeader !== undefined && fromCookie !== undefined)\n    throw malformed('a header and a cookie');",
    replace: '',
  },
  {
    name: 'the first of several cookies of one name is used',
    file: credential,
    find: "if (values.length > 1) throw malformed('several cookies of that name');",
    replace: '',
  },
  {
    name: 'a cookie whose name starts like ours is used',
    file: credential,
    find: 'pair.startsWith(`${name}=`)',
    replace: 'pair.startsWith(name)',
  },
  {
    name: 'a token in the URL is ignored',
    file: credential,
    find: 'request.url !== undefined && TOKEN_IN_QUERY.test(request.url)',
    replace: "request.url === ''",
  },
  {
    name: 'what follows a token in its header is ignored',
    file: credential,
    find: '=*)$/i;',
    replace: '=*)/i;',
  },
  {
    name: 'a tab may separate the scheme from the token',
    file: credential,
    find: '/^bearer +(',
    replace: '/^bearer\\s+(',
  },
  {
    name: 'a malformed header counts as missing',
    file: credential,
    find: 'return BEARER.exec(value)?.[1] ?? failMalformed();',
    replace: 'return BEARER.exec(value)?.[1];',
  },
  {
    name: 'the challenge reveals the reason',
    file: outcome,
    find: '      return unauthorized(realm);',
    replace:
      'return refusal(401, \'Unauthorized\', challenge(realm, `error="invalid_token", error_description="${error.message}"`));',
  },
  {
    name: 'a token is invalid while the keys are unavailable',
    file: outcome,
    find: 'return unavailable(error.retryAfter);',
    replace: 'return unauthorized(realm);',
  },
  {
    name: 'a malformed request gets 401',
    file: outcome,
    find: "refusal(400, 'Bad Request',",
    replace: "refusal(401, 'Unauthorized',",
  },
  {
    name: 'a request without a token gets invalid_token',
    file: outcome,
    find: "? unauthorized(realm, 'missing')",
    replace: '? unauthorized(realm)',
  },
  {
    name: 'an unknown issuer gets 400',
    file: 'packages/core/src/error-codes.ts',
    find: "ERR_ISSUER_UNKNOWN: 'claim',",
    replace: "ERR_ISSUER_UNKNOWN: 'request',",
  },
];
