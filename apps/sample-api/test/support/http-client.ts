/** HTTP over a socket, so that a test controls every byte of the request and sees every byte of the response. */
import { once } from 'node:events';
import { connect } from 'node:net';

/** A header line to send. */
export type HeaderLine = readonly [name: string, value: string];

/** Settings of a request; default: GET without headers and body. */
export interface RequestSettings {
  readonly method?: string;
  readonly headers?: readonly HeaderLine[];
  readonly body?: string | Buffer;
}

/** A response. */
export interface Answer {
  /** 0 when the connection ended without a response. */
  readonly status: number;
  /** By lower-case name. Repeated headers are joined with a line feed, so that no test overlooks one. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** The whole response without its Date header, to compare responses. */
  readonly bytes: string;
  /** The body, read as JSON. */
  json(): unknown;
}

/** Sends a request to a loopback port and reads the whole response. */
export function send(
  port: number,
  path: string,
  { method = 'GET', headers = [], body }: RequestSettings = {},
): Promise<Answer> {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return sendBytes(port, Buffer.concat([head, Buffer.from(body ?? '')]));
}

/** Sends bytes as they are and reads until the server ends the connection. */
export async function sendBytes(port: number, bytes: Buffer): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A server that answers and closes while we still write resets the connection. The response is kept.
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return parse(Buffer.concat(chunks).toString('latin1'));
}

function parse(text: string): Answer {
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}\n${value}`);
  }
  const body = text.slice(end + 4);
  return {
    status: Number(statusLine.split(' ')[1] ?? 0),
    headers,
    body,
    bytes: text.replace(/\r\nDate:[^\r]*/i, ''),
    json: () => JSON.parse(body) as unknown,
  };
}
