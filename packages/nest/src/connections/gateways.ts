/** The gateways of an application, by the server that they share. */
import { Inject, Injectable, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { gatewayClassesOf } from '../nest-internals/gateway-classes.js';
import {
  gatewayOptionsOf,
  portOf,
  type SocketServerOptions,
} from '../nest-internals/gateway-metadata.js';

/** A gateway class, and what stands for the handler of its connections. */
export interface Gateway {
  readonly type: Type;
  readonly handler: object;
}

/** Finds gateways by where they listen. */
@Injectable()
export class Gateways {
  constructor(@Inject(ModulesContainer) private readonly modules: ModulesContainer) {}

  /** The gateways whose sockets a server is created for. */
  at(port: number, options: SocketServerOptions = {}): readonly Gateway[] {
    const wanted = addressOf(port, options);
    return this.all().filter(
      ({ type }) => wanted === addressOf(portOf(type), gatewayOptionsOf(type)),
    );
  }

  /** Each gateway once, however many modules have it. */
  all(): readonly Gateway[] {
    return gatewayClassesOf(this.modules).map((type) => ({
      type,
      handler: connectionHandler(type),
    }));
  }
}

/** What decorators on `handleConnection` say goes for the handshake; without it, what stands on the class. */
function connectionHandler(type: Type): object {
  const { handleConnection } = type.prototype as { readonly handleConnection?: unknown };
  return typeof handleConnection === 'function' ? handleConnection : noHandler;
}

function noHandler(): void {}

/** Port, path and namespace as one text, each slash where Nest would put it. */
function addressOf(port: number, { namespace, path }: SocketServerOptions): string {
  const name = namespace === undefined ? '' : namespace.toString();
  const text = name.startsWith('/') ? name : `/${name}`;
  return JSON.stringify([port, path ?? '', text]);
}
