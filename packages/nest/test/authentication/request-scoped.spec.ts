/** Request-scoped controllers and gateways: Nest makes them, and chooses their guards, at each message. */
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { Controller, Injectable, Scope, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  MessagePattern,
  Transport,
  type ClientProxy,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { CurrentUser, JwtAuthGuard, JwtAuthModule, Roles, RolesGuard } from '@portcullis/nest';
import { lastValueFrom } from 'rxjs';
import { WebSocket } from 'ws';
import { createApp, rootModule, startApp } from '../support/app.js';
import { hmac, trusted } from '../support/boot.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { mint } from '../support/tokens.js';

let made = 0;

@Controller({ scope: Scope.REQUEST })
class OrdersController {
  constructor() {
    made++;
  }

  @Roles('admin')
  @MessagePattern('orders')
  orders(@CurrentUser('id') id: unknown): unknown {
    return id;
  }
}

@UseGuards(JwtAuthGuard, RolesGuard)
@Controller({ scope: Scope.REQUEST })
class GuardedOrdersController extends OrdersController {}

const tcp = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } } as const;

/** What a message without a token, with the wrong role and with the right one is answered. */
async function ask(server: Server): Promise<readonly unknown[]> {
  const { port } = server.address() as AddressInfo;
  const client: ClientProxy = ClientProxyFactory.create({
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port },
  });
  const answers: unknown[] = [];
  for (const role of [undefined, 'viewer', 'admin']) {
    const authorization = `Bearer ${mint(hmac, { role })}`;
    const payload = role === undefined ? {} : { metadata: { authorization } };
    answers.push(
      await lastValueFrom(client.send<unknown>('orders', payload)).catch(
        (error: { readonly code?: unknown }) => error.code,
      ),
    );
  }
  client.close();
  return answers;
}

const judged = ['UNAUTHENTICATED', 'FORBIDDEN', 'user-1'];

/** What a hybrid application's microservice answers; rejects with what stops its boot. */
async function hybrid(controller: new () => object, inheritAppConfig: boolean) {
  const { nest } = await createApp('express', {
    imports: [JwtAuthModule.forRoot(trusted)],
    controllers: [controller],
  });
  try {
    const service = nest.connectMicroservice<MicroserviceOptions>(tcp, { inheritAppConfig });
    await nest.init();
    await nest.startAllMicroservices();
    return await ask(service.unwrap<Server>());
  } finally {
    await nest.close();
  }
}

describe('a request-scoped controller', () => {
  it('of a microservice that stands alone is guarded at each message', async () => {
    const root = rootModule({
      imports: [JwtAuthModule.forRoot(trusted)],
      controllers: [OrdersController],
    });
    const service = await NestFactory.createMicroservice<MicroserviceOptions>(root, {
      ...tcp,
      logger: new RecordingLogger(),
      abortOnError: false,
    });
    await service.listen();
    made = 0;

    expect(await ask(service.unwrap<Server>())).toEqual(judged);
    expect(made).toBe(3);
    await service.close();
  });

  it.each([true, false])(
    'of a hybrid application does not start: its guards are not known, inheritAppConfig %p',
    async (inheritAppConfig) => {
      await expect(hybrid(OrdersController, inheritAppConfig)).rejects.toThrow(
        /OrdersController\.orders with a controller that is request-scoped: Nest chooses its guards at each message.*, expected @UseGuards\(JwtAuthGuard, RolesGuard\) on it/,
      );
    },
  );

  it('of a hybrid application starts with guards of its own, which hold', async () => {
    expect(await hybrid(GuardedOrdersController, true)).toEqual(judged);
    expect(await hybrid(GuardedOrdersController, false)).toEqual(judged);
  });
});

describe('a request-scoped gateway', () => {
  @Injectable({ scope: Scope.REQUEST })
  @WebSocketGateway()
  class OrdersGateway {
    @Roles('admin')
    @SubscribeMessage('orders')
    orders(@CurrentUser('id') id: unknown) {
      return { event: 'answer', data: id };
    }
  }

  it('is guarded at the handshake and at each message', async () => {
    const app = await startApp(
      'express',
      { imports: [JwtAuthModule.forRoot(trusted)], providers: [OrdersGateway] },
      (nest) => nest.useWebSocketAdapter(new WsAdapter(nest)),
    );
    const url = app.url.replace('http', 'ws');
    const tell = async (role: string) => {
      const socket = new WebSocket(url, ['bearer', mint(hmac, { role })]);
      await once(socket, 'open');
      const message = once(socket, 'message') as Promise<[Buffer]>;
      socket.send(JSON.stringify({ event: 'orders' }));
      const [raw] = await message;
      socket.terminate();
      return JSON.parse(raw.toString()) as { readonly data: unknown };
    };
    const nobody = new WebSocket(url);
    nobody.on('error', () => {});
    const [, refused] = (await once(nobody, 'unexpected-response')) as [
      unknown,
      { readonly statusCode: number },
    ];

    expect(refused.statusCode).toBe(401);
    expect(await tell('viewer')).toMatchObject({ data: { code: 'FORBIDDEN' } });
    expect(await tell('admin')).toMatchObject({ data: 'user-1' });
    nobody.terminate();
    await app.close();
  });
});
