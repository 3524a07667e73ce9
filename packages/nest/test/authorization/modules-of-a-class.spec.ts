/** The modules whose rules and policies apply to a class, under any injection token. */
import { Controller, Get, Injectable, Module, type Provider } from '@nestjs/common';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import {
  JwtAuthModule,
  RequirePolicy,
  Roles,
  routesOf,
  type AccessPolicy,
  type NestAuthOptions,
} from '@portcullis/nest';
import { createApp, startApp } from '../support/app.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

const hmac = secretKey();
const auth = (options: NestAuthOptions = {}) =>
  JwtAuthModule.forRoot({ issuer: ISSUER, audience: AUDIENCE, secret: hmac.key, ...options });

@Resolver()
class SecretResolver {
  @Query(() => String)
  secret(): string {
    return 'the secret';
  }
}

const graphql = GraphQLModule.forRoot<MercuriusDriverConfig>({
  driver: MercuriusDriver,
  autoSchemaFile: true,
});

const tokens: readonly (readonly [string, Provider])[] = [
  ['its own class', SecretResolver],
  ['another token, useClass', { provide: 'secrets', useClass: SecretResolver }],
  ['another token, useFactory', { provide: 'secrets', useFactory: () => new SecretResolver() }],
  ['another token, useValue', { provide: 'secrets', useValue: new SecretResolver() }],
];

describe.each(tokens)('a resolver under %s', (_what, provider) => {
  @Roles('admin')
  @Module({ providers: [provider] })
  class AdminModule {}

  it("has its module's rules", async () => {
    const { nest } = await createApp('fastify', { imports: [auth(), graphql, AdminModule] });
    await nest.init();
    const routes = routesOf(nest).map(({ route, rules }) => [route, ...rules]);
    await nest.close();

    expect(routes).toEqual([['Query secret', "@Roles('admin')"]]);
  });

  it('is audited', async () => {
    const { nest } = await createApp('fastify', {
      imports: [auth({ guard: 'manual', strategy: false }), graphql],
      providers: [provider],
    });
    const started = nest.init();

    await expect(started).rejects.toThrow(/SecretResolver\.secret with neither a guard/);
    await nest.close();
  });
});

describe('a policy that several modules provide', () => {
  const ALLOWED = 'allowed';

  @Injectable()
  class Allowed implements AccessPolicy {
    constructor(readonly isAllowed: boolean) {}

    canAccess(): boolean {
      return this.isAllowed;
    }
  }
  const policy = (isAllowed: boolean) => ({
    provide: Allowed,
    useFactory: () => new Allowed(isAllowed),
  });

  @RequirePolicy(Allowed)
  @Controller('open')
  class OpenController {
    @Get()
    all(): string {
      return ALLOWED;
    }
  }
  @Controller('shut')
  class ShutController extends OpenController {}
  @Controller('imported')
  class ImportedController extends OpenController {}
  @Controller('elsewhere')
  class ElsewhereController extends OpenController {}

  @Module({ controllers: [ShutController], providers: [policy(false)], exports: [Allowed] })
  class ShutModule {}
  @Module({ controllers: [OpenController], providers: [policy(true)] })
  class OpenModule {}
  @Module({ controllers: [ImportedController], imports: [ShutModule] })
  class ImportingModule {}

  it.each([
    ['in one order', [OpenModule, ShutModule, ImportingModule]],
    ['in the other', [ImportingModule, ShutModule, OpenModule]],
  ])("is that of the handler's own module, or of what it imports, %s", async (_order, modules) => {
    const app = await startApp('express', { imports: [auth(), ...modules] });
    const token = mint(hmac);
    const statuses = await Promise.all(
      ['/open', '/shut', '/imported'].map(async (path) => (await app.get(path, token)).status),
    );
    await app.close();

    expect(statuses).toEqual([200, 403, 403]);
  });

  it('does not start for a handler whose policy is ambiguous', async () => {
    const start = (...modules: object[]) =>
      startApp('express', {
        imports: [auth(), ...(modules as never[])],
        controllers: [ElsewhereController],
      });
    @Module({ providers: [policy(true)] })
    class OtherModule {}

    await expect(start(OpenModule, OtherModule)).rejects.toThrow(
      /ElsewhereController\.all with @RequirePolicy\(Allowed\), which several modules provide: OpenModule, OtherModule, expected Allowed among/,
    );
    const app = await start(OtherModule);
    const { status } = await app.get('/elsewhere', mint(hmac));
    await app.close();
    expect(status).toBe(200);
  });
});
