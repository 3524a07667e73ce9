import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { putPglite } from '../../../tools/servers/index.mjs';
import { addressIn, SampleProcess, type Ending } from './support/process.js';
import { sampleProcesses } from './support/processes.js';
import { sharedKeys } from './support/own-place.js';

const run = promisify(execFile);

describe('the process of the sample API', () => {
  const processes = sampleProcesses((folder) => putPglite(join(folder, '.data')));

  it('fails to start with invalid variables, and names each with the expected value', async () => {
    const { code, stdout, stderr } = await processes
      .start({
        PORT: '99999',
        JWT_SECRET: 'hunter2',
        JWT_ALGORITHM: 'none',
      })
      .ended();
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      [
        'The Portcullis sample API failed to start.',
        'PORT: received "99999", expected a whole number from 0 to 65535 (0 picks a free port)',
        'JWT_ALGORITHM: received "none", expected one of RS256, HS256, ES256, EdDSA',
        'JWT_SECRET: received a value of 7 characters, expected at least 32 random bytes (`openssl rand -base64 32` prints some)',
        '',
      ].join('\n'),
    );
  });

  it('names the variable to change when a port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const attempts = [{ PORT: `${port}` }, { IDENTITY_PROVIDER_PORT: `${port}` }];
    const [api, provider] = await Promise.all(
      attempts.map((variables) => processes.start({ ...processes.postgres, ...variables }).ended()),
    );
    await closed(other);
    const taken = (variable: string, server: string) =>
      `${variable}: ${server} cannot listen on 127.0.0.1:${port}: the port is in use. ` +
      `Stop the other program, or set ${variable} to a free port`;
    expectFailure(api, taken('PORT', 'the sample API'));
    expectFailure(provider, taken('IDENTITY_PROVIDER_PORT', 'the identity provider'));
  });

  it('names the variable to change when the database is unavailable', async () => {
    const url = 'postgres://user:hunter2@127.0.0.1:1/name';
    const ending = await processes.start({ ...sharedKeys(), DATABASE_URL: url }).ended();
    expectFailure(ending, 'DATABASE_URL: cannot connect to PostgreSQL at 127.0.0.1:1/name');
    expect(ending.stderr).not.toContain('hunter2');
  });

  it('names the variable to change when Redis is unavailable', async () => {
    const url = 'redis://:hunter2@127.0.0.1:1';
    const ending = await processes.start({ ...processes.postgres, REDIS_URL: url }).ended();
    expectFailure(
      ending,
      'REDIS_URL: cannot connect to Redis at 127.0.0.1:1: connect ECONNREFUSED',
    );
    expect(ending.stderr).not.toContain('hunter2');
  });

  it('says how to generate the keys that a shared server needs', async () => {
    const ending = await processes.start({ DATABASE_URL: 'postgres://127.0.0.1:1/name' }).ended();
    expectFailure(ending, 'PORTCULLIS_KEK: received no value, expected <id>:<base64');
    expect(ending.stderr).toContain('`openssl rand -base64 32`');
  });

  describe.each([
    ['express', 'SIGINT', 'the embedded database'],
    ['fastify', 'SIGTERM', 'PostgreSQL'],
  ] as const)('on %s', (adapter, signal, database) => {
    it(`prints commands to paste, and ends with the provider on ${signal}, on ${database}`, async () => {
      const shared = database === 'PostgreSQL' ? processes.postgres : {};
      const api = processes.start({ HTTP_ADAPTER: adapter, DEMO_PASSWORD: PASSWORD, ...shared });
      const printed = await api.started();
      for (const role of ['admin', 'editor', 'viewer'])
        expect(printed).toMatch(new RegExp(`^  ${role} +${role}@example.com +it's`, 'm'));
      expect(await pasted(printed)).toEqual(['200\n', '401\n', '403\n']);

      const ports = portsIn(printed);
      await beginRequest(ports.api);
      const began = performance.now();
      api.signal(signal);
      expect(await api.ended()).toMatchObject({ signal, stderr: '' });
      expect(performance.now() - began).toBeLessThan(8000);
      for (const port of Object.values(ports)) {
        await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
      }
    });
  });
});

