import { Injectable, Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { JwtAuthModule, JwtStrategy } from '@portcullis/nest';
import { createApp, startApp } from '../support/app.js';
import { PassportController } from '../support/controllers.js';
import { ForeignStrategy, useForeignStrategy } from '../support/foreign-strategy.js';
import { secretKey } from '../support/keys.js';
import { strategyNamed } from '../support/passport-registry.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

const hmac = secretKey();
const trusted = { issuer: ISSUER, audience: AUDIENCE, secret: hmac.key };
const NAME_TAKEN = { code: 'ERR_CONFIGURATION', option: 'strategy' };

const made: INestApplication[] = [];

/** Makes an application that is closed after the test, and boots it. */
async function boot(metadata: ModuleMetadata): Promise<INestApplication> {
  const { nest } = await createApp('express', metadata);
  made.push(nest);
  return nest.init();
}

/** A module whose provider does something at one moment of the boot. */
function during(hook: 'onModuleInit' | 'onApplicationBootstrap', work: () => void): DynamicModule {
  @Injectable()
  class Hooked {}
  Object.defineProperty(Hooked.prototype, hook, { value: work });
  @Module({})
  class HookedModule {}
  return { module: HookedModule, providers: [Hooked as Provider] };
}

function fail(): never {
  throw new Error('the boot fails');
}

describe('the name of the strategy', () => {
  afterEach(async () => {
    await Promise.all(made.splice(0).map((nest) => nest.close()));
  });

  it.each(['onModuleInit', 'onApplicationBootstrap'] as const)(
    'is free again when the boot failed in %s and the application was closed',
    async (hook) => {
      const imports = [JwtAuthModule.forRoot(trusted), during(hook, fail)];
      await expect(boot({ imports })).rejects.toThrow('the boot fails');
      await made.pop()?.close();
      expect(strategyNamed('jwt')).toBeUndefined();

      await boot({ imports: [JwtAuthModule.forRoot(trusted)] });
      expect(strategyNamed('jwt')).toBeInstanceOf(JwtStrategy);
    },
  );

  it('is not kept by an application whose boot failed and which nobody closed', async () => {
    const imports = [JwtAuthModule.forRoot(trusted), during('onModuleInit', fail)];
    await expect(boot({ imports })).rejects.toThrow('the boot fails');
    const left = strategyNamed('jwt');

    await boot({ imports: [JwtAuthModule.forRoot(trusted)] });
    expect(strategyNamed('jwt')).toBeInstanceOf(JwtStrategy);
    expect(strategyNamed('jwt')).not.toBe(left);
  });

  it("is not taken from somebody else's strategy", async () => {
    const remove = useForeignStrategy('jwt');

    await expect(boot({ imports: [JwtAuthModule.forRoot(trusted)] })).rejects.toMatchObject(
      NAME_TAKEN,
    );
    expect(strategyNamed('jwt')).toBeInstanceOf(ForeignStrategy);
    remove();
    await boot({ imports: [JwtAuthModule.forRoot(trusted)] });
  });

  it('that somebody else takes during the boot stops it', async () => {
    let remove = (): void => undefined;
    const takeOver = during('onModuleInit', () => {
      remove = useForeignStrategy('jwt');
    });
    const booting = boot({ imports: [JwtAuthModule.forRoot(trusted), takeOver] });

    await expect(booting).rejects.toMatchObject(NAME_TAKEN);
    remove();
  });

  it('goes to one at most of two applications that boot at once', async () => {
    const booting = await Promise.allSettled(
      [1, 2].map(() => boot({ imports: [JwtAuthModule.forRoot(trusted)] })),
    );
    const refused = booting.filter(({ status }) => status === 'rejected');

    expect(refused.length).toBeGreaterThanOrEqual(1);
    expect(refused[0]).toMatchObject({ reason: NAME_TAKEN });
  });

  it('is not shared by two modules of one application', async () => {
    const twice = [
      JwtAuthModule.forRoot({ ...trusted, guard: 'manual' }),
      JwtAuthModule.forRoot({ ...trusted, guard: 'manual', realm: 'other' }),
    ];
    await expect(boot({ imports: twice })).rejects.toMatchObject(NAME_TAKEN);
  });

  it('of a refused application does not go with it when it is closed', async () => {
    const first = await startApp('express', {
      imports: [JwtAuthModule.forRoot({ ...trusted, guard: 'manual' })],
      controllers: [PassportController],
    });
    made.push(first.nest);
    await expect(boot({ imports: [JwtAuthModule.forRoot(trusted)] })).rejects.toMatchObject(
      NAME_TAKEN,
    );
    await made.pop()?.close();

    expect((await first.get('/passport/who', mint(hmac))).status).toBe(200);
  });
});
