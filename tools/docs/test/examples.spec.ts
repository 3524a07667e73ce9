/** Runs the examples of docs/examples unchanged, over HTTP, with an issuer that publishes a JWKS. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

const ISSUER = 'https://id.example.com';
const AUDIENCE = 'https://api.example.com';
const KID = 'key-1';
const INVALID =
  'Bearer realm="api", error="invalid_token", error_description="The access token is invalid or expired"';

const servers: Server[] = [];
let key: CryptoKey;
let jwk: JWK;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256', { extractable: true });
  key = pair.privateKey;
  jwk = { ...(await exportJWK(pair.publicKey)), kid: KID, alg: 'RS256', use: 'sig' };
});

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return addressOf(server);
}

/** Returns the address of a server, which is closed after the test. */
function addressOf(server: Server): string {
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Loads an example again, as a new process would. */
async function load<Module>(path: string, jwksUri: string): Promise<Module> {
  Object.assign(process.env, { ISSUER, AUDIENCE, JWKS_URI: jwksUri, PORT: '0' });
  import.meta.jest.resetModules();
  return (await import(path)) as Module;
}

async function nodeServer(jwksUri: string): Promise<string> {
  const { server } = await load<{ server: Server }>('../../../docs/examples/node-http.js', jwksUri);
  await once(server, 'listening');
  return addressOf(server);
}

type Handlers = Readonly<Record<string, (request: Request) => Promise<Response>>>;

/** Serves a route handler as frameworks do, with Web requests and responses. */
async function routeHandler(jwksUri: string): Promise<string> {
  const handlers = await load<Handlers>('../../../docs/examples/articles/route.js', jwksUri);
  const answer = async (incoming: IncomingMessage): Promise<Response> => {
    const { method = 'GET', url = '/', rawHeaders } = incoming;
    const headers = new Headers();
    for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
      headers.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
    }
    const request = new Request(new URL(url, 'http://127.0.0.1'), { method, headers });
    return (await handlers[method]?.(request)) ?? new Response(null, { status: 405 });
  };
  return listen((incoming, outgoing) => {
    void answer(incoming).then(async (response) => {
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(await response.text());
    });
  });
}

const keysAt = (status = 200) =>
  listen((_request, response) => {
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ keys: [jwk] }));
  });

const tokenOf = (role: string, expires = '5 minutes'): Promise<string> =>
  new SignJWT({ role })
    .setProtectedHeader({ alg: 'RS256', kid: KID })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject('user-1')
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(key);

interface Answer {
  readonly status: number;
  readonly challenge: string | null;
  readonly retryAfter: string | null;
  readonly body: string;
}

async function ask(url: string, token?: string, method = 'GET'): Promise<Answer> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { method, headers: authorization });
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    retryAfter: response.headers.get('retry-after'),
    body: await response.text(),
  };
}

const refused = (status: number, message: string, challenge: string | null): Answer => ({
  status,
  challenge,
  retryAfter: null,
  body: JSON.stringify({ message, statusCode: status }),
});

describe.each([
  ['a plain Node.js server', nodeServer],
  ['a route handler', routeHandler],
])('the example of %s', (_name, start) => {
  beforeEach(() => {
    import.meta.jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  });
  afterEach(() => import.meta.jest.restoreAllMocks());

  const articles = async (status?: number) =>
    `${await start(`${await keysAt(status)}/jwks`)}/articles`;

  it('accepts a valid token', async () => {
    const answer = await ask(await articles(), await tokenOf('viewer'));
    expect([answer.status, answer.body]).toEqual([200, '{"of":"user-1"}']);
  });

  it('challenges a request without a token', async () => {
    expect(await ask(await articles())).toEqual(refused(401, 'Unauthorized', 'Bearer realm="api"'));
  });

  it('rejects every invalid token with the same 401, and logs the reason', async () => {
    const url = await articles();
    const good = await tokenOf('admin');
    const bad = [`${good.slice(0, -8)}AAAAAAAA`, await tokenOf('admin', '-1 hour'), 'a.b.c'];
    for (const token of bad) {
      expect(await ask(url, token)).toEqual(refused(401, 'Unauthorized', INVALID));
    }
    expect(import.meta.jest.mocked(console.warn).mock.calls.flat()).toEqual([
      'request rejected: ERR_SIGNATURE_INVALID',
      'request rejected: ERR_TOKEN_EXPIRED',
      expect.stringMatching(/^request rejected: ERR_\w+$/),
    ]);
  });

  it('returns 403 without the required role', async () => {
    const url = await articles();
    expect(await ask(url, await tokenOf('viewer'), 'POST')).toEqual(
      refused(403, 'Forbidden', 'Bearer realm="api", error="insufficient_scope"'),
    );
    expect((await ask(url, await tokenOf('editor'), 'POST')).status).toBe(200);
  });

  it('rejects a token in the URL', async () => {
    const url = `${await articles()}?access_token=${await tokenOf('admin')}`;
    expect(await ask(url)).toEqual(
      refused(400, 'Bad Request', 'Bearer realm="api", error="invalid_request"'),
    );
  });

  it('returns 503 with Retry-After when the keys are unavailable', async () => {
    const answer = await ask(await articles(500), await tokenOf('admin'));
    expect([answer.status, answer.challenge, answer.body]).toEqual([
      503,
      null,
      '{"message":"Service Unavailable","statusCode":503}',
    ]);
    expect(Number(answer.retryAfter)).toBeGreaterThan(0);
  });
});
