/**
 * Finds GraphQL fields that Nest does not handle: those of `resolvers`, `rootValue`, `transformSchema`, `schema` and similar
 * options of `GraphQLModule`. No guard runs for them.
 */
import type { ModulesContainer } from '@nestjs/core';
import type { NamedFault } from './faults.js';
import {
  graphqlOptionsOf,
  schemasOf,
  type GraphqlOptions,
  type Schema,
} from '../nest-internals/graphql-modules.js';

/** Fields that subgraphs resolve themselves. Entities are checked separately. */
const FEDERATION: ReadonlySet<string> = new Set(['_service', '_entities']);
const REFERENCE = '__resolveReference';

/** Field of a root type. */
interface Field {
  readonly resolve?: { readonly name: string } | undefined;
  readonly subscribe?: unknown;
}

/**
 * @param known the handlers of resolvers, such as `Query articles`
 * @param served schemas that a driver serves, which can differ from the module's
 */
export function findForeignFields(
  modules: ModulesContainer,
  known: ReadonlySet<string>,
  served: readonly Schema[],
): readonly NamedFault[] {
  const options = graphqlOptionsOf(modules);
  const schemas = [...schemasOf(modules), ...served, ...options.flatMap(socketSchemas)];
  const isAnyServed = options.some(hasRoots);
  const foreign = schemas.flatMap((schema) =>
    rootFields(schema)
      .filter(({ name, field }) => !known.has(name) && (isAnyServed || isServed(field)))
      .map(({ name }) => name),
  );
  return [...new Set([...foreign, ...options.flatMap((each) => replaced(each, known))])].map(
    faultOf,
  );
}

/**
 * Finds fields of entities that Nest does not handle. A router may request any entity, so that each field is an entry point.
 */
export function findForeignEntityFields(
  modules: ModulesContainer,
  known: ReadonlySet<string>,
): readonly NamedFault[] {
  return graphqlOptionsOf(modules)
    .flatMap(fieldsGiven)
    .filter(({ type, field }) => !ROOTS.includes(type) && !known.has(`${type} ${field}`))
    .map(({ type, field }) => faultOf(`${type} ${field}`));
}

const ROOTS: readonly string[] = ['Query', 'Mutation', 'Subscription'];

function rootFields(schema: Schema): readonly { readonly name: string; readonly field: Field }[] {
  const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return types.flatMap((type, i) =>
    Object.entries(type?.getFields() ?? {})
      .filter(([name]) => !FEDERATION.has(name))
      .map(([name, field]) => ({ name: `${ROOTS[i]} ${name}`, field: field as Field })),
  );
}

/** A field without its own function is null, unless the root has a value for it. */
function isServed({ resolve, subscribe }: Field): boolean {
  return Boolean(subscribe) || (resolve !== undefined && resolve.name !== 'defaultFieldResolver');
}

/** Returns whether the options have values for fields without a function. */
function hasRoots(options: GraphqlOptions): boolean {
  const { rootValue, fieldResolver } = options;
  return [rootValue, fieldResolver, ...socketOptions(options).map(({ roots }) => roots)].some(
    Boolean,
  );
}

function socketSchemas(options: GraphqlOptions): readonly Schema[] {
  return socketOptions(options).flatMap(({ schema }) => (isSchema(schema) ? [schema] : []));
}

/** Returns the options of each subscription protocol. */
function socketOptions({ subscriptions }: GraphqlOptions) {
  return Object.values(Object(subscriptions) as Readonly<Record<string, unknown>>).map(
    (protocol) => Object(protocol) as { readonly roots?: unknown; readonly schema?: unknown },
  );
}

export function isSchema(value: unknown): value is Schema {
  return typeof (Object(value) as Partial<Schema>).getQueryType === 'function';
}

/** Returns fields that have a handler, which the options replace with another function. */
function replaced(options: GraphqlOptions, known: ReadonlySet<string>): readonly string[] {
  return fieldsGiven(options)
    .map(({ type, field }) => `${type} ${field}`)
    .filter((name) => known.has(name));
}

/** Returns the fields that `resolvers` and Mercurius' loaders have functions for. */
function fieldsGiven({ resolvers, loaders }: GraphqlOptions) {
  return [resolvers, loaders].flat().flatMap((given) =>
    Object.entries(Object(given) as Readonly<Record<string, unknown>>).flatMap(([type, fields]) =>
      Object.entries(isScalar(fields) ? {} : (Object(fields) as Readonly<Record<string, unknown>>))
        .filter(
          ([field, value]) => isResolver(value) && (field === REFERENCE || !field.startsWith('__')),
        )
        .map(([field]) => ({ type, field })),
    ),
  );
}

/** A `GraphQLScalarType`, which has functions and no fields. */
function isScalar(value: unknown): boolean {
  const { serialize, parseValue } = Object(value) as Readonly<Record<string, unknown>>;
  return typeof serialize === 'function' && typeof parseValue === 'function';
}

/** A function, or an object with one: not the value of an enum. */
function isResolver(value: unknown): boolean {
  if (typeof value === 'function') return true;
  const { resolve, subscribe, loader } = Object(value) as Readonly<Record<string, unknown>>;
  return [resolve, subscribe, loader].some((member) => typeof member === 'function');
}

function faultOf(name: string): NamedFault {
  return {
    handler: name,
    given: 'a function that is not a handler of Nest, for which no guard runs',
    right:
      'a class with @Resolver() instead of resolvers, loaders, rootValue, fieldResolver, schema or transformSchema of GraphQLModule; @Public() opens its handler',
  };
}
