/** Resolvers of @nestjs/graphql with Apollo on Express and with Mercurius on Fastify; subscriptions over a socket. */
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import type { DynamicModule } from '@nestjs/common';
import { GraphQLModule, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { CurrentUser, OptionalAuth, Public, Roles } from '@portcullis/nest';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startApp, type Platform, type RunningApp } from '../../../support/app.js';
import { accepted, idOf, type Handler, type Lane, type RunningLane, type Told } from '../lane.js';

async function* once(field: string, user: unknown): AsyncGenerator<Record<string, string>> {
  yield await Promise.resolve({ [field]: idOf(user) });
}

@Resolver()
class UserResolver {
  @Query(() => String)
  mine(@CurrentUser() user: unknown): string {
    return idOf(user);
  }

  @Roles('admin')
  @Mutation(() => String)
  staff(@CurrentUser() user: unknown): string {
    return idOf(user);
  }

  @Public()
  @Query(() => String)
  open(@CurrentUser() user: unknown): string {
    return idOf(user);
  }

  @OptionalAuth()
  @Query(() => String)
  maybe(@CurrentUser() user: unknown): string {
    return idOf(user);
  }

  @Subscription(() => String, { name: 'mineLive' })
  mineLive(@CurrentUser() user: unknown): AsyncGenerator {
    return once('mineLive', user);
  }

  @Roles('admin')
  @Subscription(() => String, { name: 'staffLive' })
  staffLive(@CurrentUser() user: unknown): AsyncGenerator {
    return once('staffLive', user);
  }

  @Public()
  @Subscription(() => String, { name: 'openLive' })
  openLive(@CurrentUser() user: unknown): AsyncGenerator {
    return once('openLive', user);
  }

  @OptionalAuth()
  @Subscription(() => String, { name: 'maybeLive' })
  maybeLive(@CurrentUser() user: unknown): AsyncGenerator {
    return once('maybeLive', user);
  }
}

interface Result {
  readonly data?: Readonly<Record<string, string>> | null | undefined;
  readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } }[] | undefined;
}

const apollo = () =>
  GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: ApolloDriver,
    autoSchemaFile: true,
    graphiql: false,
    subscriptions: { 'graphql-ws': true },
  });

const mercurius = () =>
  GraphQLModule.forRoot<MercuriusDriverConfig>({
    driver: MercuriusDriver,
    autoSchemaFile: true,
    subscription: true,
  });

function told(field: string, { data, errors = [] }: Result): Told {
  const [error] = errors;
  return error ? { said: String(error.extensions?.code) } : accepted(data?.[field], 'data');
}

async function operate(app: RunningApp, handler: Handler, token?: string): Promise<Told> {
  const query = `${handler === 'staff' ? 'mutation' : 'query'} { ${handler} }`;
  const answer = await app.get('/graphql', token, {
    method: 'POST',
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify({ query }),
  });
  return told(handler, answer.json() as Result);
}

/** Asks by a subscription, over a socket of its own. */
async function subscribe(app: RunningApp, handler: Handler, token?: string): Promise<Told> {
  const client: Client = createClient({
    url: `${app.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: true,
    connectionParams: token === undefined ? {} : { Authorization: `Bearer ${token}` },
  });
  const field = `${handler}Live`;
  try {
    for await (const result of client.iterate({ query: `subscription { ${field} }` })) {
      return told(field, result as Result);
    }
    return { said: 'nothing' };
  } catch (error) {
    return told(field, { errors: [error].flat() as never });
  } finally {
    await client.dispose();
  }
}

async function open(
  platform: Platform,
  module: DynamicModule,
  auth: DynamicModule,
  ask: typeof operate,
): Promise<RunningLane> {
  const app = await startApp(platform, { imports: [auth, module], providers: [UserResolver] });
  return {
    ask: (handler, token) => ask(app, handler, token),
    close: () => app.close(),
  };
}

const refusals = { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN', 503: 'SERVICE_UNAVAILABLE' };

export const graphqlLanes: readonly Lane[] = [
  { name: 'Apollo', refusals, open: (auth) => open('express', apollo(), auth, operate) },
  {
    name: 'Apollo, subscription',
    refusals,
    open: (auth) => open('express', apollo(), auth, subscribe),
  },
  { name: 'Mercurius', refusals, open: (auth) => open('fastify', mercurius(), auth, operate) },
  {
    name: 'Mercurius, subscription',
    refusals,
    open: (auth) => open('fastify', mercurius(), auth, subscribe),
  },
];
