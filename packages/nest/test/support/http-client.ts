/** Requests over a bare socket: headers go out as a test says, twice if it says so, and come back as they came. */
import { connect } from 'node:net';
import { once } from 'node:events';

/** A header line to send. */
export type HeaderLine = readonly [name: string, value: string];

/** How a request differs from a bare GET. */
export interface RequestSettings {
  readonly method?: string;
  readonly headers?: readonly HeaderLine[];
  readonly body?: string;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  /** By lower-case name; a repeated header is joined by a line feed, so that no test overlooks it. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** The whole response except its Date header: equal bytes are equal responses. */
  readonly bytes: string;
  /** The body, read as JSON. */
  json(): unknown;
}

/** What ends a chunked answer (RFC 9112 §7.1). */
const LAST_CHUNK = '\r\n0\r\n\r\n';

/** Sends one request to a port of loopback and reads the answer to its end. */
export async function send(
  port: number,
  path: string,
  { method = 'GET', headers = [], body }: RequestSettings = {},
): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    // Nest's event streams keep the connection, whatever is asked: waiting for it to be closed takes seconds.
    if (chunk.toString('latin1').endsWith(LAST_CHUNK)) socket.end();
  });
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`, 'latin1');
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
    status: Number(statusLine.split(' ')[1]),
    headers,
    body,
    bytes: text.replace(/\r\nDate:[^\r]*/i, ''),
    json: () => JSON.parse(body) as unknown,
  };
}
