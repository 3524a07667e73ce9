/** Fields of GraphQL that the options of GraphQLModule bring along, and that no guard of Nest knows: the start fails. */
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, ApolloFederationDriver } from '@nestjs/apollo';
import {
  AbstractGraphQLDriver,
  Field,
  GraphQLModule,
  Mutation,
  ObjectType,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { MercuriusDriver } from '@nestjs/mercurius';
import { Public } from '@portcullis/nest';
import {
  buildSchema,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { boot } from '../support/boot.js';

@ObjectType()
class Article {
  @Field(() => String)
  title!: string;
}

@Resolver(() => Article)
class ArticleResolver {
  @Query(() => Article, { name: 'article' })
  one(): object {
    return {};
  }

  @Public()
  @Mutation(() => String)
  write(): string {
    return 'written';
  }

  @ResolveField(() => String)
  author(): string {
    return 'author';
  }
}

const secretSchema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: { secret: { type: GraphQLString, resolve: () => 'secret' } },
  }),
});
const silentSchema = buildSchema('type Query { secret: String }');
const addSecret = (schema: GraphQLSchema): GraphQLSchema => {
  const fields = schema.getQueryType()?.getFields() ?? {};
  const [field] = Object.values(fields);
  if (field) fields['secret'] = { ...field, name: 'secret', args: [], resolve: () => 'secret' };
  return schema;
};

type Driver = 'Apollo' | 'Mercurius';

async function start(driver: Driver, options: object, providers = [ArticleResolver] as object[]) {
  const settings = {
    driver: driver === 'Apollo' ? ApolloDriver : MercuriusDriver,
    autoSchemaFile: true,
    graphiql: false,
    fieldResolverEnhancers: ['guards'],
    ...options,
  };
  return boot(
    { imports: [GraphQLModule.forRoot(settings as never)], providers: providers as never },
    {},
    driver === 'Apollo' ? 'express' : 'fastify',
  );
}

const schemaFirst = { autoSchemaFile: undefined, typeDefs: 'type Query { secret: String }' };
const secret = { Query: { secret: () => 'secret' } };
async function* ticks() {
  yield await Promise.resolve({ tick: 'tick' });
}

describe.each<Driver>(['Apollo', 'Mercurius'])(
  'an application with %s does not start',
  (driver) => {
    it.each<[string, object, string]>([
      ['typeDefs and resolvers', { ...schemaFirst, resolvers: secret }, 'Query secret'],
      [
        'a schema that is ready',
        { autoSchemaFile: undefined, schema: secretSchema },
        'Query secret',
      ],
      ['a schema beside the resolvers', { schema: secretSchema }, 'Query secret'],
      ['transformSchema', { transformSchema: addSecret }, 'Query secret'],
      [
        'subscriptions as resolvers',
        {
          autoSchemaFile: undefined,
          typeDefs: 'type Query { silent: String } type Subscription { tick: String }',
          resolvers: { Subscription: { tick: { subscribe: ticks } } },
          subscription: true,
        },
        'Subscription tick',
      ],
      [
        'resolvers that replace a handler',
        { resolvers: { Query: { article: () => 'secret' } } },
        'Query article',
      ],
      [
        'resolvers that replace a handler of a field',
        { resolvers: { Article: { author: () => 'secret' } } },
        'Article author',
      ],
    ])('with %s', async (_what, options, field) => {
      const providers = 'typeDefs' in options ? [] : [ArticleResolver];

      await expect(start(driver, options, providers)).rejects.toMatchObject({
        code: 'ERR_CONFIGURATION',
        message: expect.stringContaining(
          `${field} with a function that is not a handler of Nest, for which no guard runs, expected a class with @Resolver()`,
        ) as unknown,
      });
    });

    it('and starts with what has no function, and with resolvers of Nest', async () => {
      await expect(start(driver, {})).resolves.toBeDefined();
      await expect(
        start(driver, { autoSchemaFile: undefined, schema: silentSchema }),
      ).resolves.toBeDefined();
      const kinds = { resolvers: { Article: { title: () => 'title' } } };
      await expect(start(driver, kinds)).resolves.toBeDefined();
    });
  },
);

