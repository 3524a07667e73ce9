/** Mistakes in who may use the sample API: roles, rate limits, proxies, and secrets in its log. */
const appModule = 'apps/sample-api/src/app.module.ts';
const accounts = 'libs/accounts/src/accounts.ts';
const admin = 'apps/sample-api/src/admin/admin.controller.ts';
const keys = 'apps/sample-api/src/admin/keys.controller.ts';
const articles = 'apps/sample-api/src/articles/articles.controller.ts';
const login = 'apps/sample-api/src/auth/auth.controller.ts';
const refresh = 'apps/sample-api/src/auth/refresh.controller.ts';
const sessions = 'apps/sample-api/src/auth/sessions.controller.ts';
const createApp = 'apps/sample-api/src/create-app.ts';
const proxies = 'apps/sample-api/src/configuration/proxies.ts';
const limit = 'apps/sample-api/src/rate-limits/rate-limit.ts';
const log = 'apps/sample-api/src/log/log.ts';
const requestLog = 'apps/sample-api/src/log/request-log.ts';
const secrets = 'apps/sample-api/src/log/without-secrets.ts';
const body = 'apps/sample-api/src/json-body.ts';
const callStore = 'apps/sample-api/src/call-store.ts';

/** A route without its rate limit. */
const isUnlimited = (route, file, limited) => ({
  name: `${route} has no rate limit`,
  file,
  find: `${limited[0]}\n  ${limited[1]}`,
  replace: limited[1],
});

export const sampleApiBugs = [
  isUnlimited('POST /auth/login', login, ["@RateLimit('login')", "@Post('login')"]),
  isUnlimited('POST /auth/google', login, ["@RateLimit('login')", "@Post('google')"]),
  isUnlimited('POST /auth/refresh', refresh, ["@RateLimit('refresh')", "@Post('refresh')"]),
  {
    name: 'every signed-in user has the routes of admins',
    file: admin,
    find: "@Roles('admin')\n",
    replace: '',
  },
  {
    name: 'every signed-in user rotates the keys',
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
    name: 'a user of another issuer with the same subject sees and ends the sessions',
    file: sessions,
    find: 'if (issuer === this.settings.issuer && id !== undefined) return id;',
    replace: 'if (id !== undefined) return id;',
  },
  {
    name: 'ending the session of another user reports success',
    file: sessions,
    find: "if (!isEnded) throw new NotFoundException('session not found');",
    replace: 'void isEnded;',
  },
  {
    name: 'the rate limit trusts X-Forwarded-For of every client',
    file: limit,
    find: '  protected override async throwThrottlingException(',
    replace:
      "  protected override async getTracker(request) {\n    return request.headers['x-forwarded-for'] ?? request.ip;\n  }\n\n  protected override async throwThrottlingException(",
  },
  {
    name: 'Express trusts every proxy',
    file: createApp,
    find: "if (settings.trustProxy !== undefined) app.set('trust proxy', settings.trustProxy);",
    replace: "app.set('trust proxy', true);",
  },
  {
    name: 'Fastify trusts every proxy',
    file: createApp,
    find: '...(trustProxy === undefined ? {} : { trustProxy }),',
    replace: 'trustProxy: true,',
  },
  {
    name: 'one hop too many is trusted',
    file: proxies,
    find: 'hop < hops',
    replace: 'hop <= hops',
  },
  {
    name: 'responses reveal the remaining attempts',
    file: limit,
    find: 'setHeaders: false',
    replace: 'setHeaders: true',
  },
  {
    name: 'log lines are written unfiltered',
    file: log,
    find: 'target.write(withoutSecrets(line))',
    replace: 'target.write(line)',
  },
  {
    name: 'tokens in log messages are not redacted',
    file: secrets,
    find: "    .replace(TOKENS, '[redacted]')\n",
    replace: '',
  },
  {
    name: 'queries with authorization codes are logged',
    file: requestLog,
    find: ".split('?');",
    replace: '.split();',
  },
  {
    name: 'bodies may have unknown members',
    file: body,
    find: 'z.strictObject(shape, {',
    replace: 'z.object(shape, {',
  },
  {
    name: 'errors of the database reach the client',
    file: callStore,
    find: 'throw expected(error) ? error : new StoreUnavailableError(what, error);',
    replace: 'throw error;',
  },
  {
    name: 'an admin of the identity provider is an admin of the sample',
    file: admin,
    find: "@AcceptIssuers('sample', 'internal') // the identity provider must not decide who is an admin here\n",
    replace: '',
  },
  {
    name: 'an admin of the identity provider manages the keys',
    file: keys,
    find: "@AcceptIssuers('sample', 'internal') // the identity provider must not decide who is an admin here\n",
    replace: '',
  },
  {
    name: 'a restart restores the roles of demo users',
    file: accounts,
    find: 'set: rest,',
    replace: 'set: row,',
  },
  {
    name: 'the token endpoint has no rate limit',
    file: appModule,
    find: '        { provide: APP_GUARD, useClass: TokenEndpointLimit },\n',
    replace: '',
  },
];
