/** A GraphQL context that requests share: the token of the first request must not authenticate the others. */
import { EventEmitter, once } from 'node:events';
import type { DynamicModule } from '@nestjs/common';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import {
  MercuriusDriver,
  MercuriusFederationDriver,
  type MercuriusDriverConfig,
  type MercuriusFederationDriverConfig,
} from '@nestjs/mercurius';
import { JwtAuthModule, Public, Roles } from '@portcullis/nest';
import { startApp, type RunningApp } from '../support/app.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

@Resolver()
class SecretResolver {
  @Roles('admin')
  @Query(() => String)
  secret(): string {
    return 'the secret';
  }

  @Public()
  @Query(() => String)
  open(): string {
    return 'open';
  }
}

const hmac = secretKey();
const admin = mint(hmac, { role: 'admin' });
const viewer = mint(hmac, { role: 'viewer' });

const apollo = (context?: unknown) =>
  GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: ApolloDriver,
    autoSchemaFile: true,
    graphiql: false,
    context,
  });
const mercurius = (context?: unknown, preExecution?: () => Promise<void>) =>
  GraphQLModule.forRoot<MercuriusDriverConfig>({
    driver: MercuriusDriver,
    autoSchemaFile: true,
    ...(preExecution === undefined ? {} : { hooks: { preExecution } }),
    ...(context === undefined ? {} : { context: context as () => object }),
  });
const subgraph = (context?: unknown) =>
  GraphQLModule.forRoot<MercuriusFederationDriverConfig>({
    driver: MercuriusFederationDriver,
    autoSchemaFile: true,
    ...(context === undefined ? {} : { context: context as () => object }),
  });
const drivers = [
  ['Apollo', apollo, 'express'],
  ['Mercurius', mercurius, 'fastify'],
  ['a subgraph of Mercurius', subgraph, 'fastify'],
] as const;

function start(
  graphql: (context?: unknown) => DynamicModule,
  platform: 'express' | 'fastify',
  context: unknown,
): Promise<RunningApp> {
  return startApp(platform, {
    imports: [
      JwtAuthModule.forRoot({ issuer: ISSUER, audience: AUDIENCE, secret: hmac.key }),
      graphql(context),
    ],
    providers: [SecretResolver],
  });
}

const notGlobal = () =>
  JwtAuthModule.forRoot({
    issuer: ISSUER,
    audience: AUDIENCE,
    secret: hmac.key,
    isGlobal: false,
    strategy: false,
  });

/** What each of some callers is told, one after the other. */
async function ask(app: RunningApp, query: string, tokens: readonly (string | undefined)[]) {
  const told: (string | undefined)[] = [];
  for (const token of tokens) {
    const { body } = await app.get('/graphql', token, {
      method: 'POST',
      headers: [['Content-Type', 'application/json']],
      body: JSON.stringify({ query }),
    });
    told.push(/the secret|FORBIDDEN|UNAUTHENTICATED|open"|one object for several/.exec(body)?.[0]);
  }
  return told;
}

const callers = [admin, undefined, viewer];
const separate = ['the secret', 'UNAUTHENTICATED', 'FORBIDDEN'];

describe.each(drivers)('%s', (_name, graphql, platform) => {
  it('does not start with one context for all requests', async () => {
    await expect(start(graphql, platform, { shared: true })).rejects.toThrow(
      /context of GraphQLModule.*one object for all requests/,
    );
  });

  it.each([
    ['no context of its own', undefined],
    ['a new context for each request', () => ({ tenant: 1 })],
    ['the request in that', (given: { req?: object }) => ({ req: given.req ?? given })],
    ["Node's own", (given: { req?: object; raw?: object }) => ({ req: given.req ?? given.raw })],
  ])('accepts allowed users, and nobody else, with %s', async (_what, context) => {
    const app = await start(graphql, platform, context);
    const told = await ask(app, '{ secret }', callers);
    await app.close();

    expect(told).toEqual(separate);
  });
});

/** The worst case: returns the last request. */
const careless = (shared: object) => (given: { req?: object }) =>
  Object.assign(shared, { req: given.req ?? given });

describe.each(drivers)(
  'an object that the function returns each time: %s',
  (_name, graphql, platform) => {
    it.each([
      ['as it is', (shared: object) => () => shared],
      ['with the request in it', careless],
    ])('serves nobody but the first, %s', async (_what, contextOf) => {
      const app = await start(graphql, platform, contextOf({}));
      const told = await ask(app, '{ secret }', callers);
      const open = await ask(app, '{ open }', [undefined]);
      await app.close();

      expect(told).toEqual(['the secret', 'one object for several', 'one object for several']);
      expect(open).toEqual(['one object for several']);
    });

    it('cannot be told where GraphQLModule starts first, so that the application does not', async () => {
      const startWith = (...imports: DynamicModule[]) =>
        startApp(platform, { imports, providers: [SecretResolver] });
      const context = () => ({});

      await expect(startWith(graphql(context), notGlobal())).rejects.toThrow(
        /GraphQLModule with a context, before a JwtAuthModule that is not global, expected JwtAuthModule before GraphQLModule/,
      );
      await (await startWith(notGlobal(), graphql(context))).close();
      await (await startWith(graphql(), notGlobal())).close();
    });
  },
);

it('at the very first request nobody has the token of another that came meanwhile', async () => {
  const events = new EventEmitter();
  const [firstIn, secondIn, gate] = ['1 in', '2 in', 'open'].map((name) => once(events, name));
  let count = 0;
  const waiting = (context: unknown) =>
    mercurius(context, async () => {
      events.emit(`${++count} in`);
      await gate;
    });
  const app = await start(waiting, 'fastify', careless({}));
  const ofNobody = ask(app, '{ secret }', [undefined]);
  await firstIn;
  const ofAdmin = ask(app, '{ secret }', [admin]);
  await Promise.race([ofAdmin, secondIn]);
  events.emit('open');

  expect(await ofNobody).toEqual(['one object for several']);
  expect(await ofAdmin).toEqual(['one object for several']);
  await app.close();
});
