/** `POST /auth/token` as RFC 6749 has it. */
import { decodeProtectedHeader } from 'jose';
import { PLATFORMS } from '../support/app.js';
import type { HeaderLine } from '../support/http-client.js';
import { ISSUER, AUDIENCE } from '../support/tokens.js';
import type { TokenResponse } from '@portcullis/nest/issuer';
import {
  claimsOf,
  CLIENT_ID,
  CLIENT_SECRET,
  issuerOptions,
  LosableSessions,
  People,
  startIssuer,
  type IssuerApp,
} from './issuer-app.js';

let app: IssuerApp;
let people: People;
let sessions: LosableSessions;
let now: number;

const refreshing = (token: string): string => `grant_type=refresh_token&refresh_token=${token}`;
const refresh = (token: string) => app.form('/auth/token', refreshing(token));
const granted = async (token: string) => (await refresh(token)).json() as Required<TokenResponse>;
const BASIC = Buffer.from(`${encodeURIComponent(CLIENT_ID)}:${CLIENT_SECRET}`).toString('base64');
const basic: HeaderLine = ['Authorization', `Basic ${BASIC}`];
const inBody = `client_id=${encodeURIComponent(CLIENT_ID)}&client_secret=${CLIENT_SECRET}`;
const ask = (body: string, ...headers: HeaderLine[]) => app.form('/auth/token', body, headers);

