import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { SignJWT } from 'jose';
import { compile, packApp, PACKAGES, type PackedApp } from './support/packed-app.js';
import { askTcp, askWs } from './support/ask.js';
import { runApp, type RunningApp } from './support/running-app.js';

const ISSUER = 'https://issuer.example';
const JWKS_ISSUER = 'https://keys.example';
const AUDIENCE = 'https://api.example';
const SECRET = randomBytes(32).toString('base64url');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

let packed: PackedApp;

beforeAll(async () => {
  packed = await packApp();
}, 120_000);

afterAll(() => packed.remove());

describe.each(PACKAGES)('the tarball of @portcullis/%s', (name) => {
  it('contains only the built files, the README and the manifest', () => {
    const files = packed.files.get(name) ?? [];

    expect(files).toEqual(
      expect.arrayContaining(['package.json', 'README.md', 'dist/index.js', 'dist/index.d.ts']),
    );
    const others = files.filter((file) => !/^dist\/.+\.(js|d\.ts)(\.map)?$/.test(file));
    expect(others.toSorted()).toEqual(['LICENSE', 'README.md', 'package.json']);
    expect(files.filter((file) => /(^|\/)(test|src)\/|\.spec\.|tsbuildinfo/.test(file))).toEqual(
      [],
    );
  });
});

