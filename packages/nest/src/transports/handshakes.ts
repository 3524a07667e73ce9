/** What a socket was opened with, remembered for as long as it lives. */
import type { RequestLike } from '@portcullis/core/bearer';

/** The request that opened a socket, and what socket.io's client sent along. */
export interface Handshake extends RequestLike {
  /** socket.io's `auth`. */
  readonly auth?: unknown;
}

/** A socket of socket.io, as far as authentication knows it. */
interface IoSocket {
  readonly handshake?: { readonly auth?: unknown };
  readonly request?: RequestLike;
}

const handshakes = new WeakMap<object, Handshake>();

/** Notes the request that a socket was opened with. */
export function rememberHandshake(client: object, handshake: Handshake): void {
  handshakes.set(client, handshake);
}

/** The handshake of a socket of ws that passed the adapter, or of a socket of socket.io, which keeps its own. */
export function handshakeOf(client: object): Handshake | undefined {
  return handshakes.get(client) ?? ofSocketIo(client);
}

function ofSocketIo(client: object): Handshake | undefined {
  const { handshake, request } = client as IoSocket;
  if (typeof handshake !== 'object' || typeof request?.headers !== 'object') return undefined;
  const { headers, rawHeaders, url } = request;
  return { headers, rawHeaders, url, auth: handshake.auth };
}
