/** Handlers of the application's own over `TokenIssuer`, and what their clients are told. */
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { APP_FILTER, HttpAdapterHost } from '@nestjs/core';
import { MemoryKeyStore, MemoryRevocationStore } from '@portcullis/nest/issuer';
import { PLATFORMS } from '../support/app.js';
import type { Answer, HeaderLine } from '../support/http-client.js';
import {
  claimsOf,
  issuerOptions,
  LosableSessions,
  People,
  startIssuer,
  type IssuerApp,
} from './issuer-app.js';

let app: IssuerApp;
let sessions: LosableSessions;
let people: People;

/** A filter that takes everything, as many applications have one. */
@Catch()
class EverythingFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const status = exception instanceof HttpException ? exception.getStatus() : 500;
    this.host.httpAdapter.reply(host.switchToHttp().getResponse(), { mine: status }, status);
  }
}

describe.each(PLATFORMS)('on %s', (platform) => {
  beforeEach(async () => {
    people = new People();
    const options = issuerOptions(people);
    sessions = options.sessions?.store as LosableSessions;
    app = await startIssuer(platform, options, { realm: 'shop' });
  });

  afterEach(() => app.close());

  it('a refresh token that is refused is answered as any bad token', async () => {
    const { refresh_token: token } = await app.signIn('ada');
    expect((await app.post('/renew', { token })).status).toBe(201);
    const bad = await app.get('/me', 'not.a.token');

    expect(bad.status).toBe(401);
    expect(bad.headers.get('www-authenticate')).toMatch(
      /^Bearer realm="shop", error="invalid_token"/,
    );
    for (const wrong of [token, 'prt_nonsense', undefined, { a: 1 }, 7]) {
      expect((await app.post('/renew', { token: wrong })).bytes).toBe(bad.bytes);
    }
    expect(app.logger.with('ERR_REFRESH_REJECTED')).toHaveLength(5);
  });

  it('a subject that grant does not know signs in nowhere, and comes back to nothing', async () => {
    const bad = await app.get('/me', 'not.a.token');
    expect((await app.post('/login', { name: 'eve' })).bytes).toBe(bad.bytes);
    expect(await app.issuer.sessions.list('eve')).toEqual([]);
    const { refresh_token: token } = await app.signIn('ada');
    people.roles.delete('ada');
    expect((await app.post('/renew', { token })).bytes).toBe(bad.bytes);
    expect(await app.issuer.sessions.list('ada')).toEqual([]);
  });

  it('sign-ins that fail leave no session, and log nobody out', async () => {
    const { refresh_token: token } = await app.signIn('ada');
    people.roles.set('ada', 'x'.repeat(9000)); // too large for every verifier
    for (let i = 0; i < 25; i++)
      expect((await app.post('/login', { name: 'ada' })).status).toBe(500);
    people.roles.set('ada', 'admin');
    expect(await app.issuer.sessions.list('ada')).toHaveLength(1);
    expect((await app.post('/renew', { token })).status).toBe(201);
  });

  it('an unavailable store causes 503 with Retry-After', async () => {
    const { refresh_token: token } = await app.signIn('ada');
    sessions.isLost = true;
    for (const path of ['/renew', '/logout']) {
      const answer = await app.post(path, { token });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    }
    sessions.isLost = false;
    expect((await app.post('/renew', { token })).status).toBe(201);
  });

  it('a bug stays a bug', async () => {
    expect((await app.post('/bug', {})).status).toBe(500);
  });

  it('row 74: a logout ends the session, and its access token at once', async () => {
    const { refresh_token: token, access_token: access } = await app.signIn('ada');
    const twin = await app.signIn('ada');
    expect((await app.get('/me', access)).status).toBe(200);

    expect((await app.post('/logout', { token })).json()).toEqual({ ended: true });
    expect((await app.get('/me', access)).status).toBe(401);
    expect((await app.post('/renew', { token })).status).toBe(401);
    expect((await app.post('/logout', { token })).json()).toEqual({ ended: false });
    expect((await app.get('/me', twin.access_token)).status).toBe(200);
  });

  it('a user ends another session of theirs, and nobody that of another', async () => {
    const [here, there] = [await app.signIn('ada'), await app.signIn('ada')];
    const bob = await app.signIn('bob');
    const end = (token: string) =>
      app.get(`/sessions/${String(claimsOf(there.access_token)['sid'])}`, token, {
        method: 'DELETE',
      });

    expect((await end(bob.access_token)).body).toBe('false');
    expect((await app.get('/me', there.access_token)).status).toBe(200);
    expect((await end(here.access_token)).body).toBe('true');
    expect((await app.get('/me', there.access_token)).status).toBe(401);
    expect((await app.get('/me', here.access_token)).status).toBe(200);
  });

  it('a revoked subject signs in again at once, and its old tokens stay revoked', async () => {
    const { access_token: before } = await app.signIn('ada');
    await app.issuer.revocations.revokeSubject('ada');
    const { access_token: after } = await app.signIn('ada');

    expect((await app.get('/me', before)).status).toBe(401);
    expect((await app.get('/me', after)).status).toBe(200);
  });

  const origin = (value: string): HeaderLine => ['Origin', value];
  const web = (path: string, ...headers: HeaderLine[]): Promise<Answer> =>
    app.post(`/web/${path}`, {}, headers);
  const cookieOf = ({ headers }: Answer): HeaderLine => {
    const [pair = ''] = (headers.get('set-cookie') ?? '').split(';');
    return ['Cookie', pair];
  };

  it('a browser signs in, refreshes and signs out by cookie alone', async () => {
    const mine = origin(app.url);
    const login = await web('login', mine);
    expect(login.headers.get('set-cookie')).toMatch(
      /^__Host-refresh=prt_[\w-]+; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
    const refreshed = await web('refresh', mine, cookieOf(login));
    const { access_token: access } = refreshed.json() as { access_token: string };
    expect(cookieOf(refreshed)).not.toEqual(cookieOf(login));
    expect((await app.get('/me', access)).status).toBe(200);
    const out = await web('logout', mine, cookieOf(refreshed));
    expect(out.headers.get('set-cookie')).toMatch(/^__Host-refresh=; Max-Age=0; /);
    expect((await app.get('/me', access)).status).toBe(401);
    expect((await web('refresh', mine, cookieOf(refreshed))).status).toBe(401);
    expect((await web('refresh', mine)).status).toBe(401);
  });

  it('row 68: a cookie that comes twice is 400, and used up nothing', async () => {
    const mine = origin(app.url);
    const cookie = cookieOf(await web('login', mine));
    const twice = await web('refresh', mine, ['Cookie', `${cookie[1]}; ${cookie[1]}`]);
    expect(twice.status).toBe(400);
    expect((await web('refresh', mine, cookie, ['Cookie', '__Host-refresh=a'])).status).toBe(400);
    expect((await web('refresh', mine, cookie)).status).toBe(201);
  });

  it('row 69: another page neither signs in, nor refreshes, nor signs out', async () => {
    const cookie = cookieOf(await web('login', origin(app.url)));
    const forged: readonly (readonly HeaderLine[])[] = [
      [],
      [origin('null')],
      [origin('https://evil.example')],
      [origin(app.url), origin('https://evil.example')],
    ];
    for (const headers of forged) {
      for (const path of ['login', 'refresh', 'logout']) {
        const answer = await web(path, cookie, ...headers);
        expect([answer.status, answer.headers.has('set-cookie')]).toEqual([403, false]);
      }
    }
    expect((await app.get('/web/page')).body).toBe('page');
    expect((await web('refresh', origin(app.url), cookie)).status).toBe(201);
  });
});

describe.each(PLATFORMS)('with settings of its own on %s', (platform) => {
  afterEach(() => app.close());

  it('a filter of the application sees exceptions that it knows', async () => {
    const options = issuerOptions(new People());
    const store = options.sessions?.store as LosableSessions;
    const everything = { provide: APP_FILTER, useClass: EverythingFilter };
    app = await startIssuer(platform, options, { providers: [everything] });
    const { refresh_token: token } = await app.signIn('ada');

    expect((await app.post('/renew', { token: 'prt_nonsense' })).body).toBe('{"mine":401}');
    store.isLost = true;
    const lost = await app.post('/renew', { token });
    expect([lost.body, lost.headers.get('retry-after')]).toEqual(['{"mine":503}', '1']);
    expect((await app.post('/bug', {})).body).toBe('{"mine":500}');
  });

  it('a list of revocations that is full is 503, and the session has ended all the same', async () => {
    const options = issuerOptions(new People());
    const revocations = { store: new MemoryRevocationStore(), maxEntries: 1 };
    app = await startIssuer(platform, { ...options, revocations });
    const [one, two] = [await app.signIn('ada'), await app.signIn('ada')];
    expect((await app.post('/logout', { token: one.refresh_token })).status).toBe(201);
    const full = await app.post('/logout', { token: two.refresh_token });
    expect([full.status, full.headers.get('retry-after')]).toEqual([503, '60']);
    expect(JSON.parse(full.body)).toEqual({
      message: 'signed out; access tokens that were issued before are valid until they expire',
      statusCode: 503,
    });
    expect((await app.post('/renew', { token: two.refresh_token })).status).toBe(401);
  });

  it('origins that are allowed by name are the only ones, and the cookie is as it was told', async () => {
    app = await startIssuer(platform, {
      ...issuerOptions(new People()),
      cookie: {
        name: 'rt',
        sameSite: 'Strict',
        maxAge: '1h',
        allowedOrigins: ['https://app.example'],
      },
    });
    const good = await app.post('/web/login', {}, [['Origin', 'https://app.example']]);
    expect(good.headers.get('set-cookie')).toMatch(
      /^__Host-rt=prt_[\w-]+; Max-Age=3600; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect((await app.post('/web/login', {}, [['Origin', app.url]])).status).toBe(403);
  });

  it('one process’s logout is another one’s 401: they share their stores', async () => {
    const options = issuerOptions(new People());
    const shared = { ...options, keys: { ...options.keys, store: new MemoryKeyStore() } };
    app = await startIssuer(platform, shared);
    const other = await startIssuer(platform, shared);
    try {
      const { refresh_token: token, access_token: access } = await app.signIn('ada');
      expect((await other.get('/me', access)).status).toBe(200);
      await other.post('/logout', { token });
      await app.issuer.revocations.refresh();
      expect((await other.get('/me', access)).status).toBe(401);
      expect((await app.get('/me', access)).status).toBe(401);
      expect((await app.post('/renew', { token })).status).toBe(401);
    } finally {
      await other.close();
    }
  });

  it('another issuer on the same stores takes none of its refresh tokens', async () => {
    const options = issuerOptions(new People());
    app = await startIssuer(platform, options);
    const other = await startIssuer(platform, { ...options, issuer: 'https://other.example' });
    try {
      const { refresh_token: token } = await app.signIn('ada');
      expect((await other.post('/renew', { token })).status).toBe(401);
      expect(await other.issuer.sessions.list('ada')).toEqual([]);
      expect((await app.post('/renew', { token })).status).toBe(201);
    } finally {
      await other.close();
    }
  });
});
