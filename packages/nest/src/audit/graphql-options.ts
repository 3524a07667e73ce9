/** The options of the `GraphQLModule`s of an application, as far as it matters here who gets in. */
import type { ModulesContainer } from '@nestjs/core';
import { ConfigurationError } from '@portcullis/core';
import { graphqlOptionsOf, schemasOf } from '../nest-internals/graphql-modules.js';

type ContextFunction = (...given: readonly unknown[]) => unknown;

/**
 * A `context` that is an object is one for all requests: drivers write the first request into it, and keep it there
 * for everyone. A function is held to a new object for each request, before a driver has written into it.
 *
 * @throws ConfigurationError for an object, and where a GraphQLModule has taken its `context` before that
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

/** The function of the application, but that it may give an object to one request alone: the first argument, or its `req`. */
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

/** Apollo gives `{ req, res }`, a new object each time; Mercurius the request; graphql-ws what it has of the socket. */
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

/** Whether a GraphQLModule has made its schema: by then it has taken its options. */
function isStarted(modules: ModulesContainer): boolean {
  return schemasOf(modules).length > 0;
}

/** Whether one of the schemas is a subgraph's with entities, whichever driver made it; none is before it is made. */
export function servesEntities(modules: ModulesContainer): boolean {
  return schemasOf(modules).some(
    (schema) => schema.getQueryType()?.getFields()['_entities'] !== undefined,
  );
}
