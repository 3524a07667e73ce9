/** Holes that look like something else: the audit finds them, and starts what is right. */
import {
  Controller,
  Get,
  Injectable,
  Module,
  UseGuards,
  type CanActivate,
  type ModuleMetadata,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import {
  Field,
  GraphQLModule,
  ObjectType,
  Query,
  ResolveField,
  ResolveReference,
  Resolver,
} from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { AuthGuard } from '@nestjs/passport';
import {
  JwtAuthGuard,
  JwtAuthModule,
  Public,
  Roles,
  RolesGuard,
  type NestAuthOptions,
} from '@portcullis/nest';
import { startApp } from '../support/app.js';
import { boot as bootApp, hmac, trusted } from '../support/boot.js';
import { mint } from '../support/tokens.js';

const manual = { guard: 'manual' } as const;

/** Starts and closes an application; answers with its routes. */
async function boot(metadata: ModuleMetadata, options: NestAuthOptions = {}) {
  const { routes } = await bootApp(metadata, options, 'fastify');
  return routes.map(({ route, access }) => `${route} ${access}`);
}

@Controller('both')
class BothController {
  @Get()
  all(): string {
    return 'all';
  }
}

@UseGuards(JwtAuthGuard)
@Controller('both')
class GuardedBothController extends BothController {}

/** A module that has the class as a provider, before another one has it as a controller. */
function alsoProvides(type: new () => object): ModuleMetadata {
  @Module({ providers: [type] })
  class FirstModule {}
  return { imports: [FirstModule], controllers: [type] };
}

describe('a controller that is a provider of an earlier module', () => {
  it('is audited all the same', async () => {
    await expect(boot(alsoProvides(BothController), manual)).rejects.toThrow(
      /BothController\.all with neither a guard nor @Public\(\)/,
    );
  });

  it('and starts when it is right, listed once', async () => {
    await expect(boot(alsoProvides(GuardedBothController), manual)).resolves.toEqual([
      'GET /both authenticated',
    ]);
  });
});

describe('in manual mode', () => {
  /** A guard of the application that does not authenticate. */
  @Injectable()
  class RateGuard implements CanActivate {
    canActivate(): boolean {
      return true;
    }
  }

  class PassportGuard extends AuthGuard('jwt') {}
  class OwnGuard extends JwtAuthGuard {}

  const behind = (...guards: (new () => CanActivate)[]) => {
    @UseGuards(...guards)
    @Controller('behind')
    class BehindController extends BothController {}
    return BehindController;
  };

  it.each([
    ['RolesGuard alone', [RolesGuard]],
    ['a guard of somebody else', [RateGuard]],
  ])('%s does not protect a handler', async (_what, guards) => {
    await expect(boot({ controllers: [behind(...guards)] }, manual)).rejects.toThrow(
      /BehindController\.all with no guard that authenticates, expected @UseGuards/,
    );
  });

  it('nor does one for all handlers', async () => {
    const providers = [{ provide: APP_GUARD, useClass: RateGuard }];

    await expect(boot({ controllers: [BothController], providers }, manual)).rejects.toThrow(
      /BothController\.all with no guard that authenticates/,
    );
  });

  it.each([
    ['JwtAuthGuard', [JwtAuthGuard]],
    ['one that extends it', [OwnGuard]],
    ["Passport's", [PassportGuard]],
    ["somebody else's, whose work RolesGuard looks at", [RateGuard, RolesGuard]],
  ])('%s does', async (_what, guards) => {
    await expect(boot({ controllers: [behind(...guards)] }, manual)).resolves.toEqual([
      'GET /behind authenticated',
    ]);
  });

  it('RolesGuard without rules rejects a request that no guard has authenticated', async () => {
    @UseGuards(RolesGuard)
    @Controller('open')
    class OpenController {
      @Public()
      @Get()
      all(): string {
        return 'all';
      }
    }
    @UseGuards(JwtAuthGuard, RolesGuard)
    @Controller('right')
    class RightController extends BothController {}
    const app = await startApp('express', {
      imports: [JwtAuthModule.forRoot({ ...trusted, ...manual })],
      controllers: [behind(RateGuard, RolesGuard), RightController, OpenController],
    });
    const token = mint(hmac);
    const statuses = await Promise.all(
      ['/behind', '/right', '/open'].map(async (path) => [
        (await app.get(path)).status,
        (await app.get(path, token)).status,
      ]),
    );
    await app.close();

    expect(statuses).toEqual([
      [401, 401],
      [401, 200],
      [200, 200],
    ]);
  });
});

describe('in GraphQL', () => {
  @ObjectType()
  class Article {
    @Field(() => String)
    id!: string;
  }

  @Resolver(() => Article)
  class ReferenceResolver {
    @Query(() => Article)
    article(): object {
      return {};
    }

    @ResolveReference()
    resolveReference(): object {
      return {};
    }
  }

  @Resolver(() => Article)
  class FieldResolver {
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

  const graphql = (path: string, ...fieldResolverEnhancers: 'guards'[]) =>
    GraphQLModule.forRoot<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      autoSchemaFile: true,
      path,
      fieldResolverEnhancers,
    });

  it('a reference resolver is a way in, for which Nest runs no guard unless it is told to', async () => {
    const providers = [ReferenceResolver];

    await expect(boot({ imports: [graphql('/a')], providers })).rejects.toThrow(
      /ReferenceResolver\.resolveReference with neither a guard nor @Public\(\), expected fieldResolverEnhancers: \['guards'\]/,
    );
    await expect(boot({ imports: [graphql('/a', 'guards')], providers })).resolves.toEqual([
      'Query article authenticated',
      'Reference Article authenticated',
    ]);
  });

  it('fields are guarded where every GraphQLModule is told to, not one of them', async () => {
    const providers = [FieldResolver];
    const one = [graphql('/a', 'guards'), graphql('/b')];

    await expect(boot({ imports: one, providers })).rejects.toThrow(
      /FieldResolver\.notes with @Roles\('admin'\) and no authentication in force/,
    );
    await expect(boot({ imports: [graphql('/a', 'guards')], providers })).resolves.toEqual([
      'Article notes authenticated',
      'Query article authenticated',
    ]);
  });

  it("the methods of @Resolver('Query') are queries without a decorator too", async () => {
    @Resolver('Query')
    class BareResolver {
      secret(): string {
        return 'the secret';
      }

      @ResolveField()
      other(): string {
        return 'other';
      }
    }
    @UseGuards(JwtAuthGuard)
    @Resolver('Query')
    class GuardedResolver extends BareResolver {}
    const schema = GraphQLModule.forRoot<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      typeDefs: 'type Query { secret: String, other: String }',
    });
    const start = (resolver: new () => object) =>
      boot({ imports: [schema], providers: [resolver] }, manual);

    await expect(start(BareResolver)).rejects.toThrow(
      /BareResolver\.secret with neither a guard nor @Public\(\); BareResolver\.other with neither/,
    );
    await expect(start(GuardedResolver)).resolves.toEqual([
      'Query other authenticated',
      'Query secret authenticated',
    ]);
  });
});
