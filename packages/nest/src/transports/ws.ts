/**
 * WebSockets of socket.io and ws. The credential is in the handshake: an Authorization header, socket.io's `auth.token`, or
 * the subprotocol after `bearer`, which a browser can send. Cookies are not read: a page of any origin can open a socket
 * with them. The credential is checked before `handleConnection`, and again for each message.
 */
import type { ExecutionContext } from '@nestjs/common';
import { CredentialError } from '@portcullis/core';
import { findCredential, listItems, type HttpOutcome } from '@portcullis/core/bearer';
import { handshakeOf, type Handshake } from './handshakes.js';
import { closeRefused } from './socket-control.js';
import { oneCredential } from './single-credential.js';
import { refusalBody } from './refusal-code.js';
import type { Transport } from './transport.js';

const users = new WeakMap<object, unknown>();

/** Messages on sockets of @nestjs/websockets. */
export const wsTransport: Transport = {
  type: 'ws',
  carrierOf: (context: ExecutionContext) => context.switchToWs().getClient<object>(),
  credentialOf: (client: object) => handshakeCredential(handshakeOf(client)),
  setUser: (client: object, user: unknown) => void users.set(client, user),
  userOf: (client: object) => users.get(client),
  exchangeOf: (context: ExecutionContext) => context.getArgs<unknown[]>(), // one message: Nest hands all guards the same list

  async refuse(client: object, outcome: HttpOutcome): Promise<Error> {
    // The credential was valid at the handshake and is now invalid: the client is told, then the socket is closed.
    if (outcome.status === 401) setImmediate(closeRefused, client);
    return wsRefusal(outcome);
  },
};

/** Creates a rejection that leaves the socket open. */
export async function wsRefusal(outcome: HttpOutcome): Promise<Error> {
  const { WsException } = await import('@nestjs/websockets');
  return new WsException(refusalBody(outcome));
}

/** Returns the one credential of a handshake. */
export function handshakeCredential(handshake: Handshake | undefined): string | undefined {
  if (!handshake) return undefined;
  return oneCredential([
    findCredential(handshake),
    fromAuth(handshake.auth),
    fromSubprotocol(handshake.headers['sec-websocket-protocol']),
  ]);
}

/** socket.io's `auth: { token }`, with or without the scheme. */
function fromAuth(auth: unknown): string | undefined {
  if (typeof auth !== 'object' || auth === null || !Object.hasOwn(auth, 'token')) return undefined;
  const { token } = auth as { readonly token: unknown };
  if (token === undefined || token === null) return undefined;
  const credential = typeof token === 'string' ? token.replace(/^bearer( +|$)/i, '') : '';
  if (credential !== '') return credential;
  throw new CredentialError('ERR_REQUEST_MALFORMED', 'an auth.token without a token');
}

/** Reads `new WebSocket(url, ['bearer', token])`. The server answers with `bearer`, and never with the token. */
function fromSubprotocol(value: string | readonly string[] | undefined): string | undefined {
  const protocols = [value ?? []].flat().flatMap((line) => listItems(line));
  const at = protocols.indexOf('bearer');
  if (at === -1) return undefined;
  const token = protocols[at + 1] ?? '';
  if (token !== '' && protocols.lastIndexOf('bearer') === at) return token;
  throw new CredentialError('ERR_REQUEST_MALFORMED', 'not exactly one token after `bearer`');
}
