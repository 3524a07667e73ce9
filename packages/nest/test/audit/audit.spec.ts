/** The audit: an application with an unprotected handler does not start; the error names the handler and the fix. */
import { Controller, Get, Injectable, Sse, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule, ObjectType, Field, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { MessagePattern, Transport } from '@nestjs/microservices';
import { AuthGuard } from '@nestjs/passport';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  AcceptIssuers,
  JwtAuthGuard,
  JwtAuthModule,
  OptionalAuth,
  Public,
  RequirePolicy,
  Roles,
  RolesGuard,
  routesOf,
  Scopes,
  type AccessPolicy,
} from '@portcullis/nest';
import { AccessRegistry } from '../../src/authorization/access-registry.js';
import { createApp, rootModule } from '../support/app.js';
import { boot, trusted } from '../support/boot.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { ISSUER } from '../support/tokens.js';

@Controller('plain')
class PlainController {
  @Get()
  all(): string {
    return 'all';
  }
}

@Controller()
class RolesController {
  @Roles('admin')
  @Get('staff')
  staff(): string {
    return 'staff';
  }
}

@UseGuards(RolesGuard)
@Controller()
class RolesGuardAloneController extends RolesController {}

@UseGuards(AuthGuard('jwt'))
@Controller()
class NoRolesGuardController extends RolesController {}

@Controller()
class BothController {
  @Public()
  @Roles('admin')
  @Get('both')
  both(): string {
    return 'both';
  }
}

@OptionalAuth()
@Scopes('read')
@Controller()
class OptionalScopesController extends PlainController {}

@Injectable()
class Owns implements AccessPolicy {
  canAccess(): boolean {
    return true;
  }
}

@Controller()
class PolicyController {
  @RequirePolicy(Owns)
  @Get('owned')
  owned(): string {
    return 'owned';
  }
}

@Controller()
class IssuerController {
  @AcceptIssuers('google')
  @Get('google')
  google(): string {
    return 'google';
  }
}

