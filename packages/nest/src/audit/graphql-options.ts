/** Checks the options of the application's `GraphQLModule`s that affect authentication. */
import type { ModulesContainer } from '@nestjs/core';
import { ConfigurationError } from '@portcullis/core';
import { graphqlOptionsOf, schemasOf } from '../nest-internals/graphql-modules.js';

type ContextFunction = (...given: readonly unknown[]) => unknown;

/**
 * Requires a new GraphQL context for each request. Drivers write the first request into a `context` object, and all later
 * requests would share it. A `context` function is wrapped, so that it cannot return the same object for two requests.
 *
 * @throws ConfigurationError for an object, and if a GraphQLModule has already read its `context`
 */
export function assertContextPerRequest(modules: ModulesContainer): void {
  for (const options of graphqlOptionsOf(modules)) {
    const { context } = options;
    if (!context) continue;
    if (typeof context !== 'function') throw shared('one object for all requests');
    if (held.has(context)) continue;
    if (isStarted(modules)) {
      throw new ConfigurationError(
        'the imports',
        'GraphQLModule with a context, before a JwtAuthModule that is not global',
        'JwtAuthModule before GraphQLModule',
      );
    }
    options.context = oncePerRequest(context as ContextFunction);
  }
}

const held = new WeakSet<object>();

/** Wraps a `context` function: it may return an object for one request only (its first argument, or `req` of it). */
function oncePerRequest(context: ContextFunction): ContextFunction {
  const owners = new WeakMap<object, unknown>();
  const checked: ContextFunction = async (...given) => {
    const made = await context(...given);
    if (typeof made !== 'object' || made === null) return made;
    const owner = requestOf(given[0]);
    if (owners.has(made) && owners.get(made) !== owner)
      throw shared('one object for several requests');
    owners.set(made, owner);
    return made;
  };
  held.add(checked);
  return checked;
}

/** Apollo passes a new `{ req, res }`, Mercurius the request, graphql-ws its data of the socket. */
function requestOf(given: unknown): unknown {
  return (given as { readonly req?: unknown } | undefined)?.req ?? given;
}

function shared(given: string): ConfigurationError {
  return new ConfigurationError(
    'context of GraphQLModule',
    given,
    'a function that returns a new object for each request',
  );
}

/** Returns whether a GraphQLModule has created its schema: then it has already read its options. */
function isStarted(modules: ModulesContainer): boolean {
  return schemasOf(modules).length > 0;
}

/** Returns whether a schema is that of a subgraph with entities. False before schemas are created. */
export function servesEntities(modules: ModulesContainer): boolean {
  return schemasOf(modules).some(
    (schema) => schema.getQueryType()?.getFields()['_entities'] !== undefined,
  );
}
