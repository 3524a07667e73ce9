/** Connections that stay open: sockets of socket.io and of ws, and those of streams. How they are told apart, and closed. */

/** The close code of a refused socket: of the range that RFC 6455 §7.4.2 leaves to applications; 401, as it were. */
export const CLOSE_UNAUTHORIZED = 4401;

/** The subprotocol of GraphQL over WebSocket. Its clients take 4401 for final, and connect again after Forbidden. */
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

// Only these are closed when they are refused: one that was let in without a token may go on without.
const authenticated = new WeakSet<object>();

/** Notes that a socket was opened with a good credential, so that it goes when that goes bad. */
export function markAuthenticated(client: object): void {
  authenticated.add(client);
}

/** Closes a socket whose credential was good at the handshake and is no longer. */
export function closeRefused(client: object): void {
  if (authenticated.has(client)) closeSocket(client);
}

/**
 * Closes a connection: socket.io's socket with what carries it, one of ws with {@link CLOSE_UNAUTHORIZED}, or so that a
 * client of GraphQL connects again, by when it may have a new token; a response or TCP socket at once.
 */
export function closeSocket(client: object): void {
  if (isIoSocket(client)) return void client.disconnect(true);
  if (isBare(client)) return void client.destroy();
  const { protocol } = client as PlainSocket;
  if (protocol === GRAPHQL_PROTOCOL) (client as PlainSocket).close(CLOSE_FORBIDDEN, 'Forbidden');
  else (client as PlainSocket).close(CLOSE_UNAUTHORIZED, 'Unauthorized');
}

/** Whether a connection has ended, or is about to. */
export function hasEnded(client: object): boolean {
  const { destroyed, readyState } = client as { destroyed?: unknown; readyState?: unknown };
  return destroyed === true || readyState === CLOSING || readyState === CLOSED;
}

// Of a WebSocket. A TCP socket's states are words.
const CLOSING = 2;
const CLOSED = 3;

/** Calls a listener when a connection has ended: `disconnect` of socket.io, `close` of all others. */
export function onceEnded(client: object, listener: () => void): void {
  for (const event of ['close', 'disconnect']) (client as Ending).once(event, listener);
}

function isIoSocket(client: object): client is IoSocket {
  return typeof (client as Partial<IoSocket>).disconnect === 'function';
}

function isBare(client: object): client is BareConnection {
  return typeof (client as Partial<BareConnection>).destroy === 'function';
}
