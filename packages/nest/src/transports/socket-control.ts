/** Closes connections that stay open: sockets of socket.io and ws, and responses of streams. */

/** Close code of a rejected socket, from the range for applications (RFC 6455 §7.4.2). It corresponds to 401. */
export const CLOSE_UNAUTHORIZED = 4401;

/** Subprotocol of GraphQL over WebSocket. Its clients do not reconnect after 4401, but after 4403. */
const GRAPHQL_PROTOCOL = 'graphql-transport-ws';
const CLOSE_FORBIDDEN = 4403;

interface IoSocket {
  disconnect(close: boolean): unknown;
}

interface PlainSocket {
  readonly protocol?: string;
  close(code: number, reason: string): void;
}

/** A response of Node, or a TCP socket. */
interface BareConnection {
  destroy(): unknown;
}

interface Ending {
  once(event: string, listener: () => void): unknown;
}

// Only these are closed after a rejection. A socket that was opened without a token may stay open without one.
const authenticated = new WeakSet<object>();

/** Notes that a socket was opened with a valid credential: it is closed when the credential becomes invalid. */
export function markAuthenticated(client: object): void {
  authenticated.add(client);
}

/** Closes a socket whose credential was valid at the handshake and is now invalid. */
export function closeRefused(client: object): void {
  if (authenticated.has(client)) closeSocket(client);
}

/**
 * Closes a connection: a socket.io socket with its transport, a ws socket with {@link CLOSE_UNAUTHORIZED}, or with
 * {@link CLOSE_FORBIDDEN} for GraphQL, whose client then reconnects with a new token. Destroys a response or TCP socket.
 */
export function closeSocket(client: object): void {
  if (isIoSocket(client)) return void client.disconnect(true);
  if (isBare(client)) return void client.destroy();
  const { protocol } = client as PlainSocket;
  if (protocol === GRAPHQL_PROTOCOL) (client as PlainSocket).close(CLOSE_FORBIDDEN, 'Forbidden');
  else (client as PlainSocket).close(CLOSE_UNAUTHORIZED, 'Unauthorized');
}

/** Returns whether a connection has ended or is closing. */
export function hasEnded(client: object): boolean {
  const { destroyed, readyState } = client as { destroyed?: unknown; readyState?: unknown };
  return destroyed === true || readyState === CLOSING || readyState === CLOSED;
}

// `readyState` of a WebSocket is a number, that of a TCP socket a word.
const CLOSING = 2;
const CLOSED = 3;

/** Calls a listener when a connection ends: `disconnect` of socket.io, `close` of all others. */
export function onceEnded(client: object, listener: () => void): void {
  for (const event of ['close', 'disconnect']) (client as Ending).once(event, listener);
}

function isIoSocket(client: object): client is IoSocket {
  return typeof (client as Partial<IoSocket>).disconnect === 'function';
}

function isBare(client: object): client is BareConnection {
  return typeof (client as Partial<BareConnection>).destroy === 'function';
}
