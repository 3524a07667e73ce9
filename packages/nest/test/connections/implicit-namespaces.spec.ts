/** Namespaces of socket.io that no gateway declares: what is emitted to a server is heard there. */
import { once } from 'node:events';
import { request } from 'node:http';
import { UseGuards } from '@nestjs/common';
import { WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import { JwtAuthGuard, JwtAuthModule, LiveConnections, Public, Roles } from '@portcullis/nest';
import type { Namespace } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { startApp, type Prepare, type RunningApp } from '../support/app.js';
import { hmac, trusted } from '../support/boot.js';
import { mint } from '../support/tokens.js';

const token = mint(hmac);

@WebSocketGateway({ namespace: 'members' })
class MembersGateway {
  @WebSocketServer()
  server!: Namespace;

  /** As an application does that has more namespaces than gateways. */
  afterInit(namespace: Namespace): void {
    namespace.server.of('/extra');
    namespace.server.of(/^\/room-\d+$/);
  }
}

@WebSocketGateway({ namespace: /^\/tenant-\d+$/ as never })
class TenantsGateway {}

@Public()
@WebSocketGateway({ namespace: 'lobby' })
class LobbyGateway {}

@Public()
@WebSocketGateway({ namespace: /^\/lobby-\d+$/ as never })
class LobbiesGateway {}

@Roles('admin')
@WebSocketGateway({ namespace: 'staff' })
class StaffGateway {}

@UseGuards(JwtAuthGuard)
@WebSocketGateway({ namespace: 'members' })
class GuardedGateway {}

const gateways = [MembersGateway, TenantsGateway, LobbyGateway, LobbiesGateway, StaffGateway];
let app: RunningApp;
let isGone = false;
const open = (namespace: string, options: object = {}): Socket =>
  io(`${app.url}${namespace}`, { reconnection: false, forceNew: true, ...options });

async function verdict(namespace: string, options: object = {}): Promise<unknown> {
  const socket = open(namespace, options);
  const answer = await new Promise((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', (error: Error & { data?: { statusCode?: number } }) =>
      resolve(error.data?.statusCode ?? error.message),
    );
  });
  socket.disconnect();
  return answer;
}

const start = async (providers: readonly (new () => object)[], options = {}, prepare?: Prepare) => {
  const imports = [
    JwtAuthModule.forRoot({ ...trusted, mapUser: () => (isGone ? null : {}), ...options }),
  ];
  app = await startApp('express', { imports, providers: [...providers] }, prepare);
};

describe('beside gateways on named namespaces', () => {
  beforeAll(() => start(gateways));
  afterAll(() => app.close());

  it.each([
    ['the main one', '/'],
    ['one that the application made', '/extra'],
    ['one of a pattern of the application', '/room-1'],
    ['one of a gateway', '/members'],
    ['one of a pattern of a gateway', '/tenant-1'],
  ])('%s needs a token', async (_which, namespace) => {
    expect(await verdict(namespace)).toBe(401);
    expect(await verdict(namespace, { auth: { token: `${token.slice(0, -4)}AAAA` } })).toBe(401);
    expect(await verdict(namespace, { transports: ['polling'] })).toBe(401);
    expect(await verdict(namespace, { auth: { token } })).toBe('connected');
  });

  it('those of gateways keep their own rules', async () => {
    expect(await verdict('/lobby')).toBe('connected');
    expect(await verdict('/staff', { auth: { token } })).toBe(403);
    expect(await verdict('/nowhere', { auth: { token } })).toBe('Invalid namespace');
  });

  it('nobody hears what is emitted to the server, who has shown no token', async () => {
    const { server } = app.nest.get(MembersGateway).server;
    const heard: unknown[] = [];
    const sockets = ['/', '/extra', '/room-1'].map((namespace) => open(namespace));
    for (const socket of sockets) socket.onAny((...event: unknown[]) => heard.push(event));
    // A bare connection of engine.io, which has asked for no namespace.
    const bare = new WebSocket(
      `${app.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
    );
    bare.on('message', (text: Buffer) => heard.push(text.toString()));
    await once(bare, 'message');
    const member = open('/', { auth: { token } });
    await new Promise<void>((resolve) => member.once('connect', () => resolve()));
    const told = new Promise((resolve) => member.once('news', resolve));
    server.emit('news', 'for members');
    server.of('/extra').emit('news', 'for members');

    expect(await told).toBe('for members');
    expect(heard).toEqual([expect.stringMatching(/^0{"sid"/)]);
    for (const socket of [...sockets, member]) socket.disconnect();
    bare.terminate();
  });

  it.each(['/', '/extra', '/room-1'])(
    'a socket is closed on %s when its user is gone',
    async (at) => {
      const socket = open(at, { auth: { token } });
      await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
      const closed = new Promise((resolve) => socket.once('disconnect', resolve));
      isGone = true;
      await app.nest.get(LiveConnections).recheck();
      isGone = false;

      expect(await closed).toBe('io server disconnect');
    },
  );

  it('one connection has so many attempts, and is closed then', async () => {
    const before = app.logger.with('JwtAuth').length;
    const raw = new WebSocket(
      `${app.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
    );
    await once(raw, 'message');
    const closed = once(raw, 'close');
    for (let i = 0; i < 1000; i++) raw.send(`40/members,{"token":"bad${i}"}`);
    await closed;

    expect(app.logger.with('JwtAuth').length - before).toBe(100);
  });

  it('and a connection that succeeds each time has as many as it likes', async () => {
    const raw = new WebSocket(
      `${app.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
    );
    await once(raw, 'message');
    for (let i = 0; i < 150; i++) {
      const answer = once(raw, 'message');
      raw.send(`40/lobby-${i},{}`);
      expect(String((await answer)[0])).toMatch(/^40\/lobby-\d+,{"sid"/);
    }
    raw.terminate();
  });

  it('an upgrade on another path opens nothing', async () => {
    const asked = request(`${app.url}/elsewhere`, {
      headers: { connection: 'Upgrade', upgrade: 'websocket' },
    });
    const answer = new Promise((resolve) => {
      asked.once('upgrade', () => resolve('upgraded'));
      asked.once('response', ({ statusCode }) => resolve(statusCode));
      asked.once('error', () => resolve('closed'));
    });
    asked.end();

    expect(await answer).not.toBe('upgraded');
  }, 10_000);
});

describe('in manual mode the main namespace', () => {
  afterEach(() => app.close());
  const manual = { guard: 'manual' };

  it('needs a token where a gateway does', async () => {
    await start([GuardedGateway], manual);

    expect(await verdict('/')).toBe(401);
    expect(await verdict('/', { auth: { token } })).toBe('connected');
  });

  it('needs none where no gateway does', async () => {
    await start([LobbyGateway], manual);

    expect(await verdict('/')).toBe('connected');
  });
});
