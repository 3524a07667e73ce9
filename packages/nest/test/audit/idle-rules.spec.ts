/** Rules without effect: on a method that is not a handler, or that another function replaces. */
import { Controller, Delete, Get, SetMetadata } from '@nestjs/common';
import { Args, GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { MessagePattern } from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  AllRoles,
  httpTransport,
  RequirePolicy,
  Roles,
  Scopes,
  type AccessPolicy,
  type Transport,
} from '@portcullis/nest';
import { boot } from '../support/boot.js';

class Allowed implements AccessPolicy {
  canAccess(): boolean {
    return true;
  }
}

@Controller('articles')
class HelperController {
  @Get()
  all(): string {
    return this.secret();
  }

  @Roles('admin')
  secret(): string {
    return 'secret';
  }
}

@Controller('articles')
class RightController {
  @Roles('admin')
  @Get()
  all(): string {
    return this.secret();
  }

  secret(): string {
    return 'secret';
  }
}

abstract class CrudController {
  @AllRoles('staff', 'auditor')
  remove(): string {
    return 'removed';
  }
}

/** The overridden method has the rule, and is not a handler. */
@Controller('crud')
class OverridingController extends CrudController {
  @Delete()
  override remove(): string {
    return 'removed';
  }
}

@Controller('crud')
class RepeatingController extends CrudController {
  @AllRoles('staff', 'auditor')
  @Delete()
  override remove(): string {
    return 'removed';
  }
}

/** A mixin, as a class whose base class is given. */
function Removable(base: new () => object) {
  class Removing extends base {
    @Scopes('articles:write')
    remove(): string {
      return 'removed';
    }
  }
  return Removing;
}

class Plain {
  list(): string {
    return 'all';
  }
}

@Controller('mixed')
class MixedController extends Removable(Plain) {
  @Get()
  all(): string {
    return 'all';
  }
}

/** A mixin that copies methods, as the TypeScript handbook has it. */
@Controller('copied')
class CopyingController {
  @Get()
  all(): string {
    return 'all';
  }
}
for (const name of Object.getOwnPropertyNames(CrudController.prototype)) {
  if (name === 'constructor') continue;
  const descriptor = Object.getOwnPropertyDescriptor(CrudController.prototype, name);
  Object.defineProperty(CopyingController.prototype, name, descriptor ?? {});
}

@Controller()
class MessageController {
  @MessagePattern('orders')
  orders(): string {
    return 'orders';
  }

  @RequirePolicy(Allowed)
  owned(): string {
    return 'owned';
  }
}

@WebSocketGateway()
class Gateway {
  @Roles('admin')
  handleDisconnect(): void {}
}

@WebSocketGateway()
class RightGateway {
  @Roles('admin')
  handleConnection(): void {}

  @Roles('admin')
  @SubscribeMessage('ping')
  ping(): string {
    return 'pong';
  }
}

@Resolver()
class ArticlesResolver {
  @Query(() => String)
  article(@Args('id') id: string): string {
    return this.find(id);
  }

  @Roles('admin')
  find(id: string): string {
    return id;
  }
}

@Resolver()
class RightResolver {
  @Roles('admin')
  @Query(() => String)
  article(@Args('id') id: string): string {
    return id;
  }
}

const graphql = GraphQLModule.forRoot<MercuriusDriverConfig>({
  driver: MercuriusDriver,
  autoSchemaFile: true,
});

const idle = (what: string) => new RegExp(`${what} and no handler behind it, expected the rule`);

describe('a rule with no handler behind it', () => {
  it.each([
    [
      'of a controller',
      { controllers: [HelperController] },
      'HelperController\\.secret with @Roles\\(\\)',
    ],
    [
      'of a base class, whose method a handler overrides',
      { controllers: [OverridingController] },
      'OverridingController\\.remove with @AllRoles\\(\\)',
    ],
    [
      'of a mixin',
      { controllers: [MixedController] },
      'MixedController\\.remove with @Scopes\\(\\)',
    ],
    [
      'of a mixin that copies',
      { controllers: [CopyingController] },
      'CopyingController\\.remove with @AllRoles\\(\\)',
    ],
    [
      'of a controller of messages',
      { controllers: [MessageController], providers: [Allowed] },
      'MessageController\\.owned with @RequirePolicy\\(\\)',
    ],
    ['of a gateway', { providers: [Gateway] }, 'Gateway\\.handleDisconnect with @Roles\\(\\)'],
    [
      'of a resolver',
      { imports: [graphql], providers: [ArticlesResolver] },
      'ArticlesResolver\\.find with @Roles\\(\\)',
    ],
  ])('stops the start: %s', async (_what, metadata, message) => {
    await expect(boot(metadata, {}, 'fastify')).rejects.toMatchObject({
      code: 'ERR_CONFIGURATION',
      message: expect.stringMatching(idle(message)) as unknown,
    });
  });

  it('and with one the application starts', async () => {
    const { routes } = await boot(
      {
        imports: [graphql],
        controllers: [RightController, RepeatingController],
        providers: [RightGateway, RightResolver],
      },
      {},
      'fastify',
    );

    expect(Object.fromEntries(routes.map(({ handler, rules }) => [handler, rules]))).toEqual({
      'RepeatingController.remove': ["@AllRoles('staff', 'auditor')"],
      'RightController.all': ["@Roles('admin')"],
      'RightGateway.handleConnection': ["@Roles('admin')"],
      'RightGateway.ping': ["@Roles('admin')"],
      'RightResolver.article': ["@Roles('admin')"],
    });
  });

  const ON_JOB = 'app:on-job';

  @Controller()
  class JobsController {
    @Roles('admin')
    @SetMetadata(ON_JOB, true)
    clean(): void {}
  }

  it('is right where a transport of one’s own says that the method is a handler', async () => {
    const jobs: Transport = { ...(httpTransport as Transport), type: 'job' };
    const isHandler = (method: object) => Reflect.getMetadata(ON_JOB, method) === true;
    const metadata = { controllers: [JobsController] };

    await expect(boot(metadata, { transports: [jobs] })).rejects.toThrow(
      idle('JobsController\\.clean with @Roles\\(\\)'),
    );
    await expect(boot(metadata, { transports: [{ ...jobs, isHandler }] })).resolves.toBeDefined();
  });
});
