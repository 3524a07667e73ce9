/** Streams that were begun: they end when their token expires, is revoked, or its user is gone, and not before. */
import { EventEmitter, on, once } from 'node:events';
import { get, type IncomingMessage, type Server } from 'node:http';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import {
  Controller,
  Sse,
  UnauthorizedException,
  UseGuards,
  type ModuleMetadata,
} from '@nestjs/common';
import { GraphQLModule, Query, Resolver, Subscription } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { AuthGuard } from '@nestjs/passport';
import { JwtAuthGuard, LiveConnections, Public, type NestAuthOptions } from '@portcullis/nest';
import { createClient, type Client } from 'graphql-ws';
import { concat, NEVER, of, type Observable } from 'rxjs';
import { WebSocket } from 'ws';
import type { Authenticated } from '../../src/request/authenticated.js';
import { PLATFORMS, startApp, type Platform, type RunningApp } from '../support/app.js';
import { hmac } from '../support/boot.js';
import { RevocableAuth } from '../support/revocable-auth.js';
import { mint } from '../support/tokens.js';

const now = Math.floor(Date.now() / 1000);
const exp = now + 600;
const token = (jti: string) => mint(hmac, { jti, exp });

/** One event, and then nothing for ever. */
const endless = (): Observable<{ data: string }> => concat(of({ data: 'begun' }), NEVER);

@Controller()
class EventsController {
  @Sse('events')
  events() {
    return endless();
  }

  @Public()
  @Sse('public')
  open() {
    return endless();
  }
}

@Controller()
class ManualEventsController {
  @UseGuards(JwtAuthGuard)
  @Sse('guarded')
  guarded() {
    return endless();
  }

  @UseGuards(AuthGuard('jwt'))
  @Sse('passport')
  passport() {
    return endless();
  }
}

/** The same for a subscription. */
function forever(): AsyncIterator<unknown> {
  const emitter = new EventEmitter();
  const events = on(emitter, 'event');
  emitter.emit('event', 'begun');
  return events;
}

const textOf = ([text]: readonly string[]) => text;

@Resolver()
class LiveResolver {
  @Query(() => String)
  nothing(): string {
    return 'nothing';
  }

  @Subscription(() => String, { resolve: textOf })
  live(): AsyncIterator<unknown> {
    return forever();
  }

  @Public()
  @Subscription(() => String, { resolve: textOf })
  open(): AsyncIterator<unknown> {
    return forever();
  }
}

const apollo = GraphQLModule.forRoot<ApolloDriverConfig>({
  driver: ApolloDriver,
  autoSchemaFile: true,
  graphiql: false,
  subscriptions: { 'graphql-ws': true },
});
const mercurius = GraphQLModule.forRoot<MercuriusDriverConfig>({
  driver: MercuriusDriver,
  autoSchemaFile: true,
  subscription: true,
});

/** An application whose clock and revocations a test has. */
class World extends RevocableAuth {
  app!: RunningApp;

  async start(platform: Platform, root: ModuleMetadata, options: NestAuthOptions = {}) {
    const auth = await this.begun({ strategy: 'jwt', ...options });
    this.app = await startApp(platform, { ...root, imports: [auth, ...(root.imports ?? [])] });
    return this.app.nest.get(LiveConnections);
  }

  override async close(): Promise<void> {
    // A stream that a failed test has left open would keep the server from closing.
    (this.app.nest.getHttpServer() as Server).closeAllConnections();
    await this.app.close();
    await super.close();
  }
}

let world: World;

beforeEach(() => {
  world = new World();
});

afterEach(() => world.close());

async function watched(live: LiveConnections, size: number): Promise<void> {
  while (live.size !== size) await new Promise((next) => setImmediate(next));
}

/** Begins a stream: it is open once its event has come. `closed` is when it has ended, in whatever way. */
async function begin(path: string, credential: string) {
  const headers = { authorization: `Bearer ${credential}` };
  const request = get(`${world.app.url}${path}`, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => {}); // it is cut off
  const closed = new Promise((resolve) => response.once('close', resolve));
  await new Promise<void>((resolve) => {
    let text = '';
    response.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('data: begun')) resolve();
    });
  });
  return { response, closed };
}

