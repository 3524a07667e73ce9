/** Mistakes in what stands around the sample API's routes: roles, rate limits, headers and the log. */
const nestLog = 'apps/sample-api/src/log/nest-log.ts';
const appModule = 'apps/sample-api/src/app.module.ts';
const accounts = 'libs/accounts/src/accounts.ts';
const admin = 'apps/sample-api/src/admin/admin.controller.ts';
const keys = 'apps/sample-api/src/admin/keys.controller.ts';
const articles = 'apps/sample-api/src/articles/articles.controller.ts';
const login = 'apps/sample-api/src/auth/auth.controller.ts';
const refresh = 'apps/sample-api/src/auth/refresh.controller.ts';
const provider = 'apps/sample-api/src/auth/provider.controller.ts';
const sessions = 'apps/sample-api/src/auth/sessions.controller.ts';
const createApp = 'apps/sample-api/src/create-app.ts';
const proxies = 'apps/sample-api/src/configuration/proxies.ts';
const limit = 'apps/sample-api/src/rate-limits/rate-limit.ts';
const hits = 'apps/sample-api/src/rate-limits/bounded-hits.ts';
const headers = 'apps/sample-api/src/page/security-headers.ts';
const assets = 'apps/sample-api/src/page/serve-assets.ts';
const log = 'apps/sample-api/src/log/log.ts';
const requestLog = 'apps/sample-api/src/log/request-log.ts';
const secrets = 'apps/sample-api/src/log/without-secrets.ts';
const terminal = 'apps/sample-api/src/log/terminal-line.ts';
const body = 'apps/sample-api/src/json-body.ts';
const reach = 'apps/sample-api/src/in-reach.ts';

/** A member that is not redacted any more. */
const isLogged = (member) => ({
  name: `${member} of what is logged is in the log`,
  file: log,
  find: `  '${member}',\n`,
  replace: '',
});

/** A route that is not limited any more. */
const isUnlimited = (route, file, limited) => ({
  name: `anybody may ask ${route} as often as they like`,
  file,
  find: `${limited[0]}\n  ${limited[1]}`,
  replace: limited[1],
});

