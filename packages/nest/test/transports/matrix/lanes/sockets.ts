/** Gateways on socket.io and on ws. A socket to the guarded gateway needs a token before it is opened. */
import { once } from 'node:events';
import type { DynamicModule, INestApplication } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import { CurrentUser, OptionalAuth, Public, Roles } from '@portcullis/nest';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { startApp } from '../../../support/app.js';
import { accepted, idOf, type Handler, type Lane, type Told } from '../lane.js';

class Handlers {
  @SubscribeMessage('mine')
  mine(@CurrentUser() user: unknown) {
    return { event: 'answer', data: idOf(user) };
  }

  @Roles('admin')
  @SubscribeMessage('staff')
  staff(@CurrentUser() user: unknown) {
    return { event: 'answer', data: idOf(user) };
  }

  @Public()
  @SubscribeMessage('open')
  open(@CurrentUser() user: unknown) {
    return { event: 'answer', data: idOf(user) };
  }

  @OptionalAuth()
  @SubscribeMessage('maybe')
  maybe(@CurrentUser() user: unknown) {
    return { event: 'answer', data: idOf(user) };
  }
}

@WebSocketGateway({ namespace: 'guarded' })
class GuardedIoGateway extends Handlers {}

@WebSocketGateway({ namespace: 'free' })
class FreeIoGateway extends Handlers implements OnGatewayConnection {
  @OptionalAuth()
  handleConnection(): void {}
}

@WebSocketGateway({ path: '/guarded' })
class GuardedWsGateway extends Handlers {}

@WebSocketGateway({ path: '/free' })
class FreeWsGateway extends Handlers implements OnGatewayConnection {
  @OptionalAuth()
  handleConnection(): void {}
}

/** Where a handler is asked: public ones where anybody may connect. */
const gatewayOf = (handler: Handler) =>
  handler === 'open' || handler === 'maybe' ? 'free' : 'guarded';

interface Refused {
  readonly code?: unknown;
}

async function askIo(url: string, handler: Handler, token?: string): Promise<Told> {
  const socket: Socket = io(`${url}/${gatewayOf(handler)}`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...(token === undefined ? {} : { auth: { token } }),
  });
  try {
    return await new Promise<Told>((resolve) => {
      socket.on('connect_error', (error) => {
        const { data } = error as { readonly data?: Refused };
        resolve({ said: `connect_error ${String(data?.code)}` });
      });
      socket.on('exception', ({ code }: Refused) => resolve({ said: `exception ${String(code)}` }));
      socket.on('answer', (user) => resolve(accepted(user, 'event')));
      socket.on('connect', () => socket.emit(handler));
    });
  } finally {
    socket.disconnect();
  }
}

async function askWs(url: string, handler: Handler, token?: string): Promise<Told> {
  const socket = new WebSocket(
    `${url.replace('http', 'ws')}/${gatewayOf(handler)}`,
    token === undefined ? [] : ['bearer', token],
  );
  const refused = new Promise<Told>((resolve) => {
    socket.on('unexpected-response', (_request, { statusCode }) =>
      resolve({ said: `handshake ${statusCode}` }),
    );
    socket.on('error', () => {});
  });
  const answered = once(socket, 'open').then(async () => {
    const message = once(socket, 'message');
    socket.send(JSON.stringify({ event: handler }));
    const [raw] = (await message) as [Buffer];
    const { event, data } = JSON.parse(raw.toString()) as { event: string; data: unknown };
    return event === 'answer'
      ? accepted(data, 'event')
      : { said: `exception ${String((data as Refused).code)}` };
  });
  answered.catch(() => {});
  const told = await Promise.race([refused, answered]);
  socket.terminate();
  return told;
}

async function open(
  auth: DynamicModule,
  providers: readonly (new () => object)[],
  ask: typeof askIo,
  prepare?: (nest: INestApplication) => void,
) {
  const app = await startApp('express', { imports: [auth], providers: [...providers] }, prepare);
  return {
    ask: (handler: Handler, token?: string) => ask(app.url, handler, token),
    close: () => app.close(),
  };
}

export const socketIo: Lane = {
  name: 'socket.io',
  refusals: {
    401: 'connect_error UNAUTHENTICATED',
    403: 'exception FORBIDDEN',
    503: 'connect_error SERVICE_UNAVAILABLE',
  },
  open: (auth) => open(auth, [GuardedIoGateway, FreeIoGateway], askIo),
};

export const ws: Lane = {
  name: 'ws',
  refusals: { 401: 'handshake 401', 403: 'exception FORBIDDEN', 503: 'handshake 503' },
  open: (auth) =>
    open(auth, [GuardedWsGateway, FreeWsGateway], askWs, (nest) =>
      nest.useWebSocketAdapter(new WsAdapter(nest)),
    ),
};
