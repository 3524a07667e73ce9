/** Handshakes of open sockets. */
import type { RequestLike } from '@portcullis/core/bearer';

/** Request that opened a socket, and `auth` of a socket.io client. */
export interface Handshake extends RequestLike {
  /** socket.io's `auth`. */
  readonly auth?: unknown;
}

/** Socket of socket.io, as far as authentication reads it. */
interface IoSocket {
  readonly handshake?: { readonly auth?: unknown };
  readonly request?: RequestLike;
}

const handshakes = new WeakMap<object, Handshake>();

/** Stores the request that opened a socket. */
export function rememberHandshake(client: object, handshake: Handshake): void {
  handshakes.set(client, handshake);
}

/** Returns the handshake of a ws socket that the adapter opened, or of a socket.io socket. */
export function handshakeOf(client: object): Handshake | undefined {
  return handshakes.get(client) ?? ofSocketIo(client);
}

function ofSocketIo(client: object): Handshake | undefined {
  const { handshake, request } = client as IoSocket;
  if (typeof handshake !== 'object' || typeof request?.headers !== 'object') return undefined;
  const { headers, rawHeaders, url } = request;
  return { headers, rawHeaders, url, auth: handshake.auth };
}
