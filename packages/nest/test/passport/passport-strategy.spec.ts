import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import passportJwt from 'passport-jwt';
import { Strategy } from 'passport-strategy';
import {
  CurrentUser,
  JwtAuthModule,
  JwtStrategy,
  Roles,
  RolesGuard,
  type NestAuthOptions,
} from '@portcullis/nest';
import { PLATFORMS, startApp, type Platform, type RunningApp } from '../support/app.js';
import { PassportController } from '../support/controllers.js';
import type { HeaderLine } from '../support/http-client.js';
import { secretKey } from '../support/keys.js';
import { strategyNamed } from '../support/passport-registry.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

const hmac = secretKey();
const trusted = { issuer: ISSUER, audience: AUDIENCE, secret: hmac.key };
const token = mint(hmac);
const API_KEY: HeaderLine = ['X-Api-Key', 'the key'];

/** Another way to sign in, beside tokens. */
class ApiKeyStrategy extends Strategy {
  override authenticate(request: { headers: Record<string, unknown> }): void {
    if (request.headers['x-api-key'] === API_KEY[1]) this.success({ id: 'machine' });
    else this.fail('ApiKey', 401);
  }
}

/** A strategy with a bug, which Passport runs at once when the one before it fails. */
class BrokenStrategy extends Strategy {
  override authenticate(): void {
    throw new Error('broken');
  }
}

@Module({})
class ApiKeyModule extends PassportStrategy(ApiKeyStrategy, 'api-key') {
  validate(): undefined {
    return undefined;
  }
}

@Controller()
class ManyStrategiesController {
  @UseGuards(AuthGuard(['jwt', 'api-key']))
  @Get('jwt-first')
  jwtFirst(@CurrentUser('id') id: string): string {
    return id;
  }

  @UseGuards(AuthGuard(['api-key', 'jwt']))
  @Get('jwt-last')
  jwtLast(@CurrentUser('id') id: string): string {
    return id;
  }

  @UseGuards(AuthGuard(['jwt', 'broken']))
  @Get('broken')
  broken(): string {
    return 'broken';
  }

  @Roles('admin')
  @UseGuards(AuthGuard(['jwt', 'api-key']), RolesGuard)
  @Get('staff')
  staff(): string {
    return 'staff';
  }

  @UseGuards(AuthGuard('internal'))
  @Get('internal')
  internal(@CurrentUser('id') id: string): string {
    return id;
  }
}

let app: RunningApp;

function start(platform: Platform, options: NestAuthOptions = {}): Promise<RunningApp> {
  return startApp(platform, {
    imports: [JwtAuthModule.forRoot({ ...trusted, guard: 'manual', ...options }), ApiKeyModule],
    controllers: [PassportController, ManyStrategiesController],
  });
}

describe.each(PLATFORMS)('on %s', (platform) => {
  afterEach(() => app.close());

  it("JwtStrategy is a passport-jwt Strategy, registered as 'jwt'", async () => {
    app = await start(platform);
    const strategy = strategyNamed('jwt');

    expect(strategy).toBeInstanceOf(JwtStrategy);
    expect(strategy).toBeInstanceOf(passportJwt.Strategy);
  });

  it('is registered under the name that is given, and under no other', async () => {
    app = await start(platform, { strategy: 'internal' });

    expect(strategyNamed('internal')).toBeInstanceOf(JwtStrategy);
    expect(strategyNamed('jwt')).toBeUndefined();
    expect((await app.get('/internal', token)).body).toBe('user-1');
    expect((await app.get('/internal')).status).toBe(401);
  });

  it('strategy: false registers none, and AuthGuard then lets nobody in', async () => {
    app = await start(platform, { strategy: false });

    expect(strategyNamed('jwt')).toBeUndefined();
    expect((await app.get('/passport/who', token)).status).toBe(500);
  });

  it.each(['/jwt-first', '/jwt-last'])(
    'among several strategies (%s) either credential will do, and none will not',
    async (path) => {
      app = await start(platform);
      const withKey = await app.get(path, undefined, { headers: [API_KEY] });

      expect((await app.get(path, token)).body).toBe('user-1');
      expect(withKey.body).toBe('machine');
      expect((await app.get(path)).status).toBe(401);
      expect((await app.get(path, 'x.y.z')).status).toBe(401);
    },
  );

  it('a strategy after ours that throws makes an error of the request, not of the process', async () => {
    app = await start(platform);
    passport.use('broken', new BrokenStrategy());
    expect((await app.get('/broken')).status).toBe(500);
    expect((await app.get('/broken', token)).body).toBe('broken');
    passport.unuse('broken');
  });

  it('a request that all of them refuse is told the challenge', async () => {
    app = await start(platform);

    for (const path of ['/jwt-first', '/jwt-last']) {
      const { headers } = await app.get(path);
      expect(headers.get('www-authenticate')).toBe('Bearer realm="api"');
    }
  });

  it('a malformed credential is refused, whatever another strategy would say', async () => {
    app = await start(platform);
    const headers = [['Authorization', 'Bearer'] as const, API_KEY];

    expect((await app.get('/jwt-first', undefined, { headers })).status).toBe(400);
  });

  it('a user of another strategy has no roles', async () => {
    app = await start(platform);

    expect((await app.get('/staff', undefined, { headers: [API_KEY] })).status).toBe(401);
    expect((await app.get('/staff', mint(hmac))).status).toBe(403);
    expect((await app.get('/staff', mint(hmac, { role: 'admin' }))).status).toBe(200);
  });

  it("requests that are under way at once don't get each other's users", async () => {
    const mapUser = async ({ claims }: { claims: { sub?: string } }) => {
      await new Promise((next) => setImmediate(next));
      return { id: claims.sub };
    };
    app = await start(platform, { mapUser });
    const subjects = Array.from({ length: 40 }, (_, i) => `user-${i}`);
    const answers = await Promise.all(
      subjects.map((sub) => app.get('/passport/who/id', mint(hmac, { sub }))),
    );

    expect(answers.map((answer) => answer.json())).toEqual(subjects.map((id) => ({ id })));
  });

  it('its own verifier, that of jsonwebtoken, is never asked', async () => {
    app = await start(platform);
    const verifies = passportJwt.Strategy as unknown as { JwtVerifier: () => never };
    const original = verifies.JwtVerifier;
    verifies.JwtVerifier = () => {
      throw new Error('jsonwebtoken was asked');
    };
    try {
      expect((await app.get('/passport/who', token)).status).toBe(200);
      expect((await app.get('/passport/who', 'x.y.z')).status).toBe(401);
    } finally {
      verifies.JwtVerifier = original;
    }
  });
});

it('plain Passport authenticates with it too', async () => {
  app = await start('express');
  const request = { headers: { authorization: `Bearer ${token}` } };
  const user = await new Promise((resolve) => {
    const middleware = passport.authenticate(
      'jwt',
      { session: false },
      (_error: unknown, found: unknown) => resolve(found),
    ) as (request: object, response: object, next: () => void) => void;
    middleware(request, {}, () => resolve('an error'));
  });
  await app.close();

  expect(user).toMatchObject({ id: 'user-1', issuer: ISSUER });
});
