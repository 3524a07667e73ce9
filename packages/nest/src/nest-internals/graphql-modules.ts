/** The options and the schema of each `GraphQLModule` of an application. */
import type { ModulesContainer } from '@nestjs/core';
import { modulesOf } from './modules.js';

/** What `GraphQLModule.forRoot` was given. */
export interface GraphqlOptions {
  readonly fieldResolverEnhancers?: readonly string[];
  context?: unknown;
  readonly resolvers?: unknown;
  /** Mercurius: functions for the fields of types. */
  readonly loaders?: unknown;
  readonly rootValue?: unknown;
  readonly fieldResolver?: unknown;
  readonly subscriptions?: unknown;
  /** Of a driver that forwards operations to subgraphs. */
  readonly gateway?: unknown;
}

/** A schema of graphql, which may not be installed. */
export interface Schema {
  getQueryType(): RootType;
  getMutationType(): RootType;
  getSubscriptionType(): RootType;
}

type RootType = { getFields(): Readonly<Record<string, unknown>> } | null | undefined;

/** The injection token of the options. */
export const GRAPHQL_OPTIONS_TOKEN = 'GqlModuleOptions';
/** The name of the class that holds the schema. */
export const SCHEMA_HOST = 'GraphQLSchemaHost';

/** Returns the options of every GraphQLModule. Its driver reads them later, so that they can still be changed. */
export function graphqlOptionsOf(container: ModulesContainer): readonly GraphqlOptions[] {
  return modulesOf(container).flatMap(({ providers }) => {
    const options = providers.get(GRAPHQL_OPTIONS_TOKEN)?.instance as GraphqlOptions | undefined;
    return options ? [options] : [];
  });
}

/** Returns the schemas that GraphQLModules have made so far. */
export function schemasOf(container: ModulesContainer): readonly Schema[] {
  return modulesOf(container).flatMap(({ providers }) =>
    [...providers.values()].flatMap(({ name, instance }) => {
      if (name !== SCHEMA_HOST) return [];
      try {
        return [(instance as { readonly schema: Schema }).schema];
      } catch {
        return []; // the getter throws until the schema is made
      }
    }),
  );
}
