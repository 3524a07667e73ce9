import { Controller, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { JwtAuthModule, RolesGuard, type NestAuthOptions } from '@portcullis/nest';
import { PLATFORMS, startApp, type Platform, type RunningApp } from '../support/app.js';
import { guardedControllers, WhoController } from '../support/controllers.js';
import { secretKey, type SignWith } from '../support/keys.js';
import { strategyNamed } from '../support/passport-registry.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

/** `AuthGuard` under the name that the second application gives its strategy. */
@Controller('second')
@UseGuards(AuthGuard('jwt-2'), RolesGuard)
class SecondPassportController extends WhoController {}

const firstKey = secretKey();
const secondKey = secretKey();
const running: RunningApp[] = [];

/** The same issuer and audience in both: the key alone tells their tokens apart. */
async function start(
  platform: Platform,
  key: SignWith & { readonly key: Buffer },
  options: NestAuthOptions = {},
): Promise<RunningApp> {
  const trusted = { issuer: ISSUER, audience: AUDIENCE, secret: key.key };
  const app = await startApp(platform, {
    imports: [JwtAuthModule.forRoot({ ...trusted, ...options })],
    controllers: [...guardedControllers(options.guard ?? 'global'), SecondPassportController],
  });
  running.push(app);
  return app;
}

async function statuses(app: RunningApp, path: string): Promise<readonly number[]> {
  const tokens = [mint(firstKey), mint(secondKey)];
  return Promise.all(tokens.map(async (token) => (await app.get(path, token)).status));
}

describe.each(PLATFORMS)('two applications in one process on %s', (platform) => {
  afterEach(async () => {
    await Promise.all(running.splice(0).map((app) => app.close()));
  });

  it('the second with the same strategy name does not start, and the first keeps working', async () => {
    const first = await start(platform, firstKey);
    const strategy = strategyNamed('jwt');

    await expect(start(platform, secondKey)).rejects.toMatchObject({
      code: 'ERR_CONFIGURATION',
      option: 'strategy',
      message: expect.stringContaining(
        '"jwt", which another strategy in this process has',
      ) as unknown,
    });
    expect(strategyNamed('jwt')).toBe(strategy);
    expect(await statuses(first, '/who')).toEqual([200, 401]);
    expect(await statuses(first, '/passport/who')).toEqual([200, 401]);
  });

  it("with a name each, both run and neither accepts the other's tokens through any door", async () => {
    const first = await start(platform, firstKey, { guard: 'manual' });
    const second = await start(platform, secondKey, { guard: 'manual', strategy: 'jwt-2' });

    expect(await statuses(first, '/manual/who')).toEqual([200, 401]);
    expect(await statuses(first, '/passport/who')).toEqual([200, 401]);
    expect(await statuses(second, '/manual/who')).toEqual([401, 200]);
    expect(await statuses(second, '/second/who')).toEqual([401, 200]);
  });

  it('the same with global guards', async () => {
    const first = await start(platform, firstKey);
    const second = await start(platform, secondKey, { strategy: false });

    expect(await statuses(first, '/who')).toEqual([200, 401]);
    expect(await statuses(second, '/who')).toEqual([401, 200]);
  });

  it("a guard that names the other application's strategy lets nobody in", async () => {
    const first = await start(platform, firstKey, { guard: 'manual' });
    const second = await start(platform, secondKey, { guard: 'manual', strategy: 'jwt-2' });

    expect(await statuses(first, '/second/who')).toEqual([500, 500]);
    expect(await statuses(second, '/passport/who')).toEqual([500, 500]);
    expect(second.logger.with('belongs to another application')).toHaveLength(4);
  });

  it('the order in which they close and start again does not matter', async () => {
    const first = await start(platform, firstKey, { guard: 'manual' });
    const second = await start(platform, secondKey, { guard: 'manual', strategy: 'jwt-2' });

    await first.close();
    expect(strategyNamed('jwt')).toBeUndefined();
    expect(await statuses(second, '/second/who')).toEqual([401, 200]);

    const third = await start(platform, firstKey, { guard: 'manual' });
    expect(await statuses(third, '/passport/who')).toEqual([200, 401]);
    await second.close();
    expect(strategyNamed('jwt-2')).toBeUndefined();
    expect(await statuses(third, '/passport/who')).toEqual([200, 401]);
  });

  it('a name that was given back serves the next application with its own keys', async () => {
    await (await start(platform, firstKey, { guard: 'manual' })).close();
    const second = await start(platform, secondKey, { guard: 'manual' });

    expect(await statuses(second, '/passport/who')).toEqual([401, 200]);
  });
});
