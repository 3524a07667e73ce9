/** Stops and restarts PostgreSQL while the sample API is running. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPrivate } from '../../../../tools/servers/index.mjs';
import { ask, type Told } from './client.js';
import { Member, secretsOfTheFleet } from './fleet.js';

/** Results. */
export interface OutageFigures {
  readonly sessions: number;
  readonly seconds: number;
  /** Responses to access tokens during the outage: count by status. */
  readonly verified: Readonly<Record<string, number>>;
  /** Responses to refreshes: count by status and Retry-After. */
  readonly refreshed: Readonly<Record<string, number>>;
  /** Responses to logins: count by status and Retry-After. */
  readonly loggedIn: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  /** Time from the restart of PostgreSQL until every session continued. */
  readonly recoveredMs: number;
  /** Sessions that did not continue with their earlier refresh token. */
  readonly lost: number;
  /** Standard error of the process. */
  readonly errors: string;
}

interface Held {
  readonly access: string;
  readonly refresh: string;
}

/** Runs the outage. @param seconds - minimum duration of the outage */
export async function playOutage(sessions: number, seconds: number): Promise<OutageFigures> {
  const [server, folder] = [
    await startPrivate('postgres'),
    await mkdtemp(join(tmpdir(), 'portcullis-outage-')),
  ];
  const secrets = secretsOfTheFleet();
  const api = new Member(folder, { ...secrets, DATABASE_URL: server.url });
  try {
    await api.start();
    const { address = '' } = api;
    const login = { email: 'viewer@example.com', password: secrets.DEMO_PASSWORD };
    const held: Held[] = [];
    for (let i = 0; i < sessions; i++) {
      held.push(heldOf(await ask(address, { path: '/auth/login', json: login })));
    }
    await server.stop();
    const during = await tryFor(address, { held, login, seconds });
    await server.start();
    const began = performance.now();
    const lost = await lostOf(address, held);
    const recoveredMs = Math.round(performance.now() - began);
    const errors = await api.stop();
    return { sessions, seconds, ...during, recoveredMs, lost, errors };
  } finally {
    await api.kill();
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function tryFor(
  address: string,
  given: { readonly held: readonly Held[]; readonly login: object; readonly seconds: number },
) {
  const tallies = { verified: {}, refreshed: {}, loggedIn: {} };
  let slowestMs = 0;
  const tallied = async (tally: Record<string, number>, asked: Promise<Told>): Promise<void> => {
    const began = performance.now();
    const { status, retryAfter } = await asked;
    slowestMs = Math.max(slowestMs, Math.round(performance.now() - began));
    const told = retryAfter === null ? `${status}` : `${status}, Retry-After ${retryAfter}`;
    tally[told] = (tally[told] ?? 0) + 1;
  };
  const end = performance.now() + given.seconds * 1000;
  do {
    for (const { access: token, refresh } of given.held) {
      await tallied(tallies.verified, ask(address, { path: '/profile', token }));
      const json = { refresh_token: refresh };
      await tallied(tallies.refreshed, ask(address, { path: '/auth/refresh', json }));
    }
    await tallied(tallies.loggedIn, ask(address, { path: '/auth/login', json: given.login }));
    await pause(50);
  } while (performance.now() < end);
  return { ...tallies, slowestMs };
}

/** Counts sessions that do not continue. Retries after 503. */
async function lostOf(address: string, held: readonly Held[]): Promise<number> {
  const end = performance.now() + 60_000;
  const carriesOn = async ({ refresh }: Held): Promise<boolean> => {
    for (;;) {
      const json = { refresh_token: refresh };
      const { status, body } = await ask(address, { path: '/auth/refresh', json });
      if (status === 200) {
        const token = String(body['access_token']);
        return (await ask(address, { path: '/profile', token })).status === 200;
      }
      if (status !== 503 || performance.now() > end) return false;
      await pause(50);
    }
  };
  const carriedOn = await Promise.all(held.map(carriesOn));
  return carriedOn.filter((is) => !is).length;
}

function heldOf({ status, body }: Told): Held {
  if (status !== 200) throw new Error(`login: received ${status}, expected 200`);
  return { access: String(body['access_token']), refresh: String(body['refresh_token']) };
}
