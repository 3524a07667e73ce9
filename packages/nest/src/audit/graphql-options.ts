/** The options of the `GraphQLModule`s of an application, as far as it matters here who gets in. */
import type { ModulesContainer } from '@nestjs/core';
import { ConfigurationError } from '@portcullis/core';

/** What `GraphQLModule.forRoot` was given. */
export interface GraphqlOptions {
  readonly fieldResolverEnhancers?: readonly string[];
  readonly context?: unknown;
}

const TOKEN = 'GqlModuleOptions';

/** Those of every GraphQLModule; none without one. */
export function graphqlOptions(modules: ModulesContainer): readonly GraphqlOptions[] {
  return [...modules.values()].flatMap(({ providers }) => {
    const options = providers.get(TOKEN)?.instance as GraphqlOptions | undefined;
    return options ? [options] : [];
  });
}

/**
 * A `context` that is an object is one for all requests: drivers write the first request into it, and keep it there
 * for everyone.
 *
 * @throws ConfigurationError
 */
export function assertContextPerRequest(modules: ModulesContainer): void {
  for (const { context } of graphqlOptions(modules)) {
    if (!context || typeof context === 'function') continue;
    throw new ConfigurationError(
      'context of GraphQLModule',
      'one object for all requests',
      'a function that returns a new object for each request',
    );
  }
}
