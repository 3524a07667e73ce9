/** Microservices on real servers, each with a real client. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Metadata } from '@grpc/grpc-js';
import { headers as natsHeaders } from '@nats-io/transport-node';
import type { DynamicModule, INestMicroservice, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  NatsRecordBuilder,
  Transport,
  type ClientProxy,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import type { Observable } from 'rxjs';
import { natsUrl, redisUrl } from '../../../../tools/servers/index.mjs';
import { rootModule } from './app.js';
import { RecordingLogger } from './recording-logger.js';

/** A running microservice, and its client. */
export interface Link {
  readonly service: INestMicroservice;
  /** Asks a handler, with a token or without. */
  ask<Answer>(handler: string, token?: string): Observable<Answer>;
  close(): Promise<void>;
}

/** Starts one. The patterns of its controllers begin with `prefix`. */
export type OpenLink = (auth: DynamicModule, controllers: Controllers) => Promise<Link>;

export interface Controllers {
  /** Others use the same servers: no other run listens to these patterns. */
  readonly prefix: string;
  readonly messages: readonly Type[];
  readonly grpc: readonly Type[];
  /** What gRPC's are declared by: the service {@link GRPC_SERVICE} in the package of {@link PROTO_HEAD}. */
  readonly proto: string;
}

export const GRPC_SERVICE = 'Handlers';
const PACKAGE = 'handlers';
/** What a declaration begins with. */
export const PROTO_HEAD = `syntax = "proto3"; package ${PACKAGE};`;

async function serve(
  auth: DynamicModule,
  controllers: readonly Type[],
  options: MicroserviceOptions,
): Promise<INestMicroservice> {
  const root = rootModule({ imports: [auth], controllers: [...controllers] });
  const service = await NestFactory.createMicroservice<MicroserviceOptions>(root, {
    ...options,
    logger: new RecordingLogger(),
    abortOnError: false,
  });
  await service.listen();
  return service;
}

function linkOf(
  service: INestMicroservice,
  client: ClientProxy,
  prefix: string,
  payloadOf: (token: string | undefined) => unknown,
): Link {
  return {
    service,
    ask: (handler, token) => client.send(prefix + handler, payloadOf(token)),
    async close() {
      await client.close();
      await service.close();
    },
  };
}

const metadataOf = (token: string) => ({ authorization: `Bearer ${token}` });

/** The token as metadata of the packet, which Nest 12 has. */
const tcp: OpenLink = async (auth, { messages, prefix }) => {
  const service = await serve(auth, messages, {
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port: 0 },
  });
  const { port } = service.unwrap<Server>().address() as AddressInfo;
  const options = { host: '127.0.0.1', port };
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options });
  let token: string | undefined;
  client.setOnDispatchHook((packet) => {
    if (token !== undefined) packet.metadata = metadataOf(token);
  });
  return linkOf(service, client, prefix, (given) => {
    token = given;
    return {};
  });
};

/** The token as metadata in the payload. */
const redis: OpenLink = async (auth, { messages, prefix }) => {
  const { hostname: host, port } = new URL(await redisUrl());
  const options = { host, port: Number(port) };
  const service = await serve(auth, messages, { transport: Transport.REDIS, options });
  const client = ClientProxyFactory.create({ transport: Transport.REDIS, options });
  return linkOf(service, client, prefix, (token) =>
    token === undefined ? {} : { metadata: metadataOf(token) },
  );
};

const nats: OpenLink = async (auth, { messages, prefix }) => {
  const options = { servers: [await natsUrl()] };
  const service = await serve(auth, messages, { transport: Transport.NATS, options });
  const client = ClientProxyFactory.create({ transport: Transport.NATS, options });
  return linkOf(service, client, prefix, (token) => {
    const headers = natsHeaders();
    if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
    return new NatsRecordBuilder({}).setHeaders(headers).build();
  });
};

type Methods = Readonly<Record<string, (nothing: object, metadata: Metadata) => never>>;

const grpc: OpenLink = async (auth, { grpc: controllers, proto }) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'portcullis-grpc-'));
  const protoPath = path.join(folder, 'handlers.proto');
  await writeFile(protoPath, proto);
  const options = { package: PACKAGE, protoPath, url: `unix:${path.join(folder, 'socket')}` };
  const service = await serve(auth, controllers, { transport: Transport.GRPC, options });
  const client = ClientProxyFactory.create({ transport: Transport.GRPC, options });
  const methods = client.getService<Methods>(GRPC_SERVICE);
  return {
    service,
    ask(handler, token) {
      const metadata = new Metadata();
      if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
      return methods[handler]?.({}, metadata) as never;
    },
    async close() {
      client.close();
      await service.close();
      await rm(folder, { recursive: true });
    },
  };
};

export const links = { tcp, redis, nats, grpc } as const;
