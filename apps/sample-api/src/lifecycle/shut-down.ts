/** Shuts the process down without losing a request. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { Readiness } from './readiness.js';

/** How long running requests may take after the server stops accepting connections. */
const GRACE_MS = 2000;
/** How often idle connections are closed. */
const SWEEP_MS = 50;

/**
 * Reports the shutdown (health is 503), keeps serving for `delayMs`, stops accepting connections, waits for running
 * requests, and then closes verifiers, stores and the database.
 *
 * @param delayMs - how long a load balancer needs to notice, in milliseconds
 */
export async function shutDown(app: INestApplication, delayMs: number): Promise<void> {
  app.get(Readiness).end();
  await pause(delayMs);
  await drained(app.getHttpServer() as Server);
  await app.close();
}

async function drained(server: Server): Promise<void> {
  const closed = once(server, 'close');
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  server.close();
  await closed;
  clearInterval(sweep);
  clearTimeout(force);
}
