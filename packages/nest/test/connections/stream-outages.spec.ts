/** Streams in an outage: nothing is known of a credential for a while. What is open stays open; what is new is refused. */
import { EventEmitter, on, once } from 'node:events';
import { get, type IncomingMessage, type Server } from 'node:http';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Controller, Get, Sse, type ModuleMetadata } from '@nestjs/common';
import { GraphQLModule, Query, Resolver, Subscription } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { LiveConnections } from '@portcullis/nest';
import { createClient } from 'graphql-ws';
import { fromEvent, map, startWith, type Observable } from 'rxjs';
import { WebSocket } from 'ws';
import { PLATFORMS, startApp, type Platform, type RunningApp } from '../support/app.js';
import { hmac } from '../support/boot.js';
import { RevocableAuth } from '../support/revocable-auth.js';
import { mint } from '../support/tokens.js';

const exp = Math.floor(Date.now() / 1000) + 600;
const token = mint(hmac, { jti: 'one', exp });

/** What streams pass on to their clients. */
const source = new EventEmitter();

@Controller()
class EventsController {
  @Get('who')
  who(): string {
    return 'somebody';
  }

  @Sse('events')
  events(): Observable<{ data: string }> {
    return fromEvent(source, 'event').pipe(
      startWith('begun'),
      map((data) => ({ data: String(data) })),
    );
  }
}

@Resolver()
class LiveResolver {
  @Query(() => String)
  nothing(): string {
    return 'nothing';
  }

  @Subscription(() => String, { resolve: ([text]: readonly string[]) => text })
  live(): AsyncIterator<unknown> {
    const events = on(source, 'event');
    source.emit('event', 'begun');
    return events;
  }
}

/** An application whose revocations, and whose users, a test can take away. */
class World extends RevocableAuth {
  /** What `mapUser` throws. */
  fault: Error | undefined;
  app!: RunningApp;

  async start(platform: Platform, root: ModuleMetadata): Promise<LiveConnections> {
    const auth = await this.begun({
      mapUser: () => {
        if (this.fault !== undefined) throw this.fault;
        return { id: 'somebody' };
      },
    });
    const imports = [auth, ...(root.imports ?? [])];
    this.app = await startApp(platform, { ...root, imports });
    return this.app.nest.get(LiveConnections);
  }

  override async close(): Promise<void> {
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

/** Begins a stream, and tells each of its events. */
async function listen() {
  const headers = { authorization: `Bearer ${token}` };
  const request = get(`${world.app.url}/events`, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => {}); // it is cut off
  const closed = new Promise((resolve) => response.once('close', resolve));
  const heard = new EventEmitter();
  response.on('data', (chunk: Buffer) => {
    for (const [, event = ''] of chunk.toString().matchAll(/data: (\w+)/g)) heard.emit(event);
  });
  await once(heard, 'begun');
  return { heard, closed, response };
}

describe.each(PLATFORMS)('server-sent events on %s', (platform) => {
  it('stay open during an outage until their token expires, and new ones are rejected with 503', async () => {
    const live = await world.start(platform, { controllers: [EventsController] });
    const { heard, closed, response } = await listen();
    expect((await world.app.get('/who', token)).status).toBe(200); // and it is cached
    world.beginOutage();
    await live.recheck();
    const next = once(heard, 'next');
    source.emit('event', 'next');
    await next;
    for (const path of ['/events', '/who']) {
      const refused = await world.app.get(path, token);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    }
    expect([live.size, response.closed]).toEqual([1, false]);
    await world.endOutage();
    world.fault = new Error('the database is away');
    await live.recheck();
    world.fault = undefined;
    expect((await world.app.get('/who', token)).status).toBe(200);
    expect(live.size).toBe(1);
    world.beginOutage();
    world.time = exp * 1000;
    await live.recheck();

    expect(live.size).toBe(0);
    await closed;
  });
});

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

describe.each([
  ['Apollo', 'express', apollo],
  ['Mercurius', 'fastify', mercurius],
] as const)('a subscription of %s', (_name, platform, module) => {
  it('stays open during an outage, another one on its socket is rejected, and the socket stays open', async () => {
    const live = await world.start(platform, { imports: [module], providers: [LiveResolver] });
    const closes: unknown[] = [];
    const client = createClient({
      url: `${world.app.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazy: false,
      connectionParams: { authorization: `Bearer ${token}` },
      on: { closed: (event) => closes.push(event) },
    });
    const subscribe = () => client.iterate({ query: 'subscription { live }' });
    const events = subscribe();
    expect(await events.next()).toMatchObject({ value: { data: { live: 'begun' } } });
    expect(live.size).toBe(1);
    world.beginOutage();
    await live.recheck();
    const refused = await subscribe()
      .next()
      .catch((error: unknown) => error);
    expect(JSON.stringify(refused)).toContain('"SERVICE_UNAVAILABLE"');
    source.emit('event', 'next');
    expect(await events.next()).toMatchObject({ value: { data: { live: 'next' } } });
    await world.endOutage();
    const again = subscribe();
    expect(await again.next()).toMatchObject({ value: { data: { live: 'begun' } } });

    expect([live.size, closes]).toEqual([1, []]);
    await client.dispose();
  });
});