export const sampleApiBugs = [
  {
    name: 'everybody who is signed in is an operator',
    file: admin,
    find: "@Roles('admin')\n",
    replace: '',
  },
  {
    name: 'everybody who is signed in rotates the keys',
    file: keys,
    find: "@Roles('admin')\n",
    replace: '',
  },
  {
    name: 'viewers write articles',
    file: articles,
    find: "  @Roles('editor', 'admin')\n",
    replace: '',
  },
  {
    name: 'another issuer’s user of the same name sees and ends one’s sessions',
    file: sessions,
    find: 'if (issuer === this.settings.issuer && id !== undefined) return id;',
    replace: 'if (id !== undefined) return id;',
  },
  {
    name: 'a session that is somebody else’s is said to have ended',
    file: sessions,
    find: "if (!isEnded) throw new NotFoundException('no such session of yours');",
    replace: 'void isEnded;',
  },
  {
    name: 'every session is the one that asks',
    file: sessions,
    find: 'is_current: id === current,',
    replace: 'is_current: true,',
  },
  isUnlimited('POST /auth/login', login, ["@RateLimit('login')", "@Post('login')"]),
  isUnlimited('POST /auth/google', login, ["@RateLimit('login')", "@Post('google')"]),
  isUnlimited('POST /auth/refresh', refresh, ["@RateLimit('refresh')", "@Post('refresh')"]),
  isUnlimited('POST /auth/logout', refresh, ["@RateLimit('refresh')", "@Post('logout')"]),
  isUnlimited('GET /auth/callback', provider, ["@RateLimit('provider')", "@Get('callback')"]),
  isUnlimited('for demonstration sessions', sessions, [
    "@RateLimit('refresh')",
    "@Post('demonstration')",
  ]),
  {
    name: 'a client is whoever it says that it is',
    file: limit,
    find: '  protected override async throwThrottlingException(',
    replace:
      "  protected override async getTracker(request) {\n    return request.headers['x-forwarded-for'] ?? request.ip;\n  }\n\n  protected override async throwThrottlingException(",
  },
  {
    name: 'on Express everybody is taken for a proxy of ours',
    file: createApp,
    find: "if (settings.trustProxy !== undefined) app.set('trust proxy', settings.trustProxy);",
    replace: "app.set('trust proxy', true);",
  },
  {
    name: 'on Fastify everybody is taken for a proxy of ours',
    file: createApp,
    find: '...(trustProxy === undefined ? {} : { trustProxy }),',
    replace: 'trustProxy: true,',
  },
  {
    name: 'one proxy more is believed than there are',
    file: proxies,
    find: 'hop < hops',
    replace: 'hop <= hops',
  },
  {
    name: 'who is limited is not told for how long',
    file: limit,
    find: "    response.header('Retry-After', String(Math.max(1, timeToBlockExpire)));\n",
    replace: '',
  },
  {
    name: 'every limit counts for a minute, whatever is set',
    file: limit,
    find: '[{ ttl, limit,',
    replace: '[{ ttl: 60_000, limit,',
  },
  {
    name: 'a guesser is told how many tries are left',
    file: limit,
    find: 'setHeaders: false',
    replace: 'setHeaders: true',
  },
  {
    name: 'the table of clients grows with every address',
    file: hits,
    find: '|| this.storage.size < this.most',
    replace: '|| true',
  },
  {
    name: 'no answer has a policy',
    file: headers,
    find: 'contentSecurityPolicy: { useDefaults: false, directives },',
    replace: 'contentSecurityPolicy: false,',
  },
  {
    name: 'inline scripts run in the page',
    file: headers,
    find: "'script-src': OWN,",
    replace: `'script-src': [...OWN, "'unsafe-inline'"],`,
  },
  {
    name: 'the page may be in anybody’s frame',
    file: headers,
    find: "  'frame-ancestors': NOTHING,\n",
    replace: '',
  },
  {
    name: 'the policy of the OpenAPI page is that of every path that begins so',
    file: headers,
    find: '/^\\/docs(?:[/?]|$)/',
    replace: '/^\\/docs/',
  },
  {
    name: 'no answer has the headers that protect browsers',
    file: createApp,
    find: 'use: [requestLog(log), securityHeaders()],',
    replace: 'use: [requestLog(log)],',
  },
  {
    name: 'hidden files beside the page are served',
    file: assets,
    find: "dotfiles: 'ignore'",
    replace: "dotfiles: 'allow'",
  },
  isLogged('authorization'),
  isLogged('cookie'),
  isLogged('set-cookie'),
  isLogged('password'),
  isLogged('credential'),
  isLogged('refresh_token'),
  isLogged('id_token'),
  isLogged('client_secret'),
  isLogged('code_verifier'),
  {
    name: 'secrets are redacted at the top of what is logged alone',
    file: log,
    find: '.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`, `data.*.*["${name}"]`])',
    replace: '.flatMap((name) => [`["${name}"]`])',
  },
  {
    name: 'what Nest’s loggers are given is redacted one level less deep',
    file: log,
    find: ', `data.*.*["${name}"]`',
    replace: '',
  },
  {
    name: 'a line is not looked at before it leaves',
    file: log,
    find: 'target.write(withoutSecrets(line))',
    replace: 'target.write(line)',
  },
  {
    name: 'a token in a text is logged',
    file: secrets,
    find: "    .replace(TOKENS, '[redacted]')\n",
    replace: '',
  },
  {
    name: 'the code of a sign-in is in the log, with the query',
    file: requestLog,
    find: ".split('?');",
    replace: '.split();',
  },
  {
    name: 'who asks fills the log with one path',
    file: requestLog,
    find: 'return path.slice(0, LONGEST_PATH);',
    replace: 'return path;',
  },
  {
    name: 'what is logged moves the cursor of a terminal',
    file: terminal,
    find: "return text.replace(/[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f]/g, '\\u{fffd}');",
    replace: 'return text;',
  },
  {
    name: 'a body may have more members than are asked for',
    file: body,
    find: 'z.strictObject(shape, {',
    replace: 'z.object(shape, {',
  },
  {
    name: 'an outage of the database is told with what it throws',
    file: reach,
    find: 'throw expected(error) ? error : new StoreUnavailableError(what, error);',
    replace: 'throw error;',
  },
  {
    name: 'an admin of the identity provider is one of the sample',
    file: admin,
    find: "@AcceptIssuers('sample', 'internal') // who is an admin is ours to say, not the identity provider's\n",
    replace: '',
  },
  {
    name: 'an admin of the identity provider has the keys',
    file: keys,
    find: "@AcceptIssuers('sample', 'internal') // who is an admin is ours to say, not the identity provider's\n",
    replace: '',
  },
  {
    name: 'a restart gives the demo users their roles back',
    file: accounts,
    find: 'set: rest,',
    replace: 'set: row,',
  },
  {
    name: 'the token endpoint is a way around the limit',
    file: appModule,
    find: '        { provide: APP_GUARD, useClass: TokenEndpointLimit },\n',
    replace: '',
  },
  {
    name: 'Express waits for a request for minutes',
    file: createApp,
    find: '  adapter.getHttpServer().requestTimeout = REQUEST_TIMEOUT_MS;\n',
    replace: '',
  },
  {
    name: 'Fastify waits for a request for ever',
    file: createApp,
    find: '    requestTimeout: REQUEST_TIMEOUT_MS,\n',
    replace: '',
  },
  {
    name: 'objects that Nest’s loggers are given are made text before they are redacted',
    file: nestLog,
    find: 'return isData(message) ? undefined : String(message);',
    replace: 'return isData(message) ? JSON.stringify(message) : String(message);',
  },
];
