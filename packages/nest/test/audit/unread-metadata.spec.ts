/** Access metadata of other libraries and of tutorials: an application whose handlers carry some does not start. */
import { Controller, Get, Module, SetMetadata, UseGuards, type CanActivate } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Query, Resolver } from '@nestjs/graphql';
import { MessagePattern } from '@nestjs/microservices';
import { ApiBearerAuth } from '@nestjs/swagger';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { JwtAuthGuard, Public, Roles, RolesGuard, Scopes } from '@portcullis/nest';
import { meaningOf } from '../../src/audit/access-words.js';
import { jobTransport, OnJob } from '../examples/job-transport.js';
import { boot } from '../support/boot.js';

function controllerWith(decorator: MethodDecorator): new () => object {
  @Controller('marked')
  class MarkedController {
    @Get()
    @decorator
    all(): string {
      return 'all';
    }
  }
  return MarkedController;
}

const start = (decorator: MethodDecorator, options = {}) =>
  boot({ controllers: [controllerWith(decorator)] }, options);

describe('metadata keys of access', () => {
  it.each([
    // The documentation of Nest, and of nest-access-control, nest-keycloak-connect, nest-authz, nest-casl and better-auth.
    'roles',
    'isPublic',
    'permissions',
    'check_policy',
    'check_ability',
    'IS_PUBLIC_KEY',
    'resource',
    'scopes',
    'unprotected',
    'skip-auth',
    'enforcer-options',
    'public',
    '__PERMISSIONS__',
    'CASL_META_ABILITY',
    'PUBLIC',
    'OPTIONAL_AUTH',
    'ROLES',
    'ORG_ROLES',
    // What tutorials call theirs.
    'role',
    'skipAuth',
    'noAuth',
    'allowAnonymous',
    'allowUnauthenticated',
    'requiredRoles',
    'required_permissions',
    'conditional-scopes',
    'auth:roles',
    'policies',
    'acl',
    'isAdmin',
    'MetaUnprotected',
    'MetaUnprotectedAuth',
    'JWTAuth',
    'my/permissions',
    'ROLES_KEY',
    'access',
    'accessLevel',
    'access-control',
    'minRole',
    'loginRequired',
    'tenant_roles',
    'ispublic',
    'requiredroles',
  ])('are told by their names: %s', (key) => {
    expect(meaningOf(key)).toBeDefined();
  });

  it.each([
    'scope:options',
    'path',
    '__guards__',
    'swagger/apiSecurity',
    'design:paramtypes',
    'microservices:handler_type',
    'graphql:resolver_type',
    'cache_module:cache_key',
    'portcullis:roles',
    'portcullis:public',
    'sample-api:rate-limit',
    'method',
    'message',
    'publicationDate',
    'handler',
    'user',
    'key',
    'accessLog',
    'island',
    'catalog',
    'publication',
    'usergroup',
    'group',
    '',
  ])('are told from others: %p', (key) => {
    expect(meaningOf(key)).toBeUndefined();
  });
});

describe('an application does not start', () => {
  it.each([
    ['roles', ['admin'], '@Roles()'],
    ['isPublic', true, '@Public() or @OptionalAuth()'],
    ['skipAuth', true, '@Public() or @OptionalAuth()'],
    ['scopes', ['read'], '@Scopes()'],
    ['permissions', ['articles:write'], '@RequirePolicy()'],
  ])('with %s that nothing reads, and says what would', async (key, value, instead) => {
    await expect(start(SetMetadata(key, value))).rejects.toMatchObject({
      code: 'ERR_CONFIGURATION',
      message: expect.stringContaining(
        `MarkedController.all with access metadata that nothing reads: '${key}', expected ${instead} of @portcullis/nest instead, or enforcedMetadata: ['${key}'] if a guard of the application enforces it, or if it is not about access`,
      ) as unknown,
    });
  });

  it('with a key that is a symbol', async () => {
    const roles = Symbol('roles');

    // Nest's types know text alone.
    const mark = SetMetadata(roles as never, ['admin']);
    await expect(start(mark)).rejects.toThrow(/MarkedController\.all with .*Symbol\(roles\)/);
    await expect(start(mark, { enforcedMetadata: [roles] })).resolves.toBeDefined();
  });

  it('where a guard of the application runs that may have nothing to do with it', async () => {
    class Rate implements CanActivate {
      canActivate(): boolean {
        return true;
      }
    }
    @UseGuards(Rate)
    @Controller()
    class RatedController {
      @SetMetadata('roles', ['admin'])
      @Get('rated')
      all(): string {
        return 'all';
      }
    }

    await expect(boot({ controllers: [RatedController] })).rejects.toThrow(/RatedController\.all/);
  });

  @SetMetadata('roles', ['admin'])
  @Controller('class')
  class ClassController {
    @Get()
    all(): string {
      return 'all';
    }
  }
  @Controller('inherited')
  class InheritingController extends ClassController {}
  class MarkedHandlers {
    @SetMetadata('roles', ['admin'])
    @Get()
    all(): string {
      return 'all';
    }
  }
  @Controller('base')
  class SubController extends MarkedHandlers {}
  @WebSocketGateway()
  class MessageGateway {
    @SetMetadata('roles', ['admin'])
    @SubscribeMessage('secret')
    secret(): string {
      return 'secret';
    }
  }
  @SetMetadata('roles', ['admin'])
  @WebSocketGateway()
  class SilentGateway {}
  @WebSocketGateway()
  class OpeningGateway {
    @SetMetadata('roles', ['admin'])
    handleConnection(): void {}
  }
  @Resolver()
  class ArticleResolver {
    @SetMetadata('roles', ['admin'])
    @Query(() => String)
    article(): string {
      return 'article';
    }
  }
  @Controller()
  class PatternController {
    @SetMetadata('roles', ['admin'])
    @MessagePattern('orders')
    orders(): string {
      return 'orders';
    }
  }
  class Jobs {
    @SetMetadata('roles', ['admin'])
    @OnJob('sweep')
    sweep(): string {
      return 'swept';
    }
  }
  @SetMetadata('roles', ['admin'])
  @Module({ controllers: [controllerWith(SetMetadata('app:cache', 5))] })
  class MarkedModule {}

  it.each([
    ['on a class', { controllers: [ClassController] }, 'ClassController'],
    ['on a base class', { controllers: [InheritingController] }, 'InheritingController'],
    ['on an inherited handler', { controllers: [SubController] }, 'SubController.all'],
    ['on a message', { providers: [MessageGateway] }, 'MessageGateway.secret'],
    ['on a gateway without messages', { providers: [SilentGateway] }, 'SilentGateway'],
    ['on handleConnection', { providers: [OpeningGateway] }, 'OpeningGateway.handleConnection'],
    ['on a query', { providers: [ArticleResolver] }, 'ArticleResolver.article'],
    ['on a pattern', { controllers: [PatternController] }, 'PatternController.orders'],
    ['on a handler of an added transport', { providers: [Jobs] }, 'Jobs.sweep'],
    ['on a module', { imports: [MarkedModule] }, 'MarkedModule'],
  ])('with it %s', async (_where, metadata, handler) => {
    const transports = [jobTransport] as never;

    await expect(boot(metadata, { transports })).rejects.toThrow(
      `${handler} with access metadata that nothing reads: 'roles'`,
    );
    const enforced = { transports, enforcedMetadata: ['roles'] };
    await expect(boot(metadata, enforced)).resolves.toBeDefined();
  });
});