describe('an application with Apollo does not start', () => {
  const silent = { autoSchemaFile: undefined, schema: silentSchema };

  it.each<[string, object]>([
    ['a list of resolvers', { ...schemaFirst, resolvers: [{}, secret] }],
    ['rootValue', { ...silent, rootValue: { secret: 'secret' } }],
    ['rootValue as a function', { ...silent, rootValue: () => ({ secret: 'secret' }) }],
    ['fieldResolver', { ...silent, fieldResolver: () => 'secret' }],
    [
      'the roots of graphql-ws',
      { ...silent, subscriptions: { 'graphql-ws': { roots: { query: { secret: 'secret' } } } } },
    ],
    [
      'a schema for graphql-ws alone',
      { subscriptions: { 'graphql-ws': { schema: secretSchema } } },
    ],
  ])('with %s', async (_what, options) => {
    const providers = 'typeDefs' in options ? [] : [ArticleResolver];

    await expect(start('Apollo', options, providers)).rejects.toThrow(
      /Query secret with a function/,
    );
  });

  it.each([
    ['a field', 'author', /Article comments with a function/],
    ['a reference resolver', 'reference', /Article __resolveReference with a function/],
  ])('that is a subgraph with %s of an entity', async (_what, which, message) => {
    const typeDefs = `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
      type Query { article: Article }
      type Mutation { write: String }
      type Article @key(fields: "id") { id: ID! title: String comments: String author: String }`;
    const article =
      which === 'reference'
        ? { __resolveReference: () => ({ id: '1' }) }
        : { comments: () => 'secret' };
    const plugins = [ApolloServerPluginInlineTraceDisabled()];
    const options = {
      driver: ApolloFederationDriver,
      autoSchemaFile: undefined,
      typeDefs,
      plugins,
    };

    await expect(start('Apollo', { ...options, resolvers: { Article: article } })).rejects.toThrow(
      message,
    );
    await expect(start('Apollo', options)).resolves.toBeDefined();
    const types = {
      Json: new GraphQLScalarType({ name: 'Json' }),
      Color: { RED: '#f00' },
      Thing: { __resolveType: () => 'Article' },
    };
    const more = `${typeDefs} scalar Json enum Color { RED } interface Thing { id: ID! }`;
    await expect(
      start('Apollo', { ...options, typeDefs: more, resolvers: types }),
    ).resolves.toBeDefined();
  });
});

/** A driver that forwards operations to subgraphs makes no schema of the application's resolvers. */
class GatewayDriver extends AbstractGraphQLDriver {
  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  override generateSchema(): never {
    return null as never;
  }
}

describe('an application with a gateway of subgraphs', () => {
  it('starts with a warning that no guard runs for its fields', async () => {
    const { logger } = await start('Apollo', { driver: GatewayDriver, gateway: {} }, []);
    const other = await start('Apollo', { driver: GatewayDriver }, []);

    expect(logger.with('NOT ENFORCED')).toEqual([
      expect.stringContaining('GraphQLModule has a gateway, for whose fields no guard runs'),
    ]);
    expect(other.logger.with('NOT ENFORCED')).toEqual([]);
  });
});

describe('an application with Mercurius does not start', () => {
  it('with loaders of a root type, or of a subgraph', async () => {
    const loaders = { Query: { secret: async (asked: unknown[]) => asked.map(() => 'secret') } };

    await expect(
      start('Mercurius', { autoSchemaFile: undefined, schema: silentSchema, loaders }),
    ).rejects.toThrow(/Query secret with a function/);
  });

  it('with a plugin that adds to the schema', async () => {
    const plugin = async (app: {
      graphql: { extendSchema(sdl: string): void; defineResolvers(resolvers: object): void };
    }) => {
      app.graphql.extendSchema('extend type Query { secret: String }');
      app.graphql.defineResolvers(secret);
      await Promise.resolve();
    };

    await expect(start('Mercurius', { plugins: [{ plugin }] })).rejects.toThrow(
      /Query secret with a function/,
    );
  });
});
