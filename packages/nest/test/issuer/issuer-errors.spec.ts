/** What the issuer throws in a handler is one refusal on every transport: no client learns which check failed. */
import { randomBytes } from 'node:crypto';
import type { AddressInfo, Server } from 'node:net';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Controller, Post, Body, type DynamicModule, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Args, GraphQLModule, Mutation, Query, Resolver } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import {
  ClientProxyFactory,
  MessagePattern,
  Payload,
  Transport,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { CredentialError, KeysUnavailableError, OriginError } from '@portcullis/core';
import {
  RefreshRejectedError,
  RevocationsFullError,
  StoreUnavailableError,
} from '@portcullis/issuer';
import { JwtAuthModule, Public } from '@portcullis/nest';
import {
  MemorySessionStore,
  TokenIssuer,
  TokenIssuerModule,
  TokenRequestError,
} from '@portcullis/nest/issuer';
import { firstValueFrom } from 'rxjs';
import { io, type Socket } from 'socket.io-client';
import { AccessTokensRemainError } from '../../src/issuer/access-tokens-remain.js';
import { SubjectGoneError } from '../../src/issuer/endpoints/token-request-error.js';
import { rootModule, startApp, type RunningApp } from '../support/app.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { AUDIENCE, ISSUER } from '../support/tokens.js';

class LosableSessions extends MemorySessionStore {
  isLost = false;

  override find(handleHash: Buffer) {
    if (this.isLost) return Promise.reject(new Error('the connection is gone'));
    return super.find(handleHash);
  }
}

const sessions = new LosableSessions();

const full = new RevocationsFullError(10);
const REMAIN = 'signed out; access tokens that were issued before are valid until they expire';
/** Each error, and what a client is told of it. */
const ERRORS: Readonly<Record<string, readonly [() => Error, object]>> = {
  refused: [
    () => new RefreshRejectedError('expired'),
    told(401, 'UNAUTHENTICATED', 'Unauthorized'),
  ],
  gone: [() => new SubjectGoneError(), told(401, 'UNAUTHENTICATED', 'Unauthorized')],
  away: [
    () => new StoreUnavailableError('the session store', undefined, 7),
    { ...told(503, 'SERVICE_UNAVAILABLE', 'Service Unavailable'), retryAfter: 7 },
  ],
  full: [
    () => full,
    { ...told(503, 'SERVICE_UNAVAILABLE', 'Service Unavailable'), retryAfter: 60 },
  ],
  remain: [
    () => new AccessTokensRemainError(full),
    { ...told(503, 'SERVICE_UNAVAILABLE', REMAIN), retryAfter: 60 },
  ],
  keys: [
    () => new KeysUnavailableError('no key', 3),
    { ...told(503, 'SERVICE_UNAVAILABLE', 'Service Unavailable'), retryAfter: 3 },
  ],
  cookie: [
    () => new CredentialError('ERR_REQUEST_MALFORMED', 'twice'),
    told(400, 'BAD_REQUEST', 'Bad Request'),
  ],
  origin: [() => new OriginError('elsewhere'), told(403, 'FORBIDDEN', 'Forbidden')],
  client: [
    () => new TokenRequestError('invalid_client'),
    told(401, 'UNAUTHENTICATED', 'invalid_client'),
  ],
  scope: [() => new TokenRequestError('invalid_scope'), told(400, 'BAD_REQUEST', 'invalid_scope')],
};

function told(statusCode: number, code: string, message: string) {
  return { statusCode, code, message };
}

/** What all handlers do: refresh with a token, or fail in one of these ways. */
async function work(issuer: TokenIssuer, what: string): Promise<string> {
  const error = ERRORS[what]?.[0]();
  if (error) throw error;
  return (await issuer.refresh(what)).access_token;
}

@Public()
@Resolver()
class WorkResolver {
  constructor(private readonly issuer: TokenIssuer) {}

  @Query(() => String)
  ping(): string {
    return 'pong';
  }

  @Mutation(() => String, { nullable: true })
  work(@Args('what') what: string): Promise<string> {
    return work(this.issuer, what);
  }
}

@WebSocketGateway()
class WorkGateway {
  constructor(private readonly issuer: TokenIssuer) {}

  @SubscribeMessage('work')
  async work(_client: unknown, what: string) {
    return { event: 'worked', data: await work(this.issuer, what) };
  }
}

@Public()
@Controller()
class WorkController {
  constructor(private readonly issuer: TokenIssuer) {}

  @MessagePattern('work')
  work(@Payload() { what }: { what: string }): Promise<string> {
    return work(this.issuer, what);
  }

  @Post('work')
  post(@Body() { what }: { what: string }): Promise<string> {
    return work(this.issuer, what);
  }
}

const modules = (...more: DynamicModule[]): DynamicModule[] => [
  TokenIssuerModule.forRoot({
    issuer: ISSUER,
    audience: AUDIENCE,
    keys: { algorithm: 'ES256' },
    sessions: { store: sessions, refreshKey: KEY, reuseGrace: 0 },
    grant: () => ({}),
  }),
  JwtAuthModule.forRootAsync({
    inject: [TokenIssuer],
    useFactory: (own: TokenIssuer) => ({ ...own.verifierOptions, strategy: false as const }),
  }),
  ...more,
];
const KEY = randomBytes(32);

/** An application, and how it is asked: the answer as {@link told} says it. */
interface Lane {
  readonly issuer: TokenIssuer;
  readonly logger: RecordingLogger;
  ask(what: string): Promise<unknown>;
  close(): Promise<void>;
}

interface GraphqlAnswer {
  readonly errors?: readonly { readonly message: string; readonly extensions: Members }[];
  readonly data?: unknown;
}
type Members = Readonly<Record<string, unknown>>;

const STATUS: Readonly<Record<string, number>> = {
  BAD_REQUEST: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  SERVICE_UNAVAILABLE: 503,
};

async function mutate(app: RunningApp, query: string): Promise<GraphqlAnswer> {
  const answer = await app.get('/graphql', undefined, {
    method: 'POST',
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify({ query }),
  });
  return answer.json() as GraphqlAnswer;
}

async function graphql(
  platform: 'express' | 'fastify',
  module: DynamicModule,
): Promise<Lane & { readonly app: RunningApp }> {
  const app = await startApp(platform, { imports: modules(module), providers: [WorkResolver] });
  return {
    app,
    issuer: app.nest.get(TokenIssuer),
    logger: app.logger,
    close: () => app.close(),
    async ask(what) {
      const { errors: [error] = [], data } = await mutate(
        app,
        `mutation { work(what: "${what}") }`,
      );
      if (!error) return (data as { work: string }).work;
      const { code, retryAfter } = error.extensions as { code: string; retryAfter?: number };
      const known = { ...told(STATUS[code] ?? 500, code, error.message) };
      return retryAfter === undefined ? known : { ...known, retryAfter };
    },
  };
}

const apollo = () =>
  graphql(
    'express',
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
      graphiql: false,
    }),
  );
