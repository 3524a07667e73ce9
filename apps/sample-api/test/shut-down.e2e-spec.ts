/** The shutdown of the process loses no request and closes all connections. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { eventually } from './support/eventually.js';
import { addressIn } from './support/process.js';
import { sampleProcesses } from './support/processes.js';
import { PLATFORMS, type Platform } from './support/platforms.js';

const PASSWORD = 'a password to end with';

const processes = sampleProcesses();

// Both platforms at once, since most of the time is spent waiting.
it('a shutdown loses no request, on either platform', async () => {
  await Promise.all(PLATFORMS.map(endsWithoutLoss));
});

async function endsWithoutLoss(adapter: Platform): Promise<void> {
  const api = processes.start({
    ...processes.postgres,
    HTTP_ADAPTER: adapter,
    IDENTITY_PROVIDER: 'off',
    DEMO_PASSWORD: PASSWORD,
    SHUTDOWN_DELAY: '4',
  });
  const address = addressIn(await api.started());
  const { port } = new URL(address);
  const body = JSON.stringify({ email: 'viewer@example.com', password: PASSWORD });
  const kept = await Client.open(port);
  expect(await kept.ask('GET /health HTTP/1.1\r\nHost: x\r\n\r\n')).toContain('"status":"ok"');
  const slow = await Client.open(port);
  const head =
    'POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n' +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  slow.write(head + body.slice(0, 10));

  api.signal('SIGTERM');
  const health = await eventually(
    () => fetch(`${address}/health`),
    ({ status }) => status === 503,
  );
  expect(health.status).toBe(503);
  expect(await health.json()).toMatchObject({ status: 'ending' });
  // The load balancer may not have noticed yet: requests are served, and their connections closed.
  const late = await kept.ask('GET /articles HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(late).toMatch(/^HTTP\/1.1 200 /);
  expect(late).toMatch(/\r\nConnection: close\r\n/i);
  await kept.closed;

  expect(await slow.ask(body.slice(10))).toMatch(/^HTTP\/1.1 200 [^]*"access_token"/);
  const { signal, stderr } = await api.ended();
  expect({ signal, stderr }).toEqual({ signal: 'SIGTERM', stderr: '' });
  await slow.closed;
  await expect(fetch(`${address}/health`)).rejects.toThrow('fetch failed');
}

it.each(PLATFORMS)('an idle connection does not keep the process alive, on %s', async (adapter) => {
  const variables = { HTTP_ADAPTER: adapter, IDENTITY_PROVIDER: 'off' };
  const api = processes.start({ ...processes.postgres, ...variables });
  const address = addressIn(await api.started());
  const kept = await Client.open(new URL(address).port);
  expect(await kept.ask('GET /articles HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /);
  api.signal('SIGINT');
  expect(await api.ended()).toMatchObject({ signal: 'SIGINT', stderr: '' });
  await kept.closed;
});

/** A kept-alive connection. */
class Client {
  readonly closed: Promise<unknown>;

  private constructor(private readonly socket: Socket) {
    socket.on('error', () => undefined);
    this.closed = once(socket, 'close');
  }

  static async open(port: string): Promise<Client> {
    const socket = connect(Number(port), '127.0.0.1');
    const client = new Client(socket);
    await once(socket, 'connect');
    return client;
  }

  write(text: string): void {
    this.socket.write(text);
  }

  /** Sends text and waits for a complete response. */
  async ask(text: string): Promise<string> {
    let answer = '';
    const take = (chunk: Buffer): void => void (answer += chunk.toString());
    this.socket.on('data', take);
    this.write(text);
    while (!isWhole(answer)) await once(this.socket, 'data');
    this.socket.off('data', take);
    return answer;
  }
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n');
  const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? Number.NaN);
  return end >= 0 && Buffer.byteLength(answer.slice(end + 4)) >= length;
}
