import { ForbiddenException, UnauthorizedException, type INestApplication } from '@nestjs/common';
import { JwtAuthModule, type HttpRequest, type NestAuthOptions } from '@portcullis/nest';
import { PLATFORMS, startApp, type Platform, type RunningApp } from '../support/app.js';
import { guardedControllers } from '../support/controllers.js';
import type { Answer } from '../support/http-client.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

const hmac = secretKey();
const token = mint(hmac, { role: 'viewer', name: 'Ada' });
let app: RunningApp;

async function start(
  platform: Platform,
  mapUser?: NestAuthOptions['mapUser'],
  prepare?: (nest: INestApplication) => void,
): Promise<void> {
  const options = {
    issuer: ISSUER,
    audience: AUDIENCE,
    secret: hmac.key,
    guard: 'manual' as const,
  };
  app = await startApp(
    platform,
    {
      imports: [JwtAuthModule.forRoot({ ...options, ...(mapUser ? { mapUser } : {}) })],
      controllers: [...guardedControllers('manual')],
    },
    prepare,
  );
}

/** The answer through the guard and through AuthGuard, which must be one to the byte. */
async function ask(path = '/who', bearer = token): Promise<Answer> {
  const [byGuard, byPassport] = await Promise.all([
    app.get(`/manual${path}`, bearer),
    app.get(`/passport${path}`, bearer),
  ]);
  expect(byPassport.bytes).toBe(byGuard.bytes);
  return byGuard;
}

describe.each(PLATFORMS)('the user on %s', (platform) => {
  afterEach(() => app.close());

  it('is the subject with roles, issuer and claims', async () => {
    await start(platform);

    expect((await ask()).json()).toEqual({
      user: {
        id: 'user-1',
        roles: ['viewer'],
        issuer: ISSUER,
        claims: expect.objectContaining({ sub: 'user-1', name: 'Ada' }) as unknown,
      },
    });
    expect((await ask('/who/id')).json()).toEqual({ id: 'user-1' });
  });

  it.each<[string, NonNullable<NestAuthOptions['mapUser']>]>([
    ['at once', ({ claims }) => ({ id: 7, email: `${claims.sub}@example.com` })],
    [
      'later',
      async ({ claims }) => {
        await Promise.resolve();
        return { id: 7, email: `${claims.sub}@example.com` };
      },
    ],
  ])('is what mapUser answers with %s', async (_when, mapUser) => {
    await start(platform, mapUser);

    expect((await ask()).json()).toEqual({ user: { id: 7, email: 'user-1@example.com' } });
    expect((await ask('/who/id')).json()).toEqual({ id: 7 });
  });

  it('may be a text, which has no properties to ask for', async () => {
    await start(platform, ({ claims }) => claims.sub);

    expect((await ask()).json()).toEqual({ user: 'user-1' });
    expect((await ask('/who/id')).json()).toEqual({ id: 'none' });
  });

  it('has the roles of the token, whatever mapUser makes of them', async () => {
    await start(platform, () => ({ id: 7, role: 'admin', roles: ['admin'] }));

    expect((await ask('/staff')).status).toBe(403);
    expect((await ask('/staff', mint(hmac, { role: 'admin' }))).status).toBe(200);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['false', false],
    ['an empty text', ''],
    ['zero', 0],
    ['a promise of null', Promise.resolve(null)],
    ['a promise of false', Promise.resolve(false)],
  ])(
    'who is gone (%s) is not signed in: the answer is that to a bad token',
    async (_what, user) => {
      await start(platform, () => user);
      const gone = await ask();

      expect(gone.status).toBe(401);
      expect(gone.bytes).toBe((await ask('/who', 'x.y.z')).bytes);
      expect(app.logger.with('ERR_CLAIM_INVALID (mapUser returned no user)')).toHaveLength(2);
    },
  );

  it.each<[string, () => unknown]>([
    [
      'at once',
      () => {
        throw new Error('the database is away');
      },
    ],
    ['later', () => Promise.reject(new Error('the database is away'))],
  ])(
    'is nobody when mapUser throws %s: 500, which is logged and not told',
    async (_when, mapUser) => {
      await start(platform, mapUser);
      const { status, bytes } = await ask();

      expect(status).toBe(500);
      expect(bytes).not.toContain('database');
      expect(app.logger.with('the database is away')).toHaveLength(2);
    },
  );

  it.each([
    [401, new UnauthorizedException('This account is suspended')],
    [403, new ForbiddenException('Accept the terms first')],
  ])('is refused as mapUser says, with its own %s', async (status, exception) => {
    await start(platform, () => {
      throw exception;
    });
    const answer = await ask();

    expect(answer.status).toBe(status);
    expect(answer.json()).toEqual(exception.getResponse());
  });

  it('that a middleware wrote into the request counts for nothing', async () => {
    await start(platform, undefined, (nest) => {
      nest.use(
        (request: HttpRequest & { user?: unknown }, _response: unknown, next: () => void) => {
          request.user = { id: 'intruder', role: 'admin', roles: ['admin'] };
          next();
        },
      );
    });

    expect((await app.get('/manual/who')).status).toBe(401);
    expect((await app.get('/passport/staff')).status).toBe(401);
    expect((await ask('/staff')).status).toBe(403);
    expect((await ask('/who/id')).json()).toEqual({ id: 'user-1' });
  });

  it('is nobody on a public handler, whatever the token', async () => {
    await start(platform);

    for (const bearer of [undefined, token, 'x.y.z']) {
      expect((await app.get('/manual/open', bearer)).json()).toEqual({ user: 'nobody' });
    }
  });
});
