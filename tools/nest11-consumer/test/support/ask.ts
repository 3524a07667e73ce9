/** Clients of the application's other transports: a TCP microservice and a ws socket. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';

/** The response to a message. */
export interface Reply {
  readonly response?: unknown;
  readonly err?: { readonly code?: unknown };
}

/** Sends one message in the framing of Nest's TCP transport: length, number sign, JSON. */
export async function askTcp(port: number, pattern: string, token?: string): Promise<Reply> {
  const socket = connect(port, '127.0.0.1');
  const metadata = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const packet = JSON.stringify({ id: '1', pattern, data: { metadata } });
  socket.write(`${packet.length}#${packet}`);
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  const text = chunk.toString();
  return JSON.parse(text.slice(text.indexOf('#') + 1)) as Reply;
}

/** Opens a socket and sends events. Returns the first response, or the status of a rejected handshake. */
export async function askWs(
  port: number,
  events: readonly string[],
  token?: string,
): Promise<unknown> {
  const socket = new WebSocket(
    `ws://127.0.0.1:${port}/live`,
    token === undefined ? [] : ['bearer', token],
  );
  socket.on('error', () => {});
  const refused = new Promise<unknown>((resolve) => {
    socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode));
  });
  const answered = new Promise<unknown>((resolve) => {
    socket.on('open', () => {
      for (const event of events) socket.send(JSON.stringify({ event }));
    });
    socket.on('message', (raw: Buffer) => {
      const { data } = JSON.parse(raw.toString()) as { readonly data: unknown };
      resolve(data);
    });
  });
  const answer = await Promise.race([refused, answered]);
  socket.terminate();
  return answer;
}
