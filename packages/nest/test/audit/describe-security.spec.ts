/** OpenAPI documents of @nestjs/swagger and schemas of @nestjs/graphql, from the decorators that the guards read. */
import { Controller, Get, Post } from '@nestjs/common';
import { GraphQLModule, GraphQLSchemaHost, Mutation, Query, Resolver } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import {
  annotateGraphqlSchema,
  annotateOpenApi,
  JwtAuthModule,
  OptionalAuth,
  Public,
  Roles,
  Scopes,
} from '@portcullis/nest';
import { buildSchema, printSchema } from 'graphql';
import { createApp } from '../support/app.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER } from '../support/tokens.js';

@Controller('orders')
class OrdersController {
  @Public()
  @Get()
  list(): string {
    return 'list';
  }

  @OptionalAuth()
  @Get('popular')
  popular(): string {
    return 'popular';
  }

  @Get(':id')
  one(): string {
    return 'one';
  }

  @Roles('admin')
  @Scopes('orders:write')
  @Post()
  create(): string {
    return 'create';
  }
}

@Resolver()
class OrdersResolver {
  @Public()
  @Query(() => String)
  orders(): string {
    return 'orders';
  }

  @Query(() => String)
  mine(): string {
    return 'mine';
  }

  @Roles('admin')
  @Mutation(() => String)
  createOrder(): string {
    return 'create';
  }
}

const auth = () =>
  JwtAuthModule.forRoot({
    issuer: ISSUER,
    audience: AUDIENCE,
    secret: secretKey().key,
    strategy: false,
  });

it.each([undefined, 'v1'])(
  'an OpenAPI document says who gets in, with the prefix %s',
  async (prefix) => {
    const { nest } = await createApp('express', {
      imports: [auth()],
      controllers: [OrdersController],
    });
    if (prefix !== undefined) nest.setGlobalPrefix(prefix);
    await nest.init();
    const config = new DocumentBuilder().setTitle('Orders').setVersion('1').build();
    const bare = SwaggerModule.createDocument(nest, config);
    const { paths, components } = annotateOpenApi(nest, bare);
    await nest.close();
    const at = prefix === undefined ? '' : `/${prefix}`;
    const codes = (operation: object | undefined) =>
      Object.keys((operation as { responses: object }).responses);

    expect(components?.securitySchemes).toEqual({
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    });
    expect(paths[`${at}/orders`]?.get?.security).toEqual([]);
    expect(codes(paths[`${at}/orders`]?.get)).toEqual(['200']);
    expect(paths[`${at}/orders/popular`]?.get?.security).toEqual([{}, { bearer: [] }]);
    expect(paths[`${at}/orders/{id}`]?.get?.security).toEqual([{ bearer: [] }]);
    expect(codes(paths[`${at}/orders/{id}`]?.get)).toEqual(['200', '401', '503']);
    expect(paths[`${at}/orders`]?.post).toMatchObject({
      security: [{ bearer: ['orders:write'] }],
      responses: {
        403: { description: "Required: @Roles('admin') @Scopes('orders:write')" },
      },
      'x-access': {
        access: 'authenticated',
        rules: ["@Roles('admin')", "@Scopes('orders:write')"],
      },
    });
    expect(bare.paths[`${at}/orders`]?.get).not.toHaveProperty('security');
  },
);

it('a GraphQL schema says who gets in, and is a schema still', async () => {
  const graphql = GraphQLModule.forRoot<MercuriusDriverConfig>({
    driver: MercuriusDriver,
    autoSchemaFile: true,
  });
  const { nest } = await createApp('fastify', {
    imports: [auth(), graphql],
    providers: [OrdersResolver],
  });
  await nest.init();
  const sdl = annotateGraphqlSchema(nest, printSchema(nest.get(GraphQLSchemaHost).schema));
  await nest.close();
  const { Query: query, Mutation: mutation } = buildSchema(sdl).getTypeMap() as never as Record<
    string,
    { getFields(): Record<string, { description: string }> }
  >;

  expect(query?.getFields()['orders']?.description).toBe('Access: public');
  expect(query?.getFields()['mine']?.description).toBe('Access: a signed-in user');
  expect(mutation?.getFields()['createOrder']?.description).toBe("Access: @Roles('admin')");
});