describe.each(PLATFORMS)('the token endpoint on %s', (platform) => {
  beforeEach(async () => {
    people = new People();
    now = Date.now();
    const options = issuerOptions(people);
    sessions = options.sessions?.store as LosableSessions;
    app = await startIssuer(platform, { ...options, clock: () => now });
  });

  afterEach(() => app.close());

  it('takes a refresh token for the next one and an access token', async () => {
    const first = await app.signIn('ada');
    const answer = await refresh(first.refresh_token);
    const body = answer.json() as Required<TokenResponse>;

    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({
      access_token: expect.any(String) as unknown,
      token_type: 'Bearer',
      expires_in: 900,
      refresh_token: expect.stringMatching(/^prt_/) as unknown,
      scope: 'admin:read',
    });
    expect(body.refresh_token).not.toBe(first.refresh_token);
    expect(claimsOf(body.access_token)).toMatchObject({
      iss: ISSUER,
      aud: AUDIENCE,
      sub: 'ada',
      role: 'admin',
      scope: 'admin:read',
      sid: claimsOf(first.access_token)['sid'],
    });
    expect((await app.get('/me', body.access_token)).json()).toEqual({ id: 'ada' });
  });

  it('a demotion lasts no longer than one access token', async () => {
    const first = await app.signIn('ada');
    expect((await app.get('/admin', first.access_token)).status).toBe(200);
    people.roles.set('ada', 'viewer');
    const next = await granted(first.refresh_token);

    expect((await app.get('/admin', next.access_token)).status).toBe(403);
    expect((await app.get('/me', next.access_token)).status).toBe(200);
    expect(next.scope).toBe('viewer:read');
    const sid = claimsOf(first.access_token)['sid'];
    expect(people.asked).toEqual([
      ['ada', 'sign-in', undefined],
      ['ada', 'refresh', sid],
    ]);
  });

  it('a subject that is gone is refused, and its session and tokens end at once', async () => {
    const { refresh_token: token, access_token: access } = await app.signIn('ada');
    const twin = await app.signIn('bob');
    people.roles.delete('ada');
    const answer = await refresh(token);

    expect([answer.status, answer.body]).toEqual([400, '{"error":"invalid_grant"}']);
    expect((await app.get('/me', access)).status).toBe(401);
    people.roles.set('ada', 'admin');
    expect((await refresh(token)).status).toBe(400);
    expect((await refresh(twin.refresh_token)).status).toBe(200);
  });

  it('row 71: a token that comes again ends the session and its access tokens at once', async () => {
    const first = await app.signIn('ada');
    const next = await granted(first.refresh_token);
    expect((await app.get('/me', next.access_token)).status).toBe(200);
    const again = await refresh(first.refresh_token);

    expect([again.status, again.body]).toEqual([400, '{"error":"invalid_grant"}']);
    expect(again.bytes).toBe((await refresh('prt_nonsense')).bytes);
    expect((await refresh(next.refresh_token)).status).toBe(400);
    expect((await app.get('/me', next.access_token)).status).toBe(401);
    expect((await app.get('/me', first.access_token)).status).toBe(401);
  });

  it('an unavailable store causes 503, and no session ends', async () => {
    const { refresh_token: token } = await app.signIn('ada');
    sessions.isLost = true;
    const answer = await refresh(token);

    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.has('www-authenticate')).toBe(false);
    sessions.isLost = false;
    expect((await refresh(token)).status).toBe(200);
  });

  it('a grant that fails is not the token’s fault: it is as good as before', async () => {
    const { refresh_token: token } = await app.signIn('ada');
    people.failure = new Error('the database is gone');

    expect((await refresh(token)).status).toBe(500);
    people.failure = undefined;
    expect((await refresh(token)).status).toBe(200);
    expect((await refresh(token)).status).toBe(400); // there is no grace here
  });

  it('while no key may sign it is 503, and the token is as good as before', async () => {
    const { refresh_token: token } = await app.signIn('ada');
    await app.issuer.keyRing.kill(app.issuer.keyRing.active.kid);
    const answer = await refresh(token);

    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(600);
    now += 12 * 60_000;
    await app.issuer.keyRing.refresh();
    expect((await refresh(token)).status).toBe(200);
  });

  it('gives a client a token of its own, by HTTP Basic or with its secret in the body', async () => {
    const byBasic = await ask('grant_type=client_credentials', basic);
    const body = byBasic.json() as TokenResponse;

    expect(byBasic.status).toBe(200);
    expect(Object.keys(body).toSorted()).toEqual([
      'access_token',
      'expires_in',
      'scope',
      'token_type',
    ]);
    expect(body.scope).toBe('jobs:read jobs:write');
    expect(claimsOf(body.access_token)).toMatchObject({
      sub: CLIENT_ID,
      client_id: CLIENT_ID,
      role: 'job',
      scope: body.scope,
    });
    expect(claimsOf(body.access_token)).not.toHaveProperty('sid');
    expect(decodeProtectedHeader(body.access_token).typ).toBe('at+jwt'); // it has a client_id
    const { access_token: ofPerson } = await app.signIn('ada');
    expect(decodeProtectedHeader(ofPerson).typ).toBe('JWT');
    expect((await app.get('/me', body.access_token)).status).toBe(200);
    expect((await ask(`grant_type=client_credentials&${inBody}`)).status).toBe(200);
  });

  it('a client gets fewer scopes where it asks for fewer, and never more', async () => {
    const some = await ask('grant_type=client_credentials&scope=jobs%3Aread', basic);
    expect((some.json() as TokenResponse).scope).toBe('jobs:read');
    for (const scope of ['jobs:read admin', 'JOBS:READ', ' ', 'jobs:read  jobs:write', '"']) {
      const more = await ask(
        `grant_type=client_credentials&scope=${encodeURIComponent(scope)}`,
        basic,
      );
      expect([more.status, more.body]).toEqual([400, '{"error":"invalid_scope"}']);
    }
  });

  it.each<[string, string, readonly HeaderLine[]]>([
    ['a wrong secret', `client_id=${encodeURIComponent(CLIENT_ID)}&client_secret=wrong`, []],
    ['an unknown client', `client_id=none&client_secret=${CLIENT_SECRET}`, []],
    ['no secret', `client_id=${encodeURIComponent(CLIENT_ID)}`, []],
    ['nothing', '', []],
    ['another scheme', '', [['Authorization', `Bearer ${BASIC}`]]],
    ['no base64', '', [['Authorization', 'Basic :::']]],
    ['half a pair', '', [['Authorization', `Basic ${Buffer.from('jobs').toString('base64')}`]]],
    ['half a byte', '', [['Authorization', `Basic ${Buffer.from('%E4:%').toString('base64')}`]]],
  ])('a client with %s is refused in the same bytes', async (_what, body, headers) => {
    const answer = await ask(`grant_type=client_credentials&${body}`, ...headers);

    expect(answer.status).toBe(401);
    expect(answer.body).toBe('{"error":"invalid_client"}');
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="token", charset="UTF-8"');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('an access token next to a refresh token is not a client, and is ignored', async () => {
    const { refresh_token: token, access_token: access } = await app.signIn('ada');
    const bearer: HeaderLine = ['Authorization', `Bearer ${access}`];
    const other = await ask(refreshing(token), ['Authorization', `Digest ${access}`]);
    expect([other.status, other.body]).toEqual([401, '{"error":"invalid_client"}']);
    expect((await ask(`${refreshing(token)}&client_id=a&client_secret=b`, bearer)).status).toBe(
      401,
    );
    expect((await ask(refreshing(token), bearer)).status).toBe(200);
  });

  it('a refresh gets the scopes that it asks for, and never more; the next one has all of them', async () => {
    people.scopes = 'read write';
    const first = await app.signIn('ada');
    const asking = (token: string, scope: string) =>
      ask(`${refreshing(token)}&scope=${encodeURIComponent(scope)}`);
    const same = (await asking(first.refresh_token, 'write read')).json() as typeof first;
    const less = (await asking(same.refresh_token, 'read')).json() as typeof first;
    expect([first.scope, same.scope, less.scope]).toEqual(['read write', 'write read', 'read']);
    expect(claimsOf(less.access_token)).toMatchObject({ scope: 'read', role: 'admin' });
    for (const scope of ['read write admin', 'READ', ' ', 'read  write', 'readwrite', '"']) {
      const more = await asking(less.refresh_token, scope);
      expect([more.status, more.body]).toEqual([400, '{"error":"invalid_scope"}']);
    }
    const all = await granted(less.refresh_token); // was not used up
    expect([all.scope, claimsOf(all.access_token)['scope']]).toEqual(['read write', 'read write']);
    people.scopes = 'read';
    expect((await asking(all.refresh_token, 'write')).body).toBe('{"error":"invalid_scope"}');
    expect((await granted(all.refresh_token)).scope).toBe('read');
  });

  it('a refresh with a scope gets none of a subject that has none', async () => {
    people.scopes = '';
    const { refresh_token: token } = await app.signIn('ada');
    const answer = await ask(`${refreshing(token)}&scope=read`);

    expect([answer.status, answer.body]).toEqual([400, '{"error":"invalid_scope"}']);
    expect(await granted(token)).not.toHaveProperty('scope');
  });

  it('a client that shows a secret with a refresh token must be right', async () => {
    const { refresh_token: token } = await app.signIn('ada');
    const wrong = await ask(`${refreshing(token)}&client_id=a&client_secret=b`);
    expect([wrong.status, wrong.body]).toEqual([401, '{"error":"invalid_client"}']);
    expect((await ask(refreshing(token), basic)).status).toBe(200);
  });

  it.each<[string, string, readonly HeaderLine[]]>([
    ['invalid_request', '', []],
    ['invalid_request', 'refresh_token=prt_1', []],
    ['invalid_request', 'grant_type=refresh_token', []],
    ['invalid_request', 'grant_type=refresh_token&refresh_token=', []],
    ['invalid_request', 'grant_type=refresh_token&refresh_token=a&refresh_token=b', []],
    ['invalid_request', 'grant_type=refresh_token&refresh_token[a]=b', []],
    ['invalid_request', 'grant_type=refresh_token&grant_type=refresh_token&refresh_token=a', []],
    ['invalid_request', 'grant_type=refresh_token&refresh_token=a&scope=a&scope=a', []],
    ['invalid_request', `grant_type=refresh_token&refresh_token=${'a'.repeat(5000)}`, []],
    ['invalid_request', `grant_type=client_credentials&${inBody}`, [basic]],
    ['invalid_request', 'grant_type=client_credentials', [basic, basic]],
    ['invalid_request', 'grant_type=client_credentials&client_id=other', [basic]],
    ['invalid_request', `grant_type=client_credentials&client_secret=${CLIENT_SECRET}`, []],
    ['unsupported_grant_type', 'grant_type=password&username=ada&password=x', []],
    ['unsupported_grant_type', 'grant_type=__proto__', []],
    ['invalid_grant', refreshing('prt_nonsense'), []],
    ['invalid_grant', `${refreshing('prt_1')}&scope=admin`, []],
  ])('answers %s to %j', async (error, body, headers) => {
    const answer = await ask(body, ...headers);

    expect([answer.status, answer.body]).toEqual([400, JSON.stringify({ error })]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.has('www-authenticate')).toBe(false);
  });

  describe('a good refresh token', () => {
    const good = async () => (await app.signIn('ada')).refresh_token;
    const FORM = 'application/x-www-form-urlencoded';
    const asked = (path: string, type: string | undefined, body: string) =>
      app.get(path, undefined, {
        method: 'POST',
        headers: type === undefined ? [] : [['Content-Type', type]],
        body,
      });
    const expectNotUsed = async (answer: { status: number; body: string }, token: string) => {
      expect([answer.status, answer.body]).toEqual([400, '{"error":"invalid_request"}']);
      expect((await refresh(token)).status).toBe(200);
    };

    it.each([
      ['as JSON', (token: string) => ({ grant_type: 'refresh_token', refresh_token: token })],
      ['as a list', (token: string) => [{ grant_type: 'refresh_token', refresh_token: token }]],
    ])('%s is rejected, and not used up', async (_what, make) => {
      const token = await good();
      await expectNotUsed(await app.post('/auth/token', make(token)), token);
    });

    it('in a form that is called JSON as well is rejected, and not used up', async () => {
      const token = await good();
      const json: HeaderLine = ['Content-Type', 'application/json'];
      await expectNotUsed(await ask(refreshing(token), json), token);
    });

    it('as JSON that has it twice is rejected, and not used up', async () => {
      const token = await good();
      const twice = `{"grant_type":"refresh_token","refresh_token":"prt_1","refresh_token":"${token}"}`;
      await expectNotUsed(await asked('/auth/token', 'application/json', twice), token);
    });

    it.each(['grant_type', 'refresh_token', 'scope', 'client_id', 'client_secret'])(
      'beside %s in the address is rejected, and not used up',
      async (name) => {
        const token = await good();
        await expectNotUsed(await asked(`/auth/token?${name}=a`, FORM, refreshing(token)), token);
      },
    );

    it.each([
      ['twice', (token: string) => `${refreshing(token)}&refresh_token=${token}`],
      ['after an empty one', (token: string) => `refresh_token=&${refreshing(token)}`],
      [
        'under its name in another spelling',
        (token: string) => `${refreshing(token)}&refresh%5Ftoken=a`,
      ],
    ])('%s is rejected, and not used up', async (_what, form) => {
      const token = await good();
      await expectNotUsed(await ask(form(token)), token);
    });

    it.each(['__proto__[refresh_token]', 'constructor[prototype][refresh_token]', '__proto__'])(
      'by the name %s is not found',
      async (name) => {
        const token = await good();
        const answer = await ask(`grant_type=refresh_token&${name}=${token}`);

        expect(answer.status).toBe(400);
        expect((await refresh(token)).status).toBe(200);
      },
    );

    it.each([
      [`${FORM};charset=UTF-8`, ''],
      ['Application/X-WWW-Form-Urlencoded ; charset=utf-8', ''],
      [FORM, '?lang=en'],
      [FORM, '&hasOwnProperty=a&toString=b'],
      [FORM, '&unknown=a&unknown=b'],
    ])('in a form of type %s, with %j, is taken', async (type, more) => {
      const token = await good();
      const isQuery = more.startsWith('?');
      const body = isQuery ? refreshing(token) : refreshing(token) + more;
      const answer = await asked(isQuery ? `/auth/token${more}` : '/auth/token', type, body);

      expect([answer.status, (answer.json() as TokenResponse).scope]).toEqual([200, 'admin:read']);
    });
  });

  it('says nothing of a token or a secret in its log', async () => {
    const { refresh_token: token } = await app.signIn('ada');
    await refresh(token);
    await refresh(token);
    await ask('grant_type=client_credentials', basic);

    expect(app.logger.text).toContain(
      'ERR_REFRESH_REJECTED (the refresh token was rejected: reuse)',
    );
    expect(app.logger.text).not.toContain(token.slice(4));
    expect(app.logger.text).not.toContain(CLIENT_SECRET);
  });
});

