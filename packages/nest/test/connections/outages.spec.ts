/**
 * Sockets in an outage: nothing is known of a credential for a while. Messages are refused with 503; sockets stay open, or
 * all clients of an application would connect again at once.
 */
import { EventEmitter, once } from 'node:events';
import type { Server } from 'node:http';
import { HttpException, UnauthorizedException, type ModuleMetadata } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import { KeysUnavailableError, TokenError } from '@portcullis/core';
import { LiveConnections, Roles, type NestAuthOptions } from '@portcullis/nest';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { startApp, type Platform, type Prepare, type RunningApp } from '../support/app.js';
import { hmac } from '../support/boot.js';
import { RevocableAuth } from '../support/revocable-auth.js';
import { mint } from '../support/tokens.js';

const exp = Math.floor(Date.now() / 1000) + 600;
const token = (jti = 'one') => mint(hmac, { jti, exp });

@WebSocketGateway()
class PingGateway {
  @SubscribeMessage('ping')
  ping(): object {
    return { event: 'pong' };
  }

  @Roles('admin')
  @SubscribeMessage('administer')
  administer(): object {
    return { event: 'pong' };
  }
}

/** An application whose revocations, and whose users, a test can take away. */
class World extends RevocableAuth {
  /** What `mapUser` throws. */
  fault: Error | undefined;
  app!: RunningApp;