describe.each(PLATFORMS)('server-sent events on %s', (platform) => {
  const root = { controllers: [EventsController] };

  it('end when their token is revoked; those of another token stay open', async () => {
    const live = await world.start(platform, root);
    const [stream, twin, open] = await Promise.all([
      begin('/events', token('one')),
      begin('/events', token('two')),
      begin('/public', token('one')),
    ]);
    expect(live.size).toBe(2);
    await world.revocations.revokeToken({ jti: 'one', exp });
    await live.recheck();
    await stream.closed;

    expect(live.size).toBe(1);
    expect([twin, open].map(({ response }) => response.closed)).toEqual([false, false]);
    for (const { response } of [twin, open]) response.destroy();
    await watched(live, 0);
  });

  it('end when their token expires, though nobody asks', async () => {
    const live = await world.start(platform, root);
    const expiring = mint(hmac, { exp: (world.time + 200) / 1000 });
    const { response, closed } = await begin('/events', expiring);
    expect(live.size).toBe(1);
    world.time += 30_000; // the clock that decides; the timer is set by the time that was left at the start
    await closed;

    expect(response.complete).toBe(false);
  });

  it('end when their token expires, though a look at it before never ends', async () => {
    let isLooking = (): void => {};
    const looking = new Promise<void>((resolve) => (isLooking = resolve));
    let calls = 0;
    const mapUser = (): unknown => {
      if (++calls === 1) return {};
      isLooking();
      return new Promise(() => {}); // a database that hangs
    };
    await world.start(platform, root, { mapUser, connectionRecheck: 1 });
    const { response, closed } = await begin('/events', token('one'));
    await looking;
    expect(response.closed).toBe(false);
    world.time += 3_600_000;
    await closed;

    expect(response.complete).toBe(false);
  });

  it.each(['/guarded', '/passport'])('end in manual mode too: %s', async (path) => {
    const metadata = { controllers: [ManualEventsController] };
    const live = await world.start(platform, metadata, { guard: 'manual' });
    const { closed } = await begin(path, token('one'));
    expect(live.size).toBe(1);
    await world.revocations.revokeToken({ jti: 'one', exp });
    await live.recheck();
    await closed;

    expect(live.size).toBe(0);
  });
});

/** Subscribes, over a socket of its own. `ended` is the close code that the subscription ended with. */
async function subscribe(field: string, credential: string) {
  const client: Client = createClient({
    url: `${world.app.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${credential}` },
  });
  const closed = new Promise<number>((resolve) => {
    client.on('closed', (event) => resolve((event as { readonly code: number }).code));
  });
  const events = client.iterate({ query: `subscription { ${field} }` });
  expect(await events.next()).toMatchObject({ value: { data: { [field]: 'begun' } } });
  const ended = events.next().then(
    () => undefined,
    (error: unknown) => (error as { readonly code?: number }).code,
  );
  return { client, closed, ended };
}

describe.each([
  ['Apollo', 'express', apollo, 4403],
  ['Mercurius', 'fastify', mercurius, 1006],
] as const)('a subscription of %s', (_name, platform, module, code) => {
  const root = { imports: [module], providers: [LiveResolver] };

  it('ends with its socket when its token is revoked; those of another token stay open', async () => {
    const live = await world.start(platform, root);
    const [one, two, open] = await Promise.all([
      subscribe('live', token('one')),
      subscribe('live', token('two')),
      subscribe('open', token('one')),
    ]);
    expect(live.size).toBe(2);
    await world.revocations.revokeToken({ jti: 'one', exp });
    await live.recheck();

    expect([await one.ended, await one.closed]).toEqual([code, code]);
    expect(live.size).toBe(1);
    await Promise.all([two.client.dispose(), open.client.dispose()]);
    expect(await Promise.all([two.closed, open.closed])).toEqual([1000, 1000]);
    await watched(live, 0);
  });

  it('ends when its token expires, though nobody asks', async () => {
    const live = await world.start(platform, root);
    const expiring = mint(hmac, { exp: (world.time + 200) / 1000 });
    const { closed, ended } = await subscribe('live', expiring);
    expect(live.size).toBe(1);
    world.time += 30_000;

    expect([await ended, await closed]).toEqual([code, code]);
  });

  it('and others on its socket are watched once', async () => {
    const live = await world.start(platform, root);
    const { client, closed } = await subscribe('live', token('one'));
    for (let count = 0; count < 12; count++) {
      await client.iterate({ query: 'subscription { live }' }).next();
    }

    expect(live.size).toBe(1);
    await client.dispose();
    await closed;
    await watched(live, 0);
  });
});

describe('a connection', () => {
  const authenticated = { user: {}, token: { expiresAt: exp } } as Authenticated;
  const watch = (live: LiveConnections, connection: object) =>
    live.watch(connection, authenticated, () => Promise.resolve(authenticated));
  const connection = (state: object) =>
    Object.assign(new EventEmitter(), { destroy: () => {} }, state);

  it.each([{ destroyed: true }, { readyState: WebSocket.CLOSED }])(
    'that ended while its credential was looked at is not kept: %p',
    async (state) => {
      const live = await world.start('express', {});
      watch(live, connection(state));
      expect(live.size).toBe(0);
      watch(live, connection({ destroyed: false, readyState: WebSocket.OPEN }));
      expect(live.size).toBe(1);
    },
  );

  it('that can’t be closed leaves no other open', async () => {
    const live = await world.start('express', {});
    let destroyed = 0;
    const broken = connection({
      destroy: () => {
        throw new Error('broken');
      },
    });
    for (const each of [broken, connection({ destroy: () => destroyed++ })]) {
      live.watch(each, authenticated, () => Promise.reject(new UnauthorizedException()));
    }
    await live.recheck();

    expect(destroyed).toBe(1);
    expect(live.size).toBe(0);
  });

  it('that is watched is not watched again', async () => {
    const live = await world.start('express', {});
    const socket = connection({});
    watch(live, socket);
    watch(live, socket);

    expect(socket.listenerCount('close')).toBe(1);
  });
});