describe.each(PLATFORMS)('an issuer on %s that has', (platform) => {
  afterEach(() => app.close());

  it('neither sessions nor clients has no token endpoint', async () => {
    app = await startIssuer(platform, {
      issuer: ISSUER,
      audience: AUDIENCE,
      keys: { algorithm: 'ES256' },
    });
    expect((await refresh('prt_1')).status).toBe(404);
  });

  it('no sessions takes no refresh token; one without clients takes no client', async () => {
    const { sessions: kept, clients, ...options } = issuerOptions(new People());
    app = await startIssuer(platform, { ...options, ...(clients && { clients }) });
    expect((await refresh('prt_1')).body).toBe('{"error":"unsupported_grant_type"}');
    expect((await ask('grant_type=client_credentials', basic)).status).toBe(200);
    await app.close();
    app = await startIssuer(platform, {
      ...options,
      ...(kept && { sessions: kept }),
      path: 'oauth/v1',
    });
    const asked = await app.form('/oauth/v1/token', 'grant_type=client_credentials', [basic]);
    expect(asked.body).toBe('{"error":"unsupported_grant_type"}');
    const { refresh_token: token } = await app.signIn('ada');
    const shown = await app.form('/oauth/v1/token', refreshing(token), [basic]);
    expect(shown.body).toBe('{"error":"invalid_client"}');
    expect((await app.form('/oauth/v1/token', refreshing(token))).status).toBe(200);
  });
});
