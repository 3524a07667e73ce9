/** The log of many requests contains no secret. */
import { startIdentityProvider, type IdentityProvider } from '@portcullis/identity-provider';
import { chooseAccount } from '@portcullis/identity-provider/testing';
import { createLog, type LogLevel } from '../src/log/log.js';
import { NestLog } from '../src/log/nest-log.js';
import { terminalLine } from '../src/log/terminal-line.js';
import type { Answer } from './support/http-client.js';
import { PLATFORMS } from './support/platforms.js';
import { PASSWORD, Sample, SECRET } from './support/sample.js';
import { tokensOf } from './support/tokens.js';

type Line = Readonly<Record<string, unknown>>;

/** Records the log. */
class Lines {
  text = '';
  readonly write = (line: string): void => void (this.text += line);

  get all(): readonly Line[] {
    return this.text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
  }
}

let provider: IdentityProvider;

beforeAll(async () => {
  provider = await startIdentityProvider();
});

afterAll(() => provider.stop());

describe.each(PLATFORMS)('the log of many requests on %s', (platform) => {
  const lines = new Lines();
  const secrets = new Set([PASSWORD, SECRET, 'a wrong password of somebody']);
  let api: Sample;

  beforeAll(async () => {
    const variables = { LOG_LEVEL: 'trace' };
    api = await Sample.start(platform, variables, provider, undefined, lines);
    await provider.setRedirectUris([`http://127.0.0.1:${api.port}/auth/callback`]);
    await journey();
    for (const sent of api.sent) secrets.add(sent);
  });

  afterAll(() => api.close());

  async function journey(): Promise<void> {
    const login = (password: string, cookie = false): Promise<Answer> =>
      api.call('/auth/login', {
        json: { email: 'admin@example.com', password, cookie },
        headers: [api.origin],
      });
    await login('a wrong password of somebody');
    const { access, refresh } = tokensOf(api, await login(PASSWORD));
    await api.call('/admin/users', { token: access });
    await api.call(`/profile?access_token=${access}`, { token: access });
    await api.call(`/auth/sessions/${access}`, { method: 'DELETE', token: access });
    await api.call(`/nothing/${refresh}`);
    await api.call(`/nothing/${'long/'.repeat(1000)}`);
    const tampered = `${access.slice(0, -6)}AAAAAA`;
    await api.call('/profile', { token: tampered });
    const json = { refresh_token: refresh };
    tokensOf(api, await api.call('/auth/refresh', { json }));
    await byCookie(await login(PASSWORD, true));
    await byProvider();
    await api.call('/auth/google', { json: { credential: tampered } });
    await api.call('/admin/keys/rotate', { method: 'POST', token: access });
    await api.call('/auth/logout', { json });
  }

  async function byCookie(answer: Answer): Promise<void> {
    const cookie = cookiesOf(answer)[0] ?? '';
    for (const path of ['/auth/refresh', '/auth/logout']) {
      cookiesOf(
        await api.call(path, { method: 'POST', headers: [['Cookie', cookie], api.origin] }),
      );
    }
  }

  async function byProvider(): Promise<void> {
    const begun = await api.call('/auth/provider');
    const url = new URL(begun.headers.get('location') ?? '');
    for (const name of ['state', 'nonce']) secrets.add(url.searchParams.get(name) ?? '');
    const callback = await chooseAccount(url, provider, 'ada@example.com');
    secrets.add(callback.searchParams.get('code') ?? '');
    const headers = [['Cookie', cookiesOf(begun)[0] ?? '']] as const;
    const path = callback.pathname + callback.search;
    const answer = await api.call(path, { headers });
    expect(answer.headers.get('location')).toBe('/#token');
    cookiesOf(answer);
    await api.call(path, { headers }); // a second time, which fails
  }

  /** Returns the cookies of a response, and records their values as secrets. */
  function cookiesOf({ headers }: Answer): readonly string[] {
    const pairs = (headers.get('set-cookie') ?? '').split('\n').map((line) => line.split(';')[0]);
    for (const pair of pairs) secrets.add(pair?.split('=')[1] ?? '');
    return pairs.map((pair = '') => pair);
  }

  it('has a line for each request', () => {
    expect(lines.all).toContainEqual(
      expect.objectContaining({
        level: 'info',
        msg: 'POST /auth/login 200',
        req: {
          id: expect.stringMatching(/^[\da-f-]{36}$/) as string,
          method: 'POST',
          path: '/auth/login',
          from: '127.0.0.1',
        },
        res: { status: 200 },
        responseTime: expect.any(Number) as number,
      }),
    );
    const ids = lines.all.map(({ req }) => (req as { readonly id?: string } | undefined)?.id);
    const known = ids.filter((id) => id !== undefined);
    expect(known.length).toBeGreaterThan(15);
    expect(new Set(known).size).toBe(known.length);
  });

  it('truncates long paths', () => {
    const paths = lines.all.map(({ req }) => (req as { readonly path?: string } | undefined)?.path);
    expect(paths).toContainEqual(expect.stringMatching(/^\/nothing\/long\//));
    expect(Math.max(...paths.map((path) => path?.length ?? 0))).toBe(200);
    expect(Math.max(...lines.text.split('\n').map((line) => line.length))).toBeLessThan(2000);
  });

  it('gives the reason of a rejection', () => {
    expect(lines.all).toContainEqual(
      expect.objectContaining({ level: 'warn', context: 'ProviderSignIn' }),
    );
    expect(lines.text).toContain('ERR_SIGNATURE_INVALID');
  });

  it('contains no secret', () => {
    const parts = [...secrets].flatMap((secret) => [secret, ...secret.split('.')]);
    const long = new Set(parts.filter((part) => part.length >= 12));
    expect(long.size).toBeGreaterThan(20);
    // Headers of tokens count as secrets too.
    expect([...long].filter((part) => lines.text.includes(part))).toEqual([]);
    expect(lines.text).not.toMatch(/prt_|eyJ/);
  });
});

describe('a line of the log', () => {
  it.each([
    [
      'a token in a text',
      'refused eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl',
      'refused [redacted]',
    ],
    ['a refresh token', 'prt_AbC-123_x was used', '[redacted] was used'],
    ['a header', 'sent Authorization: Bearer abc.def', 'sent Authorization: Bearer [redacted]'],
    [
      'a URL',
      'redis://user:word@localhost:6379 is gone',
      'redis://[redacted]@localhost:6379 is gone',
    ],
  ])('contains no secret from %s', (_what, text, msg) => {
    expect(logged((nest) => nest.warn(text, 'Test')).all).toEqual([
      { level: 'warn', time: expect.any(String) as string, context: 'Test', msg },
    ]);
  });

  it.each([
    'authorization',
    'cookie',
    'set-cookie',
    'password',
    'credential',
    'access_token',
    'refresh_token',
    'id_token',
    'client_secret',
    'code_verifier',
  ])('redacts %s at the top level and two levels below', (member) => {
    const secret = { [member]: 'not to be seen', beside: 'to be seen' };
    const { all, text } = logged((nest, pino) => {
      pino.info({ ...secret, request: { ...secret, headers: secret } });
      nest.warn({ ...secret, request: { ...secret, headers: secret } }, 'Test');
    });
    const shown = { [member]: '[Redacted]', beside: 'to be seen' };
    expect(all).toMatchObject([
      { ...shown, request: { ...shown, headers: shown } },
      { context: 'Test', data: { ...shown, request: { ...shown, headers: shown } } },
    ]);
    expect(text).not.toContain('not to be seen');
  });

  it('is written from the configured level up; Nest’s start messages are debug', () => {
    const log = (nest: NestLog): void => {
      nest.log('Mapped {/profile, GET} route', 'RouterExplorer');
      nest.warn('unavailable', 'Redis');
    };
    expect(logged(log).all.map(({ msg }) => msg)).toEqual(['unavailable']);
    expect(logged(log, 'debug').all).toHaveLength(2);
    expect(logged(log, 'silent').all).toEqual([]);
  });

  it('has the stack of an error, except for errors that stop the start', () => {
    const error = new Error('broken');
    const { all } = logged((nest) => {
      nest.error(error.message, error.stack, 'ExceptionsHandler');
      nest.error(error, 'Other');
      nest.error(error.message, error.stack, 'ExceptionHandler');
    });
    const err = expect.objectContaining({ stack: error.stack }) as object;
    expect(all).toMatchObject([
      { level: 'error', context: 'ExceptionsHandler', msg: 'broken', err },
      { level: 'error', context: 'Other', msg: 'broken', err },
    ]);
  });

  it('is short in a terminal, without control characters', () => {
    const lines = logged((nest) => nest.warn('GET /\u001b[2J\u0007 404', 'Test'));
    expect(terminalLine(lines.text)).toMatch(
      /^\d\d:\d\d:\d\d WARN {2}\[Test\] GET \/\ufffd\[2J\ufffd 404\n$/,
    );
  });
});

function logged(
  log: (nest: NestLog, pino: ReturnType<typeof createLog>) => void,
  level: LogLevel = 'info',
) {
  const lines = new Lines();
  const pino = createLog(level, lines);
  log(new NestLog(pino), pino);
  return lines;
}
