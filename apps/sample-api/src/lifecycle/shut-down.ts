/** The end of the process, in an order that loses no request. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { Readiness } from './readiness.js';

/** How long requests that are under way may take to end once no more are taken. */
const GRACE_MS = 2000;
/** How often connections are looked at whose last request has ended. */
const SWEEP_MS = 50;

/**
 * Says that it ends (health is 503), for `delayMs` goes on as before so that a balancer can notice, takes no more
 * connections, lets requests under way end, and only then has whatever they use close: verifiers, stores, the database.
 *
 * @param delayMs how long a balancer needs to notice
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
