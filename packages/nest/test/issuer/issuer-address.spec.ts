/** Documents are where the issuer's address says, whatever global prefix and versions its application has. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, VersioningType, type INestApplication } from '@nestjs/common';
import { createVerifier } from '@portcullis/core';
import { Public } from '@portcullis/nest';
import { TokenIssuer, TokenIssuerModule } from '@portcullis/nest/issuer';
import { PLATFORMS, createApp, type Platform } from '../support/app.js';
import { AUDIENCE } from '../support/tokens.js';

const OAUTH = '/.well-known/oauth-authorization-server';
const OPENID = '/.well-known/openid-configuration';
const JWKS = '/.well-known/jwks.json';

/** As for a page that does its own routing. */
@Public()
@Controller()
class EverythingElse {
  @Get('*')
  page(): string {
    return 'a page';
  }
}

let nest: INestApplication;
let server: Server;
let origin: string;

/** An issuer that is reached at its address, which it knows before its application starts. */
async function start(
  platform: Platform,
  path: string,
  { url, prepare }: { url?: string; prepare?: (nest: INestApplication) => void } = {},
): Promise<string> {
  let listener: RequestListener | undefined;
  server = createServer((request, response) => listener?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `${origin}${path}`;
  ({ nest } = await createApp(platform, {
    imports: [
      TokenIssuerModule.forRoot({
        issuer,
        audience: AUDIENCE,
        keys: { algorithm: 'ES256' },
        openidConfiguration: true,
        clients: () => undefined,
        ...(url === undefined ? {} : { url: `${origin}${url}` }),
      }),
    ],
    controllers: [EverythingElse],
  }));
  prepare?.(nest);
  await nest.init();
  listener = await listenerOf(nest);
  return issuer;
}

/** What its own server would call. */
async function listenerOf(app: INestApplication): Promise<RequestListener> {
  const instance: unknown = app.getHttpAdapter().getInstance();
  if (typeof instance === 'function') return instance as RequestListener;
  const fastify = instance as { ready(): Promise<unknown>; routing: RequestListener };
  await fastify.ready();
  return fastify.routing;
}

const get = (path: string) => fetch(`${origin}${path}`);

const versioned = (app: INestApplication) =>
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });

describe.each(PLATFORMS)('on %s', (platform) => {
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await nest.close();
  });

  it.each<[string, string, { url?: string; prepare?: (nest: INestApplication) => void }]>([
    ['without a path', '', {}],
    [
      'without a path, below a prefix',
      '',
      { url: '/api', prepare: (app) => app.setGlobalPrefix('api') },
    ],
    ['with a path', '/idp', {}],
    [
      'with a path that is the global prefix',
      '/idp',
      { prepare: (app) => app.setGlobalPrefix('idp') },
    ],
    [
      'with a path and another prefix',
      '/a/b',
      { url: '/c', prepare: (app) => app.setGlobalPrefix('c') },
    ],
    ['with a trailing slash', '/idp/', {}],
    ['with versions by path', '/idp', { prepare: versioned }],
    [
      'with versions by a header, and a prefix',
      '/idp',
      {
        prepare: (app) => {
          app.setGlobalPrefix('idp');
          app.enableVersioning({ type: VersioningType.HEADER, header: 'X-Version' });
        },
      },
    ],
  ])('an issuer %s has its documents where both standards say', async (_what, path, settings) => {
    const issuer = await start(platform, path, settings);
    const under = path.replace(/\/$/, '');
    const oauth = await get(`${OAUTH}${under}`);
    const metadata = (await oauth.json()) as Record<string, string>;
    const openid = (await (await get(`${under}${OPENID}`)).json()) as Record<string, string>;
    const keys = await fetch(metadata['jwks_uri'] ?? '');

    expect(oauth.headers.get('content-type')).toMatch(/^application\/json/);
    expect([metadata['issuer'], openid['issuer']]).toEqual([issuer, issuer]);
    expect(openid).toMatchObject(metadata);
    expect(keys.headers.get('content-type')).toMatch(/^application\/jwk-set\+json/);
    expect((await get(`${under}${JWKS}`)).status).toBe(200);
    expect(await (await get(`${under}${JWKS}`)).json()).toEqual(await keys.json());
  });

  it('the token endpoint is where the metadata says, below a prefix and beside versions', async () => {
    await start(platform, '/idp', {
      prepare: (app) => {
        app.setGlobalPrefix('idp');
        versioned(app);
      },
    });
    const metadata = (await (await get(`${OAUTH}/idp`)).json()) as Record<string, string>;
    const answer = await fetch(metadata['token_endpoint'] ?? '', { method: 'POST' });

    expect([answer.status, await answer.text()]).toEqual([400, '{"error":"invalid_request"}']);
  });

  it.each([
    ['RFC 8414', OPENID],
    ['OpenID Connect', OAUTH],
  ])('our own verifier finds the keys by the metadata of %s', async (_standard, hidden) => {
    const issuer = await start(platform, '/idp', {
      prepare: (app) => {
        app.setGlobalPrefix('idp');
        app.use((request: { url: string }, response: Closing, next: () => void) => {
          if (!request.url.includes(hidden)) return next();
          response.statusCode = 404;
          response.end();
        });
      },
    });
    const { token } = await nest.get(TokenIssuer).issue('ada');
    const verifier = createVerifier({ issuer, audience: AUDIENCE, discover: true });

    expect((await verifier.verify(token)).claims.sub).toBe('ada');
  });

  it('the JWKS at the address of the issuer is told of as unchanged, and is 503 as elsewhere', async () => {
    await start(platform, '/idp', { url: '/c', prepare: (app) => app.setGlobalPrefix('c') });
    const first = await get(`/idp${JWKS}`);
    const headers = { 'If-None-Match': first.headers.get('etag') ?? '' };
    const again = await fetch(`${origin}/idp${JWKS}`, { headers });

    expect([again.status, await again.text()]).toEqual([304, '']);
    expect(again.headers.get('cache-control')).toBe('public, max-age=600');
    expect(again.headers.get('etag')).toBe(headers['If-None-Match']);
  });

  it('what is not an address of a document is the application’s', async () => {
    await start(platform, '/idp');
    for (const path of [OAUTH, `/idp${OAUTH}`, `${OAUTH}/idp/x`, `${OAUTH}/other`]) {
      expect(await (await get(path)).text()).toBe('a page');
    }
  });
});

interface Closing {
  statusCode: number;
  end(): void;
}
