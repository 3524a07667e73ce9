/** Microservices over TCP, NATS, Redis and gRPC. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Metadata } from '@grpc/grpc-js';
import { Controller, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  GrpcMethod,
  MessagePattern,
  NatsRecordBuilder,
  Transport,
  type ClientProxy,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { CurrentUser, OptionalAuth, Public, Roles } from '@portcullis/nest';
import { headers as natsHeaders } from '@nats-io/transport-node';
import { lastValueFrom, type Observable } from 'rxjs';
import { natsUrl, redisUrl } from '../../../../../tools/servers/index.mjs';
import { rootModule } from '../../support/app.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { accepted, idOf, type Handler, type Lane, type RunningLane, type Told } from '../lane.js';

// Others use the same servers: no other run listens to these patterns.
const RUN = randomBytes(8).toString('hex');
const pattern = (handler: Handler) => `${RUN}.${handler}`;

@Controller()
class MessageController {
  @MessagePattern(pattern('mine'))
  mine(@CurrentUser() user: unknown): string {
    return idOf(user);
  }

  @Roles('admin')
  @MessagePattern(pattern('staff'))
  staff(@CurrentUser() user: unknown): string {
    return idOf(user);
  }

  @Public()
  @MessagePattern(pattern('open'))
  open(@CurrentUser() user: unknown): string {
    return idOf(user);
  }

  @OptionalAuth()
  @MessagePattern(pattern('maybe'))
  maybe(@CurrentUser() user: unknown): string {
    return idOf(user);
  }
}

const PROTO = `syntax = "proto3";
package matrix;
message Nothing {}
message User { string id = 1; }
service Users {
  rpc Mine (Nothing) returns (User);
  rpc Staff (Nothing) returns (User);
  rpc Open (Nothing) returns (User);
  rpc Maybe (Nothing) returns (User);
}`;

@Controller()
class GrpcController {
  @GrpcMethod('Users')
  mine(@CurrentUser() user: unknown): object {
    return { id: idOf(user) };
  }

  @Roles('admin')
  @GrpcMethod('Users')
  staff(@CurrentUser() user: unknown): object {
    return { id: idOf(user) };
  }

  @Public()
  @GrpcMethod('Users')
  open(@CurrentUser() user: unknown): object {
    return { id: idOf(user) };
  }

  @OptionalAuth()
  @GrpcMethod('Users')
  maybe(@CurrentUser() user: unknown): object {
    return { id: idOf(user) };
  }
}

async function serve(
  auth: DynamicModule,
  controller: new () => object,
  options: MicroserviceOptions,
) {
  const root = rootModule({ imports: [auth], controllers: [controller] });
  const logger = new RecordingLogger();
  const service = await NestFactory.createMicroservice<MicroserviceOptions>(root, {
    ...options,
    logger,
    abortOnError: false,
  });
  await service.listen();
  return service;
}

/** Sends one message, the token where `payload` puts it. */
async function send(client: ClientProxy, handler: Handler, payload: unknown): Promise<Told> {
  const answer = client.send<string>(pattern(handler), payload);
  return settle(lastValueFrom(answer), (error) => String((error as { code?: unknown }).code));
}

async function settle(answer: Promise<string>, said: (error: unknown) => string): Promise<Told> {
  try {
    return accepted(await answer, 'response');
  } catch (error) {
    return { said: said(error) };
  }
}

/** As metadata of the packet, which Nest 12 has, and as metadata in the payload. */
const inPayload = (token?: string) =>
  token === undefined ? {} : { metadata: { authorization: `Bearer ${token}` } };

function running(
  service: { close(): Promise<unknown> },
  client: { close(): unknown },
  ask: RunningLane['ask'],
  clean?: () => Promise<void>,
): RunningLane {
  return {
    ask,
    async close() {
      client.close();
      await service.close();
      await clean?.();
    },
  };
}

async function openTcp(auth: DynamicModule): Promise<RunningLane> {
  const service = await serve(auth, MessageController, {
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port: 0 },
  });
  const { port } = service.unwrap<Server>().address() as AddressInfo;
  const options = { host: '127.0.0.1', port };
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options });
  let token: string | undefined;
  client.setOnDispatchHook((packet) => {
    if (token !== undefined) packet.metadata = { authorization: `Bearer ${token}` };
  });
  return running(service, client, (handler, given) => {
    token = given;
    return send(client, handler, {});
  });
}

async function openNats(auth: DynamicModule): Promise<RunningLane> {
  const options = { servers: [await natsUrl()] };
  const service = await serve(auth, MessageController, { transport: Transport.NATS, options });
  const client = ClientProxyFactory.create({ transport: Transport.NATS, options });
  return running(service, client, (handler, token) => {
    const headers = natsHeaders();
    if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
    return send(client, handler, new NatsRecordBuilder({}).setHeaders(headers).build());
  });
}

async function openRedis(auth: DynamicModule): Promise<RunningLane> {
  const { hostname: host, port } = new URL(await redisUrl());
  const options = { host, port: Number(port) };
  const service = await serve(auth, MessageController, { transport: Transport.REDIS, options });
  const client = ClientProxyFactory.create({ transport: Transport.REDIS, options });
  return running(service, client, (handler, token) => send(client, handler, inPayload(token)));
}

interface Users {
  mine(nothing: object, metadata: Metadata): Observable<{ readonly id: string }>;
}

async function openGrpc(auth: DynamicModule): Promise<RunningLane> {
  const folder = await mkdtemp(path.join(tmpdir(), 'portcullis-grpc-'));
  const protoPath = path.join(folder, 'matrix.proto');
  await writeFile(protoPath, PROTO);
  const options = { package: 'matrix', protoPath, url: `unix:${path.join(folder, 'socket')}` };
  const service = await serve(auth, GrpcController, { transport: Transport.GRPC, options });
  const client = ClientProxyFactory.create({
    transport: Transport.GRPC,
    options,
  });
  const users = client.getService<Readonly<Record<Handler, Users['mine']>>>('Users');
  const ask = (handler: Handler, token?: string) => {
    const metadata = new Metadata();
    if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
    const answer = lastValueFrom(users[handler]({}, metadata)).then(({ id }) => id);
    return settle(answer, (error) => `status ${String((error as { code?: unknown }).code)}`);
  };
  return running(service, client, ask, () => rm(folder, { recursive: true }));
}

const refusals = { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN', 503: 'SERVICE_UNAVAILABLE' };

export const microserviceLanes: readonly Lane[] = [
  { name: 'TCP', refusals, open: openTcp },
  { name: 'NATS', refusals, open: openNats },
  { name: 'Redis', refusals, open: openRedis },
  {
    name: 'gRPC',
    refusals: { 401: 'status 16', 403: 'status 7', 503: 'status 14' },
    open: openGrpc,
  },
];
