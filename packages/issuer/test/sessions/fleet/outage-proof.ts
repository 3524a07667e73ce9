/** PostgreSQL becomes unavailable while sessions are in use, and recovers. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { RefreshSessions } from '../../../src/sessions/refresh-sessions.js';
import { PostgresSessionStore } from '../../../src/stores/postgres/session-store.js';
import { startPrivate, type PrivateServer } from '../../../../../tools/servers/index.mjs';

const TIMEOUT_S = 0.5;

/** The results for the sessions. */
interface Outage {
  readonly sessions: number;
  /** Distinct error codes of refreshes during the outage. */
  readonly codes: readonly string[];
  /** The number of refreshes during the outage. */
  readonly refused: number;
  /** The longest of them, in milliseconds. */
  readonly slowestMs: number;
  /**
   * Sessions that could not be refreshed with the client's token afterwards, or with more than one successor.
   */
  readonly lost: number;
  /** The distinct reasons. */
  readonly lostBy: readonly string[];
}

/** The kind of the outage: the server is gone, or does not answer. */
type Absence = 'stopped' | 'killed' | 'hung';

/** The size of the proof. */
interface Size {
  /** The number of sessions. Each continues with the token that it had before. */
  readonly count: number;
  /** The minimum duration of the outage in seconds. */
  readonly seconds: number;
}

/**
 * Declares the proof of each kind of outage, one after the other on one server.
 *
 * @param note receives the figures
 */
export function describeOutages(
  size: Size,
  note: (absence: Absence, outage: Outage) => void = () => undefined,
): void {
  let server: PrivateServer;

  beforeAll(async () => {
    server = await startPrivate('postgres');
  });

  afterAll(() => server.remove());

  it.each<Absence>(['stopped', 'killed', 'hung'])(
    'with PostgreSQL %s, a refresh is 503 in time, and no session is lost',
    async (absence) => {
      const outage = await playOutage(server, absence, size);
      note(absence, outage);
      const { count } = size;
      expect(outage).toMatchObject({ sessions: count, codes: ['ERR_STORE_UNAVAILABLE'], lost: 0 });
      expect(outage.refused).toBeGreaterThanOrEqual(count);
    },
  );
}

async function playOutage(
  server: PrivateServer,
  absence: Absence,
  { count, seconds }: Size,
): Promise<Outage> {
  const pool = new pg.Pool({ connectionString: server.url, max: 8 });
  pool.on('error', () => undefined); // idle connections that end with the server
  try {
    const store = await PostgresSessionStore.open(pool);
    const refreshKey = randomBytes(32);
    const patient = new RefreshSessions({ store, refreshKey, storeTimeout: 30 });
    const sessions = new RefreshSessions({ store, refreshKey, storeTimeout: TIMEOUT_S });
    const begun = await Promise.all(
      Array.from({ length: count }, (_, i) => patient.begin(`user-${i}`)),
    );
    const tokens = begun.map(({ refreshToken }) => refreshToken);
    const away = leave(server, absence); // while refreshes are in flight
    const tokensNow = new Map<string, string>(tokens.map((token) => [token, token]));
    const met = await tryAll(sessions, tokensNow);
    await away;
    const during = await tryFor(sessions, tokensNow, seconds);
    await comeBack(server, absence);
    const lost = await lostOf(patient, tokensNow);
    const all = [...met, ...during];
    return {
      sessions: count,
      codes: [...new Set(all.map(({ code }) => code))].toSorted(),
      refused: all.length,
      slowestMs: Math.round(Math.max(0, ...all.map(({ ms }) => ms))),
      lost: lost.length,
      lostBy: [...new Set(lost)],
    };
  } finally {
    await pool.end();
  }
}

interface Refusal {
  readonly code: string;
  readonly ms: number;
}

async function leave(server: PrivateServer, absence: Absence): Promise<void> {
  if (absence === 'stopped') await server.stop();
  else if (absence === 'killed') await server.kill();
  else await server.hold();
}

async function comeBack(server: PrivateServer, absence: Absence): Promise<void> {
  if (absence === 'hung') await server.release();
  else await server.start();
}

async function tryFor(
  sessions: RefreshSessions,
  tokens: Map<string, string>,
  seconds: number,
): Promise<Refusal[]> {
  const until = performance.now() + 1000 * seconds;
  const refusals: Refusal[] = [];
  do {
    refusals.push(...(await tryAll(sessions, tokens)));
    await sleep(100); // so that rejected connections do not use all CPU time
  } while (performance.now() < until);
  return refusals;
}

/** Refreshes each session; the successor replaces the token, as in a client. */
async function tryAll(sessions: RefreshSessions, tokens: Map<string, string>): Promise<Refusal[]> {
  const tries = [...tokens].map(async ([first, token]): Promise<Refusal[]> => {
    const started = performance.now();
    try {
      tokens.set(first, (await sessions.refresh(token)).refreshToken);
      return [];
    } catch (error) {
      const { code } = error as { readonly code?: string };
      return [{ code: code ?? String(error), ms: performance.now() - started }];
    }
  });
  return (await Promise.all(tries)).flat();
}

async function lostOf(sessions: RefreshSessions, tokens: Map<string, string>): Promise<string[]> {
  const tries = [...tokens.values()].map(async (token) => {
    const again = await Promise.all([sessions.refresh(token), sessions.refresh(token)]);
    if (again[0].refreshToken !== again[1].refreshToken) throw new Error('two successors');
    await sessions.refresh(again[0].refreshToken);
  });
  const outcomes = await Promise.allSettled(tries);
  return outcomes.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
}