describe('a CommonJS application on Nest 11', () => {
  let keys: Server;
  let app: RunningApp;
  let environment: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const jwk = { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256' };
    keys = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
    }).listen(0, '127.0.0.1');
    await once(keys, 'listening');
    const JWKS_URI = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/jwks`;
    environment = { ISSUER, AUDIENCE, SECRET, JWKS_ISSUER, JWKS_URI };
    app = await runApp(packed.folder, environment);
  });

  afterAll(async () => {
    keys.close();
    await app.stop();
  });

  it('resolves Nest 11 everywhere, and the unpacked packages', () => {
    const { findings } = app;

    for (const version of [
      findings.application,
      findings.core,
      findings.common,
      findings.passport,
    ]) {
      expect(version).toMatch(/^11\./);
    }
    for (const file of findings.packages) {
      expect(path.relative(packed.folder, file)).toMatch(/^node_modules.@portcullis./);
    }
  });

  it('has a passport-jwt strategy, and the same error classes as core', () => {
    expect(app.findings.strategyIsPassportJwt).toBe(true);
    expect(app.findings.wrongRoles).toBe('ERR_CONFIGURATION');
  });

  it.each(['/who', '/passport'])(
    'accepts valid tokens on %s: HS256, and RS256 by JWKS',
    async (at) => {
      expect((await app.get(at, await hs256())).status).toBe(200);
      expect((await app.get(at, await rs256())).status).toBe(200);
      expect((await app.get('/open')).status).toBe(200);
    },
  );

  it.each(['/who', '/passport'])(
    'rejects other tokens on %s: 401 with the challenge',
    async (at) => {
      const anonymous = await app.get(at);
      const forged = await app.get(at, `${(await hs256()).slice(0, -5)}AAAAA`);
      const confused = await app.get(at, await hs256({ iss: JWKS_ISSUER }));

      expect(anonymous.status).toBe(401);
      expect(anonymous.headers.get('www-authenticate')).toBe('Bearer realm="api"');
      for (const { status, headers } of [forged, confused]) {
        expect(status).toBe(401);
        expect(headers.get('www-authenticate')).toMatch(/error="invalid_token"/);
      }
    },
  );

  it('enforces roles with 403', async () => {
    expect((await app.get('/admin', await hs256({ role: 'viewer' }))).status).toBe(403);
    expect((await app.get('/admin', await hs256({ role: 'admin' }))).status).toBe(200);
  });

  it('enforces the other decorators', async () => {
    const status = async (at: string, bearer?: string) => (await app.get(at, bearer)).status;
    const both = await hs256({ role: ['staff', 'auditor'] });

    expect([
      await status('/auditors', both),
      await status('/auditors', await hs256({ role: 'staff' })),
    ]).toEqual([200, 403]);
    expect([
      await status('/orders', await hs256({ scope: 'orders:read' })),
      await status('/orders', await hs256()),
    ]).toEqual([200, 403]);
    expect([
      await status('/mine', await hs256()),
      await status('/mine', await hs256({ sub: 'user-2' })),
    ]).toEqual([200, 403]);
    expect(await (await app.get('/maybe', await hs256({ email: 'a@b.example' }))).json()).toEqual({
      email: 'a@b.example',
    });
    expect([await status('/maybe'), await status('/maybe', 'x.y.z')]).toEqual([200, 401]);
  });

  it('applies the same policy to messages over TCP', async () => {
    const { tcpPort } = app.findings;

    expect(await askTcp(tcpPort, 'message', await hs256())).toMatchObject({ response: 'user-1' });
    expect((await askTcp(tcpPort, 'message')).err?.code).toBe('UNAUTHENTICATED');
    expect((await askTcp(tcpPort, 'message', 'x.y.z')).err?.code).toBe('UNAUTHENTICATED');
    expect((await askTcp(tcpPort, 'admin', await hs256())).err?.code).toBe('FORBIDDEN');
    expect(await askTcp(tcpPort, 'admin', await hs256({ role: 'admin' }))).toMatchObject({
      response: 'admin',
    });
  });

  it('applies the same policy to ws sockets, from the handshake', async () => {
    const { port } = app.findings;

    expect(await askWs(port, ['ping'], await hs256())).toBe('user-1');
    expect(await askWs(port, ['ping'])).toBe(401);
    expect(await askWs(port, ['ping'], 'x.y.z')).toBe(401);
    // Nest 11 sends nothing to a ws client whose message is denied, so the next message gets the response.
    expect(await askWs(port, ['admin', 'ping'], await hs256())).toBe('user-1');
    expect(await askWs(port, ['admin'], await hs256({ role: 'admin' }))).toBe('admin');
  });

  it('lists the handlers of every transport', () => {
    const of = (transport: string) =>
      app.findings.routes.filter((line) => line.startsWith(`${transport} `)).length;

    expect({ http: of('http'), rpc: of('rpc'), ws: of('ws') }).toEqual({ http: 10, rpc: 2, ws: 3 });
  });

  it.each([
    ['gateway', /Gateway\.ping with neither a guard nor @Public\(\)/],
    ['microservice', /AppController\.message with neither a guard nor @Public\(\)/],
  ])('does not start with a %s that the global guard does not protect', async (HOLE, message) => {
    await expect(runApp(packed.folder, { ...environment, HOLE })).rejects.toThrow(message);
  });

  it("passes the user to handlers, and publishes its issuer's keys", async () => {
    expect(await (await app.get('/who', await rs256())).json()).toEqual({
      id: 'user-1',
      issuer: JWKS_ISSUER,
    });
    expect(await (await app.get('/passport', await rs256())).text()).toBe('user-1');
    expect(await (await app.get('/.well-known/jwks.json')).json()).toMatchObject({
      keys: [
        { kty: 'RSA', alg: 'RS256' }, // the active key
        { kty: 'RSA', alg: 'RS256' }, // the next key, published early for all verifiers
      ],
    });
    const metadata = await app.get('/.well-known/oauth-authorization-server');
    expect(await metadata.json()).toMatchObject({ issuer: 'https://own.example' });
  });
});

it('a CommonJS application in TypeScript compiles against the packed declarations', async () => {
  await expect(compile('-p', path.join(packed.folder, 'tsconfig.json'))).resolves.toBeUndefined();
});

function hs256(claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return token({ iss: ISSUER, ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(Buffer.from(SECRET));
}

function rs256(): Promise<string> {
  return token({ iss: JWKS_ISSUER })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'key-1' })
    .sign(rsa.privateKey);
}

function token(claims: Readonly<Record<string, unknown>>): SignJWT {
  return new SignJWT({ aud: AUDIENCE, sub: 'user-1', ...claims })
    .setIssuedAt()
    .setExpirationTime('5m');
}