describe('an application does not start', () => {
  it.each([
    [
      '@Public() beside @Roles()',
      { controllers: [BothController] },
      {},
      /BothController\.both with @Public\(\) or @OptionalAuth\(\) beside @Roles\('admin'\) on its handler, expected one of the two/,
    ],
    [
      '@OptionalAuth() beside @Scopes()',
      { controllers: [OptionalScopesController] },
      {},
      /OptionalScopesController\.all with .*beside @Scopes\('read'\) on its class/,
    ],
    [
      'neither a guard nor @Public() in manual mode',
      { controllers: [PlainController] },
      { guard: 'manual' as const },
      /PlainController\.all with neither a guard nor @Public\(\), expected @UseGuards\(JwtAuthGuard, RolesGuard\), or @Public\(\)/,
    ],
    [
      '@Roles() without a guard',
      { controllers: [RolesController] },
      { guard: 'manual' as const },
      /RolesController\.staff with @Roles\('admin'\) and no authentication in force, expected @UseGuards/,
    ],
    [
      '@Roles() with RolesGuard alone',
      { controllers: [RolesGuardAloneController] },
      { guard: 'manual' as const },
      /RolesGuardAloneController\.staff with @Roles\('admin'\) and no authentication in force/,
    ],
    [
      '@Roles() that no guard enforces',
      { controllers: [NoRolesGuardController] },
      { guard: 'manual' as const },
      /NoRolesGuardController\.staff with @Roles\('admin'\) and no guard that enforces it/,
    ],
    [
      'a policy that no module provides',
      { controllers: [PolicyController] },
      {},
      /PolicyController\.owned with @RequirePolicy\(Owns\), which no module provides, expected Owns among the providers/,
    ],
    [
      'an issuer that is not trusted',
      { controllers: [IssuerController] },
      {},
      /IssuerController\.google with @AcceptIssuers\('google'\), but google is not a trusted issuer/,
    ],
  ])('with %s', async (_what, metadata, options, message) => {
    await expect(boot(metadata, options)).rejects.toMatchObject({
      code: 'ERR_CONFIGURATION',
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('with roles on a GraphQL field, for which Nest runs no guard unless it is told to', async () => {
    @ObjectType()
    class Article {
      @Field(() => String)
      title!: string;
    }

    @Resolver(() => Article)
    class ArticleResolver {
      @Query(() => Article)
      article(): object {
        return {};
      }

      @Roles('admin')
      @ResolveField(() => String)
      notes(): string {
        return 'notes';
      }
    }
    const graphql = (fieldResolverEnhancers: 'guards'[]) =>
      GraphQLModule.forRoot<MercuriusDriverConfig>({
        driver: MercuriusDriver,
        autoSchemaFile: true,
        fieldResolverEnhancers,
      });
    const providers = [ArticleResolver];

    await expect(boot({ imports: [graphql([])], providers }, {}, 'fastify')).rejects.toThrow(
      /ArticleResolver\.notes with @Roles\('admin'\) and no authentication in force, expected fieldResolverEnhancers: \['guards'\]/,
    );
    const { routes } = await boot({ imports: [graphql(['guards'])], providers }, {}, 'fastify');
    expect(routes.map(({ route, rules }) => [route, ...rules])).toEqual([
      ['Article notes', "@Roles('admin')"],
      ['Query article'],
    ]);
  });

  it.each([
    ['handlers', { controllers: [RolesController] }],
    ['a policy', { controllers: [PolicyController], providers: [Owns] }],
  ])('and starts when %s are right', async (_what, metadata) => {
    await expect(boot(metadata)).resolves.toBeDefined();
  });

  it('and starts with an issuer that has a name', async () => {
    const issuerNames = { google: ISSUER };

    await expect(boot({ controllers: [IssuerController] }, { issuerNames })).resolves.toBeDefined();
  });
});

describe('a gateway in manual mode', () => {
  @Roles('admin')
  @WebSocketGateway()
  class ConnectionGateway {
    handleConnection(): void {}
  }

  @UseGuards(JwtAuthGuard, RolesGuard)
  @WebSocketGateway()
  class GuardedGateway extends ConnectionGateway {}

  @WebSocketGateway()
  class SilentGateway {}

  @WebSocketGateway()
  class OpenGateway {
    @Public()
    handleConnection(): void {}
  }
  const manual = { guard: 'manual' } as const;

  it.each([
    [ConnectionGateway, /ConnectionGateway\.handleConnection with @Roles\('admin'\) and no auth/],
    [SilentGateway, /SilentGateway\.handleConnection with neither a guard nor @Public\(\)/],
  ])('does not start where anybody could connect: %p', async (gateway, message) => {
    await expect(boot({ providers: [gateway] }, manual)).rejects.toThrow(message);
  });

  it('starts with guards, or where it says that anybody may connect', async () => {
    const { routes } = await boot({ providers: [GuardedGateway, OpenGateway] }, manual);

    expect(routes.map(({ handler, access }) => [handler, access])).toEqual([
      ['GuardedGateway.handleConnection', 'authenticated'],
      ['OpenGateway.handleConnection', 'unguarded'],
    ]);
  });
});

describe('a hybrid application', () => {
  @Controller()
  class MessageController {
    @MessagePattern('orders')
    orders(): string {
      return 'orders';
    }
  }

  @UseGuards(JwtAuthGuard, RolesGuard)
  @Controller()
  class GuardedMessageController extends MessageController {}

  const tcp = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } } as const;

  async function connect(controller: new () => object, inheritAppConfig: boolean) {
    const { nest } = await createApp('express', {
      imports: [JwtAuthModule.forRoot(trusted)],
      controllers: [controller],
    });
    try {
      nest.connectMicroservice(tcp, { inheritAppConfig });
      await nest.init();
      return routesOf(nest).map(({ access }) => access);
    } finally {
      await nest.close();
    }
  }

  it('does not connect a microservice that its guard does not reach', async () => {
    await expect(connect(MessageController, false)).rejects.toThrow(
      /MessageController\.orders with neither a guard nor @Public\(\), expected connectMicroservice\(options, { inheritAppConfig: true }\)/,
    );
  });

  it('connects it with the configuration of the application, or with guards of its own', async () => {
    await expect(connect(MessageController, true)).resolves.toEqual(['authenticated']);
    await expect(connect(GuardedMessageController, false)).resolves.toEqual(['authenticated']);
  });

  @Controller()
  class StaffMessageController {
    @Roles('admin')
    @MessagePattern('staff')
    staff(): string {
      return 'staff';
    }
  }

  /** Starts the microservice after the application, which has compiled handlers of its own by then. */
  async function connectLate(controller: new () => object, inheritAppConfig: boolean) {
    const { nest } = await createApp('express', {
      imports: [JwtAuthModule.forRoot({ ...trusted, strategy: 'late' })],
      controllers: [PlainController, controller],
    });
    try {
      nest.connectMicroservice(tcp, { inheritAppConfig, deferInitialization: true });
      await nest.init();
      await nest.startAllMicroservices();
      return routesOf(nest).map(({ access }) => access);
    } finally {
      await nest.close();
    }
  }

  it.each([MessageController, StaffMessageController])(
    'does not start one late that its guard does not reach: %p',
    async (controller) => {
      await expect(connectLate(controller, false)).rejects.toMatchObject({
        code: 'ERR_CONFIGURATION',
        option: 'connectMicroservice()',
      });
      await expect(connectLate(controller, true)).resolves.toEqual([
        'authenticated',
        'authenticated',
      ]);
      await expect(connectLate(GuardedMessageController, false)).resolves.toHaveLength(2);
    },
  );

  it('and a microservice that stands alone starts', async () => {
    const root = rootModule({
      imports: [JwtAuthModule.forRoot(trusted)],
      controllers: [MessageController],
    });
    const logger = new RecordingLogger();
    const service = await NestFactory.createMicroservice(root, {
      ...tcp,
      logger,
      abortOnError: false,
    });
    await service.listen();

    expect(routesOf(service).map(({ access }) => access)).toEqual(['authenticated']);
    await service.close();
  });
});

describe('the routes of an application', () => {
  @WebSocketGateway()
  class Gateway {
    @Public()
    @SubscribeMessage('ping')
    ping(): string {
      return 'pong';
    }
  }

  @Roles('admin')
  @Controller(['orders', 'purchases'])
  class OrdersController {
    @Scopes('orders:write', { reportOnly: true })
    @Get(':id')
    one(): string {
      return 'one';
    }

    @OptionalAuth()
    @Sse('live')
    live(): never {
      throw new Error('nobody asks');
    }
  }

  const metadata = { controllers: [OrdersController, PlainController], providers: [Gateway] };

  it('are listed with their effective policies, as data and as text', async () => {
    const { routes, printed } = await boot(metadata);
    const all = { access: 'authenticated', rules: [], reportOnly: [] };

    expect(routes).toEqual([
      {
        ...all,
        transport: 'http',
        route: 'GET /orders/:id | /purchases/:id',
        handler: 'OrdersController.one',
        rules: ["@Scopes('orders:write')", "@Roles('admin')"],
        reportOnly: ["@Scopes('orders:write')"],
      },
      {
        ...all,
        transport: 'http',
        route: 'GET /orders/live | /purchases/live',
        handler: 'OrdersController.live',
        access: 'optional',
      },
      { ...all, transport: 'http', route: 'GET /plain', handler: 'PlainController.all' },
      { ...all, transport: 'ws', route: 'connection', handler: 'Gateway.handleConnection' },
      { ...all, transport: 'ws', route: 'ping', handler: 'Gateway.ping', access: 'public' },
    ]);
    expect(printed.split('\n')[0]).toBe(
      "http  GET /orders/:id | /purchases/:id    OrdersController.one      authenticated  @Scopes('orders:write') (report only) @Roles('admin')",
    );
  });

  it('the log is loud about what is only reported, and silent without', async () => {
    const { logger } = await boot(metadata);
    const { logger: quiet } = await boot({ controllers: [PlainController] });

    expect(logger.with('NOT ENFORCED')).toEqual([
      "warn NOT ENFORCED: @Scopes('orders:write') of OrdersController.one is reportOnly JwtAuth",
    ]);
    expect(quiet.with('NOT ENFORCED')).toEqual([]);
  });

  it('of @Public() beside @Roles() the roles would hold', async () => {
    const { nest } = await createApp('express', { imports: [JwtAuthModule.forRoot(trusted)] });
    const { both } = BothController.prototype;

    expect(nest.get(AccessRegistry).ofHandler(BothController, both)).toMatchObject({
      access: 'authenticated',
      rules: [{ decorator: "@Roles('admin')" }],
    });
    await nest.close();
  });
});
