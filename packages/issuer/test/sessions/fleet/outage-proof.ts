/** PostgreSQL goes away under sessions that are in use, hangs, and comes back. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { RefreshSessions } from '../../../src/sessions/refresh-sessions.js';
import { PostgresSessionStore } from '../../../src/stores/postgres/session-store.js';
import { startPrivate, type PrivateServer } from '../../../../../tools/servers/index.mjs';

const TIMEOUT_S = 0.5;

/** What became of the sessions. */
interface Outage {
  readonly sessions: number;
  /** Distinct codes of what refreshes said while the server was away. */
  readonly codes: readonly string[];
  /** How many were tried while it was away. */
  readonly refused: number;
  /** The longest that one of them took, in milliseconds. */
  readonly slowestMs: number;
  /** Sessions that the token at hand did not carry on afterwards, or with more than one successor. */
  readonly lost: number;
  /** Why, without repetition. */
  readonly lostBy: readonly string[];
}

/** How the server is away: not there, or there without an answer. */
type Absence = 'stopped' | 'killed' | 'hung';

/** How much of it. */
interface Size {
  /** How many sessions, each of which goes on with the token that it had before. */
  readonly count: number;
  /** For how many seconds the server is away, at least. */
  readonly seconds: number;
}

/**
 * The proof of each absence, one after the other on one server.
 *
 * @param note is told the figures
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
    'with PostgreSQL %s, a refresh says in time that it can’t be told, and no session is lost',
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
  pool.on('error', () => undefined); // idle connections that go with the server
  try {
    const store = await PostgresSessionStore.open(pool);
    const refreshKey = randomBytes(32);
    const patient = new RefreshSessions({ store, refreshKey, storeTimeout: 30 });
    const sessions = new RefreshSessions({ store, refreshKey, storeTimeout: TIMEOUT_S });
    const begun = await Promise.all(
      Array.from({ length: count }, (_, i) => patient.begin(`user-${i}`)),
    );
    const tokens = begun.map(({ refreshToken }) => refreshToken);
    const away = leave(server, absence); // while refreshes are under way
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
    await sleep(100); // so that refused connections are not the whole load of a machine
  } while (performance.now() < until);
  return refusals;
}

/** Shows each session's token; the successor takes its place, as in a client. */
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
