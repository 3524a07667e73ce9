/** What is one exchange, and what is another: a look at a credential must not outlive its request, message or event. */
import { jest } from '@jest/globals';
import {
  Controller,
  Get,
  Injectable,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import {
  Field,
  GraphQLModule,
  ObjectType,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { MessagePattern } from '@nestjs/microservices';
import { AuthGuard } from '@nestjs/passport';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  Authenticator,
  httpTransport,
  JwtAuthGuard,
  JwtAuthModule,
  TokenVerifier,
  wsTransport,
} from '@portcullis/nest';
import { createClient } from 'graphql-ws';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { firstValueFrom } from 'rxjs';
import { startApp, type RunningApp } from '../support/app.js';
import { hmac, trusted } from '../support/boot.js';
import { links } from '../support/message-links.js';
import { mint } from '../support/tokens.js';

const good = mint(hmac);
const other = mint(hmac, { sub: 'user-2' });
let time = Date.now();
const auth = (strategy: string | false = false) =>
  JwtAuthModule.forRoot({ ...trusted, strategy, clock: () => time, connectionRecheck: '30s' });

/** Counts the verifications of an application. */
function countIn({ nest }: RunningApp): () => number {
  const verify = jest.spyOn(nest.get(TokenVerifier), 'verifyNow');
  return () => verify.mock.calls.length;
}

/** Puts another credential into a request, as a gateway in front of a handler may. */
@Injectable()
class SwappingGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ rawHeaders: string[]; headers: object }>();
    const at = request.rawHeaders.indexOf('Authorization');
    request.rawHeaders[at + 1] = `Bearer ${other}`;
    Object.assign(request.headers, { authorization: `Bearer ${other}` });
    return true;
  }
}

/** Waits, as the clock does not. */
@Injectable()
class SlowGuard implements CanActivate {
  canActivate(): boolean {
    time += 30_000;
    return true;
  }
}

/** Waits for a part of connectionRecheck. */
@Injectable()
class ShortGuard implements CanActivate {
  canActivate(): boolean {
    time += 10_000;
    return true;
  }
}

@Controller()
class HttpController {
  @UseGuards(ShortGuard, JwtAuthGuard)
  @Get('short')
  short(): string {
    return 'short';
  }

  @UseGuards(JwtAuthGuard, AuthGuard('limits'), JwtAuthGuard)
  @Get('thrice')
  thrice(): string {
    return 'thrice';
  }

  @UseGuards(SwappingGuard, JwtAuthGuard)
  @Get('swapped')
  swapped(): string {
    return 'swapped';
  }

  @UseGuards(SlowGuard, JwtAuthGuard)
  @Get('slow')
  slow(): string {
    return 'slow';
  }
}

describe('an HTTP request', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp('express', { imports: [auth('limits')], controllers: [HttpController] });
  });
  afterAll(() => app.close());

  it.each([
    ['with several guards, and Passport, has its credential verified once', 'thrice', 1],
    ['whose credential was changed on the way has both verified', 'swapped', 2],
    ['that lasts longer than connectionRecheck has it verified again', 'slow', 2],
  ])('%s', async (_what, path, verified) => {
    const count = countIn(app);
    const before = count();

    expect((await app.get(`/${path}`, good)).status).toBe(200);
    expect(count() - before).toBe(verified);
    expect((await app.get(`/${path}`, good)).status).toBe(200);
    expect(count() - before).toBe(2 * verified);
  });

  it.each([
    ['that outlasts its token has it verified again', 'short', 5, 401, 2],
    ['that its token outlasts does not', 'short', 60, 200, 1],
    ['within the clock tolerance of its token does not', 'thrice', -2, 200, 1],
  ])('%s', async (_what, path, lifetime, status, verified) => {
    const count = countIn(app);
    const before = count();
    const token = mint(hmac, { exp: Math.floor(time / 1000) + lifetime });

    expect((await app.get(`/${path}`, token)).status).toBe(status);
    expect(count() - before).toBe(verified);
  });

  it('is asked by an application itself as often as it likes, for one verification', async () => {
    const authenticator = app.nest.get(Authenticator);
    const count = countIn(app);
    const before = count();
    const request = { headers: { authorization: `Bearer ${good}` } };

    await authenticator.authenticateBy(httpTransport, request);
    await authenticator.authenticateIfPresent(httpTransport, request);
    expect(count() - before).toBe(1);
  });

  it('and a socket that no message is under way on has it verified each time', async () => {
    const authenticator = app.nest.get(Authenticator);
    const count = countIn(app);
    const before = count();
    const handshake = { auth: { token: good } };
    const socket = { handshake, request: { headers: {}, rawHeaders: [], url: '/' } };

    await authenticator.authenticateBy(wsTransport, socket);
    await authenticator.authenticateIfPresent(wsTransport, socket);
    expect(count() - before).toBe(2);
  });
});

