/** The gateways of an application, by the server that they share. */
import 'reflect-metadata';
import { Inject, Injectable, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

/** Where gateways listen: those with equal options share sockets, so that each socket must please all of them. */
export interface SocketServerOptions {
  readonly namespace?: string | RegExp | (() => unknown);
  readonly path?: string;
}

/** A gateway class, and what stands for the handler of its connections. */
export interface Gateway {
  readonly type: Type;
  readonly handler: object;
}

// Metadata keys of @nestjs/websockets, which may not be installed.
const IS_GATEWAY = 'websockets:is_gateway';
const OPTIONS = 'websockets:gateway_options';
const PORT = 'port';

/** Finds gateways by where they listen. */
@Injectable()
export class Gateways {
  constructor(@Inject(ModulesContainer) private readonly modules: ModulesContainer) {}

  /** The gateways whose sockets a server is created for. */
  at(port: number, options: SocketServerOptions = {}): readonly Gateway[] {
    const wanted = addressOf(port, options);
    return this.all().filter(({ type }) => wanted === addressOf(portOf(type), optionsOf(type)));
  }

  /** Each gateway once, however many modules have it. */
  all(): readonly Gateway[] {
    const types = [...this.modules.values()].flatMap(({ providers }) =>
      [...providers.values()].flatMap(({ metatype }) =>
        typeof metatype === 'function' && Reflect.getMetadata(IS_GATEWAY, metatype) === true
          ? [metatype as Type]
          : [],
      ),
    );
    return [...new Set(types)].map((type) => ({ type, handler: connectionHandler(type) }));
  }
}

/** What decorators on `handleConnection` say goes for the handshake; without it, what stands on the class. */
function connectionHandler(type: Type): object {
  const { handleConnection } = type.prototype as { readonly handleConnection?: unknown };
  return typeof handleConnection === 'function' ? handleConnection : noHandler;
}

function noHandler(): void {}

function portOf(type: Type): number {
  return (Reflect.getMetadata(PORT, type) as number | undefined) ?? 0;
}

function optionsOf(type: Type): SocketServerOptions {
  return (Reflect.getMetadata(OPTIONS, type) as SocketServerOptions | undefined) ?? {};
}

/** Port, path and namespace as one text, each slash where Nest would put it. */
function addressOf(port: number, { namespace, path }: SocketServerOptions): string {
  const name = namespace === undefined ? '' : namespace.toString();
  const text = name.startsWith('/') ? name : `/${name}`;
  return JSON.stringify([port, path ?? '', text]);
}
