/** Sockets: what lets them open, and what closes them. */
import { EventEmitter, once } from 'node:events';
import type { INestApplication } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { HttpOutcome } from '@portcullis/core/bearer';
import {
  JwtAuthGuard,
  JwtAuthModule,
  LiveConnections,
  Public,
  Roles,
  RolesGuard,
  type NestAuthOptions,
} from '@portcullis/nest';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import type { Authenticated } from '../../src/request/authenticated.js';
import { ConnectionRefusal } from '../../src/transports/connection-refusal.js';
import { startApp, type RunningApp } from '../support/app.js';
import { secretKey } from '../support/keys.js';
import { AUDIENCE, ISSUER, mint } from '../support/tokens.js';

const connected: string[] = [];

@Roles('member')
@WebSocketGateway()
class MembersGateway {
  handleConnection(): void {
    connected.push('members');
  }

  @SubscribeMessage('ping')
  ping(): object {
    return { event: 'pong', data: 'pong' };
  }
}

/** Anybody may connect; who is a member joins those who are told. */
@Public()
@WebSocketGateway()
class OpenGateway {
  @Roles('member')
  @SubscribeMessage('join')
  join(): object {
    return { event: 'joined' };
  }

  @SubscribeMessage('ping')
  ping(): object {
    return { event: 'pong' };
  }
}

interface Opening {
  readonly req: { readonly headers: Readonly<Record<string, string>> };
}

const choosy = { verifyClient: ({ req }: Opening) => req.headers['x-from'] === 'us' };

@WebSocketGateway(choosy as object)
class ChoosyGateway extends MembersGateway {}

const broken = {
  verifyClient: () => {
    throw new Error('a bug in verifyClient');
  },
};

@WebSocketGateway(broken as object)
class BrokenGateway extends MembersGateway {}

const mapUser: NonNullable<NestAuthOptions['mapUser']> = ({ claims }) => {
  if (claims.sub === 'broken') throw new Error('a bug in mapUser');
  return { id: claims.sub };
};

const hmac = secretKey();
const now = Math.floor(Date.now() / 1000);
const member = (exp = now + 600) => mint(hmac, { role: 'member', exp });

const recovery = { connectionStateRecovery: { skipMiddlewares: false } };

@WebSocketGateway(recovery as object)
class RecoveringGateway extends MembersGateway {}

/** An application whose clock and users a test can change. */
class World {
  time = Date.now();
  readonly gone = new Set<string>();
  app!: RunningApp;

  async start(
    prepare?: (nest: INestApplication) => void,
    options: NestAuthOptions = {},
    gateway: new () => object = MembersGateway,
  ) {
    const auth = JwtAuthModule.forRoot({
      issuer: ISSUER,
      audience: AUDIENCE,
      secret: hmac.key,
      clock: () => this.time,
      mapUser: ({ claims: { sub = '' } }) => (this.gone.has(sub) ? null : { id: sub }),
      ...options,
    });
    this.app = await startApp('express', { imports: [auth], providers: [gateway] }, prepare);
    return this.app.nest.get(LiveConnections);
  }
}

let world: World;

beforeEach(() => {
  world = new World();
  connected.length = 0;
});

afterEach(() => world.app.close());