describe('a restart of the sample API', () => {
  let folder: string;
  let api: SampleProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portcullis-restart-'));
    await putPglite(join(folder, '.data'));
  });

  afterAll(async () => {
    api.signal('SIGKILL');
    await api.ended();
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps tokens and sessions, and the commands of the README work', async () => {
    const variables = { IDENTITY_PROVIDER: 'off', DEMO_PASSWORD: 'a password to walk with' };
    api = new SampleProcess(folder, variables);
    const printed = await api.started();
    const secrets = join('.data', 'portcullis.env');
    expect(printed).toMatch(
      new RegExp(`^Generated secrets +${secrets.replaceAll('.', '[.]')}$`, 'm'),
    );
    const { mode } = await stat(join(folder, secrets));
    expect(mode & 0o777).toBe(0o600);
    const login = await post(printed, '/auth/login', {
      email: 'viewer@example.com',
      password: variables.DEMO_PASSWORD,
    });
    api.signal('SIGTERM');
    await api.ended();

    api = new SampleProcess(folder, variables);
    const again = await api.started();
    const headers = { Authorization: `Bearer ${String(login['access_token'])}` };
    expect((await fetch(`${addressIn(again)}/profile`, { headers })).status).toBe(200);
    const refresh_token = login['refresh_token'];
    expect(await post(again, '/auth/refresh', { refresh_token })).toHaveProperty('access_token');
    expect(await walked(addressIn(again), variables.DEMO_PASSWORD)).toMatch(
      /^200\n\[\{"id":.*"is_current":true.*\}\]\n401\n$/,
    );
    api.signal('SIGTERM');
    await api.ended();

    api = new SampleProcess(folder, { ...variables, ...sharedKeys() });
    const ending = await api.ended();
    expectFailure(ending, 'Invalid option "PORTCULLIS_KEK"');
  }, 240_000);
});

/** Runs the commands of the README against a running API, and returns their output. */
async function walked(address: string, password: string): Promise<string> {
  const readme = await readFile(join(import.meta.dirname, '../../../README.md'), 'utf8');
  const [, walk = ''] = /^```sh\n(api=.*?)^```$/ms.exec(readme) ?? [];
  const lines = walk
    .replace('http://localhost:3000', address)
    .replace("password=''", `password='${password}'`);
  return (await run('bash', ['-c', lines])).stdout;
}

async function post(printed: string, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(addressIn(printed) + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Record<string, unknown>;
}

/** A password that breaks careless shell quoting. */
const PASSWORD = `it's "$HOME" \\ \`x\` & more`;

/** Runs the printed commands, and returns the output of each. */
async function pasted(printed: string): Promise<readonly string[]> {
  const lines = [...printed.matchAll(/^ {2}(curl .*)$/gm)].map(([, line = '']) => line);
  const answers = await Promise.all(lines.map((line) => run('bash', ['-c', line])));
  return answers.map(({ stdout }) => stdout);
}

function portsIn(printed: string): { readonly api: number; readonly provider: number } {
  const portOf = (pattern: RegExp) => Number(pattern.exec(printed)?.[1]);
  return {
    api: portOf(/^Portcullis sample API +http:\/\/127\.0\.0\.1:(\d+)$/m),
    provider: portOf(/^ +http:\/\/127\.0\.0\.1:(\d+) \(RS256, keys by kid\)$/m),
  };
}

/** Starts a request that never ends. */
async function beginRequest(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write('GET /articles HTTP/1.1\r\nHost: x\r\n');
}

function expectFailure(ending: Ending | undefined, message: string): void {
  expect(ending).toMatchObject({ code: 1, stdout: '' });
  expect(ending?.stderr).toContain(`The Portcullis sample API failed to start.\n${message}`);
  expect(ending?.stderr).not.toMatch(/^ +at /m);
}

function closed(server: Server): Promise<unknown> {
  server.close();
  return once(server, 'close');
}
