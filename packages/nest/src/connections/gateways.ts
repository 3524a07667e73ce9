/** The gateways of an application, by the server that they share. */
import { Inject, Injectable, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { gatewayClassesOf } from '../nest-internals/gateway-classes.js';
import {
  gatewayOptionsOf,
  portOf,
  type SocketServerOptions,
} from '../nest-internals/gateway-metadata.js';

/** A gateway class, and the function whose decorators apply to its connections. */
export interface Gateway {
  readonly type: Type;
  readonly handler: object;
}

/** Finds gateways by port, path and namespace. */
@Injectable()
export class Gateways {
  constructor(@Inject(ModulesContainer) private readonly modules: ModulesContainer) {}

  /** Returns the gateways of a server. */
  at(port: number, options: SocketServerOptions = {}): readonly Gateway[] {
    const wanted = addressOf(port, options);
    return this.all().filter(
      ({ type }) => wanted === addressOf(portOf(type), gatewayOptionsOf(type)),
    );
  }

  /** Returns each gateway once, also if several modules have it. */
  all(): readonly Gateway[] {
    return gatewayClassesOf(this.modules).map((type) => ({
      type,
      handler: connectionHandler(type),
    }));
  }
}

/** Decorators on `handleConnection` apply to the handshake. Without that method, those of the class do. */
function connectionHandler(type: Type): object {
  const { handleConnection } = type.prototype as { readonly handleConnection?: unknown };
  return typeof handleConnection === 'function' ? handleConnection : noHandler;
}

function noHandler(): void {}

/** Returns port, path and namespace as one text, with slashes as Nest writes them. */
function addressOf(port: number, { namespace, path }: SocketServerOptions): string {
  const name = namespace === undefined ? '' : namespace.toString();
  const text = name.startsWith('/') ? name : `/${name}`;
  return JSON.stringify([port, path ?? '', text]);
}