const mercurius = () =>
  graphql(
    'fastify',
    GraphQLModule.forRoot<MercuriusDriverConfig>({ driver: MercuriusDriver, autoSchemaFile: true }),
  );

function withoutStatus(answer: unknown): unknown {
  const { status, cause: _cause, ...members } = answer as Members;
  expect(status).toBe('error');
  return members;
}

async function gateway(): Promise<Lane & { readonly socket: Socket }> {
  const app = await startApp('express', { imports: modules(), providers: [WorkGateway] });
  const issuer = app.nest.get(TokenIssuer);
  const { access_token: token } = await issuer.signIn('ada');
  const socket = io(app.url, { auth: { token }, reconnection: false });
  return {
    socket,
    issuer,
    logger: app.logger,
    ask: (what) =>
      new Promise((resolve) => {
        socket.once('exception', (answer) => resolve(withoutStatus(answer)));
        socket.once('worked', resolve);
        socket.emit('work', what);
      }),
    async close() {
      socket.disconnect();
      await app.close();
    },
  };
}

async function tcp(): Promise<Lane> {
  const logger = new RecordingLogger();
  const service: INestMicroservice = await NestFactory.createMicroservice<MicroserviceOptions>(
    rootModule({ imports: modules(), controllers: [WorkController] }),
    {
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port: 0 },
      logger,
      abortOnError: false,
    },
  );
  await service.listen();
  const { port } = service.unwrap<Server>().address() as AddressInfo;
  const client = ClientProxyFactory.create({
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port },
  });
  return {
    issuer: service.get(TokenIssuer),
    logger,
    ask: (what) => firstValueFrom(client.send<string>('work', { what })).catch(withoutStatus),
    async close() {
      await client.close();
      await service.close();
    },
  };
}

describe.each<[string, () => Promise<Lane>]>([
  ['GraphQL with Apollo', apollo],
  ['GraphQL with Mercurius', mercurius],
  ['a gateway', gateway],
  ['a microservice', tcp],
])('over %s', (_transport, open) => {
  let lane: Lane;
  beforeAll(async () => {
    lane = await open();
  });
  afterAll(() => lane.close());

  it.each(Object.entries(ERRORS))(
    'an error of the issuer is said as it is: %s',
    async (what, [, said]) => {
      expect(await lane.ask(what)).toEqual(said);
    },
  );

  it('a refresh token works once, and its reuse is told from nothing else', async () => {
    const { refresh_token: token = '' } = await lane.issuer.signIn('ada');
    const refused = told(401, 'UNAUTHENTICATED', 'Unauthorized');

    expect(await lane.ask(token)).toMatch(/^ey/);
    expect(await lane.ask(token)).toEqual(refused);
    expect(await lane.ask('nonsense')).toEqual(refused);
    expect(lane.logger.with('reuse')).toHaveLength(1);
  });

  it('a store that is away is 503, and logs nobody out', async () => {
    const { refresh_token: token = '' } = await lane.issuer.signIn('ada');
    sessions.isLost = true;
    const away = await lane.ask(token);
    sessions.isLost = false;

    expect(away).toMatchObject(told(503, 'SERVICE_UNAVAILABLE', 'Service Unavailable'));
    expect(await lane.ask(token)).toMatch(/^ey/);
  });
});

it('a socket stays open when a refresh token that it sent is refused', async () => {
  const lane = await gateway();

  expect(await lane.ask('nonsense')).toMatchObject({ statusCode: 401 });
  expect(await lane.ask('nonsense')).toMatchObject({ statusCode: 401 });
  expect(lane.socket.connected).toBe(true);
  await lane.close();
});

it('aliases of a mutation that is refused are logged once', async () => {
  const lane = await apollo();
  const aliases = Array.from({ length: 50 }, (_, i) => `a${i}: work(what: "nonsense")`);
  const { errors } = await mutate(lane.app, `mutation { ${aliases.join(' ')} }`);

  expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(
    Array.from({ length: 50 }, () => 'UNAUTHENTICATED'),
  );
  expect(lane.logger.with('TokenIssuer').filter((line) => line.startsWith('warn'))).toHaveLength(1);
  await lane.close();
});
