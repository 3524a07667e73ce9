/** Runs our issuer as a real application on loopback. */
import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  hashClientSecret,
  isClientSecret,
  MemorySessionStore,
  TokenIssuer,
  TokenIssuerModule,
} from '@portcullis/nest/issuer';

export const CLIENT_ID = 'jobs';
export const CLIENT_SECRET = randomBytes(32).toString('base64url');
export const API = 'https://api.example';
const hash = hashClientSecret(CLIENT_SECRET);

/**
 * Starts the application.
 *
 * @param platform `express` or `fastify`
 * @param options `algorithm`; `path` of the issuer, which is also the global prefix
 */
export async function startOurIssuer(platform, { algorithm, path = '' }) {
  let listener;
  const server = createServer((request, response) => listener(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  // The issuer needs its own address before the application starts.
  const issuer = `http://127.0.0.1:${server.address().port}${path}`;
  const root = TokenIssuerModule.forRoot(issuerOptions(issuer, algorithm));
  const adapter = platform === 'fastify' ? [new FastifyAdapter()] : [];
  const app = await NestFactory.create(root, ...adapter, { logger: ['error'] });
  if (path) app.setGlobalPrefix(path);
  await app.init();
  listener = await listenerOf(app);
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await app.close();
  };
  return { issuer, tokenIssuer: app.get(TokenIssuer), close };
}

/** Stands in for the application's own server code. */
async function listenerOf(app) {
  const instance = app.getHttpAdapter().getInstance();
  if (typeof instance === 'function') return instance;
  await instance.ready();
  return instance.routing;
}

function issuerOptions(issuer, algorithm) {
  return {
    issuer,
    audience: API,
    keys: { algorithm },
    clientId: 'web',
    sessions: { store: new MemorySessionStore(), refreshKey: randomBytes(32) },
    grant: () => ({ claims: { role: 'admin' }, scope: 'read write' }),
    clients: (id, secret) =>
      isClientSecret(secret, id === CLIENT_ID ? hash : undefined) ? { scope: 'jobs' } : undefined,
  };
}