describe('a socket of ws', () => {
  const prepare = (nest: INestApplication) => nest.useWebSocketAdapter(new WsAdapter(nest));
  const open = (headers: Readonly<Record<string, string>>, protocols: string[] = []) =>
    new WebSocket(world.app.url.replace('http', 'ws'), protocols, { headers });

  /** The status of the handshake: 101 where the socket opens. */
  async function handshake(headers: Readonly<Record<string, string>>, protocols: string[] = []) {
    const socket = open(headers, protocols);
    socket.on('error', () => {});
    const opened = once(socket, 'open').then(() => 101);
    opened.catch(() => {});
    const refused = once(socket, 'unexpected-response').then(
      (parts) => (parts[1] as { statusCode: number }).statusCode,
    );
    refused.catch(() => {});
    const status = await Promise.race([opened, refused]);
    socket.terminate();
    return status;
  }

  it('opens with one good credential of the right role, before handleConnection', async () => {
    await world.start(prepare);
    const bearer = { authorization: `Bearer ${member()}` };

    expect(await handshake(bearer)).toBe(101);
    expect(await handshake({}, ['bearer', member()])).toBe(101);
    expect(connected).toEqual(['members', 'members']);
    expect(await handshake({})).toBe(401);
    expect(await handshake({ authorization: `Bearer ${mint(hmac)}` })).toBe(403);
    expect(await handshake(bearer, ['bearer', member()])).toBe(400);
    expect(await handshake({ authorization: 'Bearer a, Bearer b' })).toBe(400);
    expect(connected).toHaveLength(2);
  });

  it('is not opened by a cookie, which a page of any origin sends along', async () => {
    await world.start(prepare, { cookie: 'token' });

    expect(await handshake({ cookie: `token=${member()}` })).toBe(401);
    expect(await handshake({ authorization: `Bearer ${member()}` })).toBe(101);
  });

  async function ready(exp?: number): Promise<WebSocket> {
    const socket = open({ authorization: `Bearer ${member(exp)}` });
    await once(socket, 'open');
    return socket;
  }

  it('is closed when its user is gone, as soon as somebody says so, and others are not', async () => {
    const live = await world.start(prepare);
    const socket = await ready();
    const closed = once(socket, 'close');
    await live.recheck();
    expect(live.size).toBe(1);
    world.gone.add('user-1');
    await live.recheck();

    expect(await closed).toEqual([4401, Buffer.from('Unauthorized')]);
    expect(live.size).toBe(0);
  });

  it('is told 401 and closed at the first message after its user is gone', async () => {
    await world.start(prepare);
    const socket = await ready();
    const closed = once(socket, 'close');
    const message = once(socket, 'message') as Promise<[Buffer]>;
    world.gone.add('user-1');
    socket.send(JSON.stringify({ event: 'ping' }));
    const [raw] = await message;

    expect(JSON.parse(raw.toString())).toEqual({
      event: 'exception',
      data: { status: 'error', statusCode: 401, code: 'UNAUTHENTICATED', message: 'Unauthorized' },
    });
    expect((await closed)[0]).toBe(4401);
  });

  it('is closed when its token expires, though no message comes', async () => {
    await world.start(prepare);
    const socket = await ready((world.time + 200) / 1000);
    const closed = once(socket, 'close');
    world.time += 30_000; // the clock that decides; the timer is set by the time that was left at the handshake

    expect((await closed)[0]).toBe(4401);
  });

  it('leaves nothing behind when it closes', async () => {
    const live = await world.start(prepare);
    const sockets = await Promise.all([ready(), ready(), ready()]);
    expect(live.size).toBe(3);
    for (const socket of sockets) socket.terminate();
    while (live.size > 0) await new Promise((next) => setImmediate(next));

    expect(live.size).toBe(0);
  });

  it('that anybody may open is watched from its first good message on, and closed at the end', async () => {
    const live = await world.start(prepare, {}, OpenGateway);
    const ask = async (socket: WebSocket, event: string) => {
      const message = once(socket, 'message') as Promise<[Buffer]>;
      socket.send(JSON.stringify({ event }));
      return (JSON.parse((await message)[0].toString()) as { event: string }).event;
    };
    const [socket, other, nobody] = [await ready(), await ready(), open({})];
    await once(nobody, 'open');
    const closed = once(socket, 'close');

    expect(await Promise.all([ask(socket, 'ping'), ask(nobody, 'join')])).toEqual([
      'pong',
      'exception',
    ]);
    expect(live.size).toBe(0);
    expect(await Promise.all([ask(socket, 'join'), ask(socket, 'join')])).toContain('joined');
    expect(live.size).toBe(1);
    world.time += 3_600_000;
    await live.recheck();
    expect((await closed)[0]).toBe(4401);
    expect(await Promise.all([ask(other, 'ping'), ask(nobody, 'ping')])).toEqual(['pong', 'pong']);
    for (const last of [other, nobody]) last.terminate();
  });

  it('whose keys are unavailable is closed when its token expires', async () => {
    const live = await world.start(prepare);
    const outage = { status: 503, headers: {}, body: { statusCode: 503, message: 'later' } };
    const client = Object.assign(new EventEmitter(), {
      close: (code: number) => client.emit('closed', code),
    });
    const closed = once(client, 'closed');
    const expiresAt = now + 600;
    live.watch(client, { user: {}, token: { expiresAt } } as Authenticated, () =>
      Promise.reject(new ConnectionRefusal(outage as HttpOutcome, undefined)),
    );
    await live.recheck();
    expect(live.size).toBe(1);
    world.time = expiresAt * 1000;
    await live.recheck();

    expect(live.size).toBe(0);
    expect(await closed).toEqual([4401]);
  });

  it('is judged by guards that are global in manual mode too', async () => {
    await world.start(
      (nest) => {
        prepare(nest);
        nest.useGlobalGuards(nest.get(JwtAuthGuard), nest.get(RolesGuard));
      },
      { guard: 'manual' },
    );

    expect(await handshake({})).toBe(401);
    expect(await handshake({ authorization: `Bearer ${mint(hmac)}` })).toBe(403);
    expect(await handshake({ authorization: `Bearer ${member()}` })).toBe(101);
  });

  it('of a gateway with a verifyClient of its own is held to both', async () => {
    await world.start(prepare, {}, ChoosyGateway);
    const authorization = `Bearer ${member()}`;

    expect(await handshake({ authorization, 'x-from': 'us' })).toBe(101);
    expect(await handshake({ authorization })).toBe(401);
    expect(await handshake({ 'x-from': 'us' })).toBe(401);
  });

  it('is refused and logged where the application’s own code fails, whichever it is', async () => {
    await world.start(prepare, { mapUser }, BrokenGateway);
    const authorization = `Bearer ${member()}`;

    expect(await handshake({ authorization })).toBe(500);
    expect(world.app.logger.with('a bug in verifyClient')).toHaveLength(1);
    expect(await handshake({ authorization: `Bearer ${mint(hmac, { sub: 'broken' })}` })).toBe(500);
    expect(world.app.logger.with('a bug in mapUser')).toHaveLength(1);
    expect(await handshake({})).toBe(401);
    expect(world.app.logger.with('SocketProtection')).toHaveLength(2);
  });

  it('of an adapter whose handshake cannot be checked is never opened: it does not start', async () => {
    class Deaf extends WsAdapter {
      override create(port: number): unknown {
        return super.create(port, {} as never);
      }
    }
    const live = await world.start(); // an application to close

    await expect(
      new World().start((nest) => nest.useWebSocketAdapter(new Deaf(nest)), { strategy: false }),
    ).rejects.toMatchObject({ code: 'ERR_CONFIGURATION', option: 'useWebSocketAdapter()' });
    expect(live.size).toBe(0);
  });
});

