/** Real applications on real servers: Nest on Express and on Fastify, on a free port of loopback. */
import type { AddressInfo } from 'node:net';
import type { INestApplication, Type, DynamicModule } from '@nestjs/common';
import { Module, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import { RecordingLogger } from './recording-logger.js';
import { send, type Answer, type RequestSettings } from './http-client.js';

export type Platform = 'express' | 'fastify';
export const PLATFORMS: readonly Platform[] = ['express', 'fastify'];

/** HTTP/2 without TLS too, which `get` of a running application does not speak. */
export type AnyPlatform = Platform | 'fastify-http2';

/** A running application. */
export interface RunningApp {
  readonly nest: INestApplication;
  readonly logger: RecordingLogger;
  readonly port: number;
  readonly url: string;
  /** A GET request, unless the settings say otherwise, with the token as bearer token if there is one. */
  get(path: string, token?: string, settings?: RequestSettings): Promise<Answer>;
  close(): Promise<void>;
}

/** What happens to an application before it listens. */
export type Prepare = (nest: INestApplication) => void;

/** Starts an application; rejects with what stops its boot. */
export async function startApp(
  platform: AnyPlatform,
  root: Type | ModuleMetadata,
  prepare?: Prepare,
): Promise<RunningApp> {
  const { nest, logger } = await createApp(platform, root);
  prepare?.(nest);
  await nest.listen(0, '127.0.0.1');
  const { port } = (nest.getHttpServer() as Server).address() as AddressInfo;
  return {
    nest,
    logger,
    port,
    url: `http://127.0.0.1:${port}`,
    get: (path, token, settings = {}) =>
      send(port, path, {
        ...settings,
        headers: [
          ...(token === undefined ? [] : [['Authorization', `Bearer ${token}`] as const]),
          ...(settings.headers ?? []),
        ],
      }),
    close: () => nest.close(),
  };
}

/** An application that does not listen yet. */
export async function createApp(
  platform: AnyPlatform,
  root: Type | ModuleMetadata,
): Promise<{ readonly nest: INestApplication; readonly logger: RecordingLogger }> {
  const logger = new RecordingLogger();
  const options = { logger, abortOnError: false };
  const module = typeof root === 'function' ? root : rootModule(root);
  const nest =
    platform === 'express'
      ? await NestFactory.create(module, options)
      : await NestFactory.create(module, fastify(platform), options);
  return { nest, logger };
}

function fastify(platform: AnyPlatform): FastifyAdapter {
  // The types of the adapter know the servers of HTTP/1 alone.
  return platform === 'fastify' ? new FastifyAdapter() : new FastifyAdapter({ http2: true });
}

/** The root module of an application, without a class of its own. */
export function rootModule(metadata: ModuleMetadata): DynamicModule {
  @Module({})
  class RootModule {}
  return { module: RootModule, ...metadata };
}