@UseGuards(JwtAuthGuard)
@WebSocketGateway()
class MessageGateway {
  @UseGuards(JwtAuthGuard)
  @SubscribeMessage('echo')
  echo(_client: unknown, text: string): { event: string; data: string } {
    return { event: 'echo', data: text };
  }
}

it('each message of a socket has its credential verified once', async () => {
  const app = await startApp('express', { imports: [auth()], providers: [MessageGateway] });
  const count = countIn(app);
  const socket = io(app.url, { auth: { token: good }, transports: ['websocket'] });
  await heard(socket, 'connect');
  const atHandshake = count();

  for (let i = 1; i <= 3; i++) {
    socket.emit('echo', `${i}`);
    await heard(socket, 'echo');
    expect(count() - atHandshake).toBe(i);
  }
  socket.disconnect();
  await app.close();
});

function heard(socket: Socket, event: string): Promise<unknown> {
  return new Promise((resolve) => socket.once(event, resolve));
}

@UseGuards(JwtAuthGuard)
@Controller()
class PatternController {
  @UseGuards(JwtAuthGuard)
  @MessagePattern('limits.ask')
  ask(): string {
    return 'told';
  }
}

it('each message to a microservice has its credential verified once', async () => {
  const controllers = { prefix: 'limits.', messages: [PatternController], grpc: [], proto: '' };
  const link = await links.tcp(auth(), controllers);
  const verify = jest.spyOn(link.service.get(TokenVerifier), 'verifyNow');

  for (let i = 1; i <= 3; i++) {
    await expect(firstValueFrom(link.ask('ask', good))).resolves.toBe('told');
    expect(verify).toHaveBeenCalledTimes(i);
  }
  await link.close();
});

@ObjectType()
class Item {
  @Field(() => String)
  name!: string;
}

@Resolver(() => Item)
class LiveResolver {
  @Query(() => String)
  ping(): string {
    return 'pong';
  }

  @Subscription(() => [Item])
  async *live(): AsyncGenerator<{ live: Item[] }> {
    for (const name of ['first', 'second']) {
      yield await Promise.resolve({ live: Array.from({ length: 20 }, () => ({ name })) });
    }
  }

  @ResolveField(() => String)
  owner(): string {
    return 'owner';
  }
}

it('each event of a subscription has its credential verified once', async () => {
  const graphql = GraphQLModule.forRoot<MercuriusDriverConfig>({
    driver: MercuriusDriver,
    autoSchemaFile: true,
    subscription: true,
    fieldResolverEnhancers: ['guards'],
  });
  const app = await startApp('fastify', { imports: [auth(), graphql], providers: [LiveResolver] });
  const count = countIn(app);
  const client = createClient({
    url: `${app.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: `Bearer ${good}` },
  });
  const events: unknown[] = [];
  for await (const event of client.iterate({ query: 'subscription { live { name owner } }' })) {
    events.push(event);
  }

  expect(events).toHaveLength(2);
  expect(JSON.stringify(events).match(/"owner":"owner"/g)).toHaveLength(40);
  expect(count()).toBe(3); // as it begins, and for each event
  await client.dispose();
  await app.close();
});
