/** Requests over a bare socket: they go out as a test writes them, and come back to the byte. */
import { once } from 'node:events';
import { connect } from 'node:net';

/** A header line to send. */
export type HeaderLine = readonly [name: string, value: string];

/** How a request differs from a bare GET. */
export interface RequestSettings {
  readonly method?: string;
  readonly headers?: readonly HeaderLine[];
  readonly body?: string | Buffer;
}

/** What came back. */
export interface Answer {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  /** By lower-case name; a repeated header is joined by a line feed, so that no test overlooks it. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** The whole answer but for its Date header: equal bytes are equal answers. */
  readonly bytes: string;
  /** The body, read as JSON. */
  json(): unknown;
}

/** Sends one request to a port of loopback and reads the answer to its end. */
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
  // A server that has answered and closed while we still write resets the connection; what it said is kept.
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