describe('a socket of socket.io', () => {
  const open = (options: object): Socket =>
    io(world.app.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...options,
    });

  async function verdict(options: object): Promise<unknown> {
    const socket = open(options);
    const answer = await Promise.race([
      once(socket as never, 'connect').then(() => 'connected'),
      once(socket as never, 'connect_error').then(
        ([error]) => (error as { data: { statusCode: number } }).data.statusCode,
      ),
    ]);
    socket.disconnect();
    return answer;
  }

  it('opens with one good credential of the right role', async () => {
    await world.start();
    const extraHeaders = { authorization: `Bearer ${member()}` };

    expect(await verdict({ auth: { token: member() } })).toBe('connected');
    expect(await verdict({ auth: { token: `Bearer ${member()}` } })).toBe('connected');
    expect(await verdict({ extraHeaders })).toBe('connected');
    expect(connected).toHaveLength(3);
    expect(await verdict({})).toBe(401);
    expect(await verdict({ auth: { token: mint(hmac) } })).toBe(403);
    expect(await verdict({ extraHeaders, auth: { token: member() } })).toBe(400);
    expect(await verdict({ auth: { token: [member()] } })).toBe(400);
    expect(await verdict({ query: { access_token: member() } })).toBe(400);
    expect(connected).toHaveLength(3);
  });

  it('is not recovered past the check: an application that asks for that does not start', async () => {
    class RecoveringAdapter extends IoAdapter {
      override createIOServer(...[port, options]: Parameters<IoAdapter['createIOServer']>) {
        return super.createIOServer(port, { ...options, connectionStateRecovery: {} } as never);
      }
    }
    await world.start(); // an application to close
    const refused = { code: 'ERR_CONFIGURATION', option: 'connectionStateRecovery' };
    const other = () => new World();

    await expect(
      other().start(undefined, { strategy: false }, RecoveringGateway),
    ).rejects.toMatchObject(refused);
    await expect(
      other().start((nest) => nest.useWebSocketAdapter(new RecoveringAdapter(nest)), {
        strategy: false,
      }),
    ).rejects.toMatchObject(refused);
  });

  it('that a server opened past the middleware is closed', async () => {
    class PastAdapter extends IoAdapter {
      override create(...settings: Parameters<IoAdapter['create']>) {
        const server = super.create(...settings);
        // As socket.io does it for a recovered socket with skipMiddlewares.
        return Object.assign(server, { use: () => server });
      }
    }
    const live = await world.start((nest) => nest.useWebSocketAdapter(new PastAdapter(nest)));
    const socket = open({ auth: { token: member() } });
    const [reason] = (await once(socket as never, 'disconnect')) as [string];

    expect(reason).toBe('io server disconnect');
    expect(live.size).toBe(0);
  });

  it('is closed when its user is gone', async () => {
    const live = await world.start();
    const socket = open({ auth: { token: member() } });
    await once(socket as never, 'connect');
    const closed = once(socket as never, 'disconnect');
    world.gone.add('user-1');
    await live.recheck();

    expect(await closed).toEqual(
      ['io server disconnect', expect.anything() as unknown].slice(0, 1),
    );
  });
});