  async start(
    platform: Platform,
    root: ModuleMetadata,
    prepare?: Prepare,
    options: NestAuthOptions = {},
  ): Promise<LiveConnections> {
    const auth = await this.begun({
      ...options,
      mapUser: () => {
        if (this.fault !== undefined) throw this.fault;
        return { id: 'somebody' };
      },
    });
    const imports = [auth, ...(root.imports ?? [])];
    this.app = await startApp(platform, { ...root, imports }, prepare);
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

const UNAVAILABLE = {
  status: 'error',
  statusCode: 503,
  code: 'SERVICE_UNAVAILABLE',
  message: 'Service Unavailable',
  retryAfter: 5,
};

/** A socket, as a test asks it. */
interface Asked {
  /** What a message is answered with: `pong`, or what the exception holds; `closed` where the socket goes. */
  ask(event: string): Promise<unknown>;
  readonly closed: Promise<string>;
  isOpen(): boolean;
}

async function openWs(): Promise<Asked> {
  const headers = { authorization: `Bearer ${token()}` };
  const socket = new WebSocket(world.app.url.replace('http', 'ws'), { headers });
  await once(socket, 'open');
  const closed = once(socket, 'close').then(() => 'closed');
  return {
    closed,
    isOpen: () => socket.readyState === WebSocket.OPEN,
    async ask(event) {
      const message = once(socket, 'message').then(([raw]) => {
        const answer = JSON.parse(String(raw)) as Record<string, unknown>;
        return answer['event'] === 'pong' ? 'pong' : answer['data'];
      });
      socket.send(JSON.stringify({ event }));
      return Promise.race([message, closed]);
    },
  };
}

async function openIo(): Promise<Asked> {
  const socket: Socket = io(world.app.url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: { token: token() },
  });
  await once(socket as never, 'connect');
  const closed = once(socket as never, 'disconnect').then(() => 'closed');
  return {
    closed,
    isOpen: () => socket.connected,
    async ask(event) {
      const pong = once(socket as never, 'pong').then(() => 'pong');
      const refused = once(socket as never, 'exception').then(([data]) => data as unknown);
      socket.emit(event);
      return Promise.race([pong, refused, closed]);
    },
  };
}

const withWs: Prepare = (nest) => nest.useWebSocketAdapter(new WsAdapter(nest));

describe.each([
  ['ws', openWs, withWs],
  ['socket.io', openIo, undefined],
] as const)('a socket of %s', (_name, open, prepare) => {
  const start = (options?: NestAuthOptions) =>
    world.start('express', { providers: [PingGateway] }, prepare, options);

  it('that meets a 503 at a message stays open, and is answered after the outage', async () => {
    const live = await start();
    const socket = await open();
    expect(await socket.ask('ping')).toBe('pong');
    world.beginOutage();
    for (const _time of [1, 2]) {
      expect(await socket.ask('ping')).toMatchObject(UNAVAILABLE);
      await live.recheck();
    }
    expect([live.size, socket.isOpen()]).toEqual([1, true]);
    await world.endOutage();

    expect(await socket.ask('ping')).toBe('pong');
  });

  it('costs one line of the log for all connections and rechecks of an outage, and no hook', async () => {
    const denied: unknown[] = [];
    const live = await start({ onDenied: (event) => void denied.push(event) });
    const sockets = await Promise.all([open(), open()]);
    world.beginOutage();
    for (const _time of [1, 2]) await live.recheck();

    expect(sockets.map((socket) => socket.isOpen())).toEqual([true, true]);
    expect(world.app.logger.with('ERR_REVOCATION_UNKNOWN')).toEqual([
      expect.stringContaining('open connections could not be checked: ERR_REVOCATION_UNKNOWN'),
    ]);
    expect(denied).toEqual([]);
    world.time += 30_000; // connectionRecheck
    await live.recheck();
    expect(world.app.logger.with('ERR_REVOCATION_UNKNOWN')).toHaveLength(2);
  });

  it('is not closed by a message that its roles are not enough for', async () => {
    await start();
    const socket = await open();
    expect(await socket.ask('administer')).toMatchObject({ statusCode: 403 });

    expect(await socket.ask('ping')).toBe('pong');
    expect(socket.isOpen()).toBe(true);
  });

  it('is closed at the first message after an outage in which its token was revoked', async () => {
    await start();
    const socket = await open();
    world.beginOutage();
    await world.revocations.revokeToken({ jti: 'one', exp });
    expect(await socket.ask('ping')).toMatchObject(UNAVAILABLE);
    await world.endOutage();

    expect(await socket.ask('ping')).toMatchObject({ statusCode: 401 });
    await socket.closed;
  });

  it('whose user can’t be looked up stays open too', async () => {
    const live = await start();
    const socket = await open();
    world.fault = new Error('the database is away');
    expect(await socket.ask('ping')).toMatchObject({ status: 'error' });
    await live.recheck();
    expect([live.size, socket.isOpen()]).toEqual([1, true]);
    world.fault = undefined;

    expect(await socket.ask('ping')).toBe('pong');
  });
});

describe('a connection whose user is looked up again', () => {
  const connection = () =>
    Object.assign(new EventEmitter(), { destroyed: false, destroy: () => undefined });
  const recheckBy = (thrown: unknown) => () => Promise.reject(thrown);
  const authenticated = { user: {}, token: { expiresAt: exp } } as never;

  it.each<[string, unknown]>([
    ['an error of a database', new Error('ECONNREFUSED')],
    ['503', new HttpException('later', 503)],
    ['500', new HttpException('a bug', 500)],
    ['an error of ours that is an outage', new KeysUnavailableError('away', 1)],
    ['no error at all', undefined],
  ])(
    'stays for now where that fails by %s, and goes when its token expires',
    async (_what, error) => {
      const live = await world.start('express', {});
      for (const client of [connection(), connection()]) {
        live.watch(client, authenticated, recheckBy(error));
      }
      await live.recheck();
      expect(live.size).toBe(2);
      expect(world.app.logger.with('could not be checked')).toHaveLength(1); // for all of them
      world.time = exp * 1000;
      await live.recheck();

      expect(live.size).toBe(0);
    },
  );

  it.each<[string, unknown]>([
    ['401', new UnauthorizedException()],
    ['404', new HttpException('gone', 404)],
    ['WsException', new WsException('gone')],
    ['an error of ours that refuses', new TokenError('ERR_TOKEN_REVOKED', 'gone')],
  ])('goes where that refuses by %s', async (_what, error) => {
    const live = await world.start('express', {});
    live.watch(connection(), authenticated, recheckBy(error));
    await live.recheck();

    expect(live.size).toBe(0);
  });
});
