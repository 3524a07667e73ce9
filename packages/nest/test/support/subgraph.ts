/** Subgraphs of a federation on real servers, with Apollo on Express and with Mercurius on Fastify. */
import { ApolloServerPluginInlineTraceDisabled as noTraces } from '@apollo/server/plugin/disabled';
import {
  ApolloFederationDriver as ApolloDriver,
  type ApolloFederationDriverConfig as ApolloConfig,
} from '@nestjs/apollo';
import { UseGuards, type Type } from '@nestjs/common';
import { Directive, Field, GraphQLModule, ID, ObjectType } from '@nestjs/graphql';
import { Parent, Query, ResolveReference, Resolver } from '@nestjs/graphql';
import {
  MercuriusFederationDriver as MercuriusDriver,
  type MercuriusFederationDriverConfig as MercuriusConfig,
} from '@nestjs/mercurius';
import { CurrentUser, JwtAuthGuard, JwtAuthModule, type NestAuthOptions } from '@portcullis/nest';
import { startApp, type Platform, type RunningApp } from './app.js';
import { trusted } from './boot.js';

/** What a router hands in, and what it is given. */
export interface Entity {
  readonly id: string;
  readonly seenBy?: string;
}

/** A type of a subgraph, and its resolver. */
export interface Part {
  readonly type: Type;
  readonly resolver: Type;
}

/** An entity with a reference resolver that tells who asks, under what decorators say of it. */
export function entity(name: string, ...policy: readonly MethodDecorator[]): Part {
  @ObjectType(name)
  @Directive('@key(fields: "id")')
  class AnEntity {
    @Field(() => ID)
    id!: string;

    @Field(() => String, { nullable: true })
    seenBy?: string;
  }
  @Resolver(() => AnEntity)
  class AnEntityResolver {
    @ResolveReference()
    resolveReference(@Parent() { id }: Entity, @CurrentUser('id') user?: string): Entity {
      return { id, seenBy: user ?? 'nobody' };
    }
  }
  const { prototype } = AnEntityResolver;
  const property = Object.getOwnPropertyDescriptor(prototype, 'resolveReference') ?? {};
  for (const decorate of policy) decorate(prototype, 'resolveReference', property);
  return { type: AnEntity, resolver: AnEntityResolver };
}

@UseGuards(JwtAuthGuard)
@Resolver()
class WhoResolver {
  @Query(() => String)
  who(@CurrentUser('id') user: string): string {
    return user;
  }
}

/** For which of its fields Nest runs guards: `fieldResolverEnhancers`. */
export type Enhancers = readonly 'guards'[];

/** A driver, and where it runs. */
export interface Driver {
  readonly platform: Platform;
  graphql(enhancers: Enhancers, types: readonly Type[]): ReturnType<typeof GraphQLModule.forRoot>;
}

/** What both drivers are told. */
const schemaOf = (enhancers: Enhancers, types: readonly Type[]) => ({
  autoSchemaFile: true,
  buildSchemaOptions: { orphanedTypes: [...types] },
  fieldResolverEnhancers: [...enhancers],
});

export const apollo: Driver = {
  platform: 'express',
  graphql: (enhancers, types) =>
    GraphQLModule.forRoot<ApolloConfig>({
      ...schemaOf(enhancers, types),
      driver: ApolloDriver,
      graphiql: false,
      introspection: false,
      plugins: [noTraces()],
    }),
};

export const mercurius: Driver = {
  platform: 'fastify',
  graphql: (enhancers, types) =>
    GraphQLModule.forRoot<MercuriusConfig>({
      ...schemaOf(enhancers, types),
      driver: MercuriusDriver,
    }),
};

/** Starts a subgraph of some parts; rejects with what stops its boot. */
export function startSubgraph(
  { platform, graphql }: Driver,
  parts: readonly Part[],
  enhancers: Enhancers = ['guards'],
  options: NestAuthOptions = {},
): Promise<RunningApp> {
  const auth = JwtAuthModule.forRoot({ ...trusted, ...options });
  return startApp(platform, {
    imports: [
      auth,
      graphql(
        enhancers,
        parts.map(({ type }) => type),
      ),
    ],
    providers: [WhoResolver, ...parts.map(({ resolver }) => resolver)],
  });
}

/** What a router is told. */
export interface Told {
  readonly data?: {
    readonly who?: string;
    readonly _entities?: readonly (Readonly<Record<string, unknown>> | null)[];
    readonly _service?: { readonly sdl: string };
  } | null;
  readonly errors?: readonly {
    readonly path?: readonly unknown[];
    readonly extensions?: { code?: unknown };
  }[];
}

/** Asks as a router does, in one operation. */
export async function ask(app: RunningApp, query: string, variables = {}, token?: string) {
  const answer = await app.get('/graphql', token, {
    method: 'POST',
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify({ query, variables }),
  });
  return answer.json() as Told;
}

/** Asks for one entity of each of these types, and one field of it. */
export function askFor(
  app: RunningApp,
  wanted: readonly (readonly [type: string, field: string])[],
  token?: string,
): Promise<Told> {
  const fields = wanted.map(([type, field]) => `... on ${type} { ${field} }`);
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ${fields.join(' ')} } }`;
  return ask(app, query, { of: wanted.map(([type]) => ({ __typename: type, id: '1' })) }, token);
}
