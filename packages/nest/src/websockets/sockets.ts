/** Sockets of socket.io and of ws: how they are told apart, and closed. */

/** The close code of a refused socket: of the range that RFC 6455 §7.4.2 leaves to applications; 401, as it were. */
export const CLOSE_UNAUTHORIZED = 4401;

interface IoSocket {
  disconnect(close: boolean): unknown;
}

interface PlainSocket {
  close(code: number, reason: string): void;
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

/** Closes a socket: socket.io's with its connection, one of ws with {@link CLOSE_UNAUTHORIZED}. */
export function closeSocket(client: object): void {
  if (isIoSocket(client)) client.disconnect(true);
  else (client as PlainSocket).close(CLOSE_UNAUTHORIZED, 'Unauthorized');
}

/** Calls a listener when a socket has ended: `close` of ws, `disconnect` of socket.io. */
export function onceEnded(client: object, listener: () => void): void {
  for (const event of ['close', 'disconnect']) (client as Ending).once(event, listener);
}

function isIoSocket(client: object): client is IoSocket {
  return typeof (client as Partial<IoSocket>).disconnect === 'function';
}