describe('decorators of Reflector.createDecorator(), which have no name', () => {
  const OldRoles = Reflector.createDecorator<string[]>();
  const Access = Reflector.createDecorator<object>();
  const Ttl = Reflector.createDecorator<number>();
  const Named = Reflector.createDecorator<boolean>({ key: 'isPublic' });

  it.each([
    ['a list of names', OldRoles(['admin'])],
    ['an object that says so', Access({ roles: ['admin'] })],
    ['a list of such objects', Access([{ action: 'read', resource: 'article' }])],
    ['an object that says only that', Access({ public: true })],
  ])('stop the start with %s', async (_what, mark) => {
    await expect(start(mark)).rejects.toThrow(
      /MarkedController\.all with .*nothing reads: a decorator of Reflector\.createDecorator\(\), .*enforcedMetadata: \[the decorator\]/,
    );
  });

  it('stop the start though another one is listed', async () => {
    const enforcedMetadata = [Access, 'permissions'];

    await expect(start(OldRoles(['admin']), { enforcedMetadata })).rejects.toThrow(/nothing reads/);
  });

  it('start the application where they are listed', async () => {
    const enforcedMetadata = [OldRoles];

    await expect(start(OldRoles(['admin']), { enforcedMetadata })).resolves.toBeDefined();
  });

  it('are judged by the name, where they have one', async () => {
    await expect(start(Named(true))).rejects.toThrow(/nothing reads: 'isPublic'/);
  });

  it.each([
    ['public', { public: true, maxAge: 60 }],
    ['private', { private: true, maxAge: 60 }],
    ['scope', { scope: 'user', ttl: 5 }],
  ])('are a warning with an object that may be about caching: %s', async (_name, value) => {
    const { logger } = await start(Access(value));

    expect(logger.with('NOT ENFORCED')).toHaveLength(1);
  });

  it('are a warning with a value that may be for anything, and none where they are listed', async () => {
    const unclear = await start(Ttl(5));
    const listed = await start(Ttl(5), { enforcedMetadata: [Ttl] });

    expect(unclear.logger.with('NOT ENFORCED')).toEqual([
      'warn NOT ENFORCED: MarkedController.all has metadata of Reflector.createDecorator(), which Portcullis does not read. Add the decorators to enforcedMetadata if code of the application does. JwtAuth',
    ]);
    expect(listed.logger.with('NOT ENFORCED')).toEqual([]);
  });
});

describe('an application starts', () => {
  it('with the decorators of Portcullis, of Nest and of other packages', async () => {
    @ApiBearerAuth()
    @UseGuards(JwtAuthGuard, RolesGuard)
    @Roles('admin')
    @Controller()
    class OwnController {
      @Scopes('read')
      @SetMetadata('app:cache', 5)
      @Get('own')
      own(): string {
        return 'own';
      }

      @Public()
      @Get('open')
      open(): string {
        return 'open';
      }
    }

    const { logger } = await boot({ controllers: [OwnController] });
    expect(logger.with('NOT ENFORCED')).toEqual([]);
  });

  it('with metadata whose key has no name', async () => {
    for (const key of [RolesGuard, 5, Symbol(), {}]) {
      await expect(start(SetMetadata(key as never, ['admin']))).resolves.toBeDefined();
    }
  });

  it('with metadata on a method that is not a handler', async () => {
    class Service {
      @SetMetadata('roles', ['admin'])
      work(): void {}
    }

    await expect(boot({ providers: [Service] })).resolves.toBeDefined();
  });

  it.each([['roles'], [[5]], [[{}]], [['']]])('not with enforcedMetadata: %p', async (given) => {
    await expect(boot({}, { enforcedMetadata: given as never })).rejects.toMatchObject({
      option: 'enforcedMetadata',
    });
  });
});
