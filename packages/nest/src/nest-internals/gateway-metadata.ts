/** What `@WebSocketGateway()` and `@SubscribeMessage()` have written. */
import { nestMetadata } from './metadata.js';

/** The address of a gateway. Gateways with equal options share sockets. */
export interface SocketServerOptions {
  readonly namespace?: string | RegExp | (() => unknown);
  readonly path?: string;
}

/** Returns whether a class is a gateway. */
export function isGateway(type: object): boolean {
  return nestMetadata('isGateway', type) === true;
}

/** Returns the port of a gateway; 0 for the port of the HTTP server. */
export function portOf(gateway: object): number {
  return (nestMetadata('gatewayPort', gateway) as number | undefined) ?? 0;
}

/** Returns the options of a gateway. */
export function gatewayOptionsOf(gateway: object): SocketServerOptions {
  return (nestMetadata('gatewayOptions', gateway) as SocketServerOptions | undefined) ?? {};
}

/** Returns the message that a method of a gateway handles; undefined for a method that handles none. */
export function messageOf(handler: object): string | undefined {
  if (nestMetadata('isMessage', handler) !== true) return undefined;
  return String(nestMetadata('messageName', handler));
}
