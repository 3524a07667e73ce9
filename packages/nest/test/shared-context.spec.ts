/** A GraphQL context that requests share: what the first of them was let in with must not serve the others. */
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { JwtAuthModule, Public, Roles } from '@portcullis/nest';
import { startApp, type RunningApp } from './support/app.js';
import { secretKey } from './support/keys.js';
import { AUDIENCE, ISSUER, mint } from './support/tokens.js';

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
const mercurius = (context?: unknown) =>
  GraphQLModule.forRoot<MercuriusDriverConfig>({
    driver: MercuriusDriver,
    autoSchemaFile: true,
    ...(context === undefined ? {} : { context: context as () => object }),
  });
const drivers = [
  ['Apollo', apollo, 'express'],
  ['Mercurius', mercurius, 'fastify'],
] as const;

function start(
  graphql: typeof apollo | typeof mercurius,
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
  ])('lets in who may, and nobody else, with %s', async (_what, context) => {
    const app = await start(graphql, platform, context);
    const told = await ask(app, '{ secret }', callers);
    await app.close();

    expect(told).toEqual(separate);
  });
});

it('Mercurius serves nobody but the first with an object that the function returns each time', async () => {
  const shared = {};
  const app = await start(mercurius, 'fastify', () => shared);
  const told = await ask(app, '{ secret }', callers);
  const open = await ask(app, '{ open }', [undefined]);
  await app.close();

  expect(told).toEqual(['the secret', 'one object for several', 'one object for several']);
  expect(open).toEqual(['one object for several']);
});

it('Apollo copies such an object, so that each has a request of its own', async () => {
  const shared = {};
  const app = await start(apollo, 'express', () => shared);
  const told = await ask(app, '{ secret }', callers);
  await app.close();

  expect(told).toEqual(separate);
});
