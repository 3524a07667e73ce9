/**
 * A store hangs after it returned the time, and runs the waiting commands when it recovers, too late for
 * their callers.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import { RefreshSessions, type GrantedSession } from '../../../src/sessions/refresh-sessions.js';
import type { SessionStore } from '../../../src/sessions/session-store.js';
import { PostgresSessionStore } from '../../../src/stores/postgres/session-store.js';
import { RedisSessionStore } from '../../../src/stores/redis/session-store.js';
import { startPrivate, type PrivateServer } from '../../../../../tools/servers/index.mjs';

/** The results for the sessions. */
export interface HangFigures {
  rounds: number;
  /** Sign-ins that were rejected while the store hung. */
  refused: number;
  /** Sessions that were begun for a rejected sign-in. */
  ghosts: number;
  /** Sessions of the phone and the laptop that a rejected write or the limit has ended. */
  lost: number;
}

const SIGN_INS = 22;
const TIMEOUT_S = 0.4;

/** A store whose `time` answers when the test allows it, which is after the store hangs. */
class Gate {
  asked = 0;
  #open: (() => void) | undefined;
  #opened: Promise<void> | undefined;

  close(): void {
    this.asked = 0;
    this.#opened = new Promise((resolve) => (this.#open = resolve));
  }

  open(): void {
    this.#open?.();
    this.#opened = undefined;
  }

  of(store: SessionStore): SessionStore {
    const time = async (): Promise<number> => {
      const told = (await store.time?.()) ?? Number.NaN;
      this.asked++;
      await this.#opened;
      return told;
    };
    return new Proxy(store, {
      get: (target, name) => {
        if (name === 'time') return time;
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }
}

interface Server {
  readonly server: PrivateServer;
  readonly store: SessionStore;
  /** Waits until all earlier commands are done. */
  drain(): Promise<unknown>;
  end(): Promise<void>;
}

const STARTS = {
  async postgres(): Promise<Server> {
    const server = await startPrivate('postgres');
    const pool = new pg.Pool({ connectionString: server.url, max: 2 * SIGN_INS });
    pool.on('error', () => undefined);
    const store = await PostgresSessionStore.open(pool);
    const drain = () =>
      Promise.all(Array.from({ length: 4 * SIGN_INS }, () => pool.query('select 1')));
    return { server, store, drain, end: () => pool.end() };
  },
  async redis(): Promise<Server> {
    const server = await startPrivate('redis');
    const redis = new Redis(server.url);
    redis.on('error', () => undefined);
    const end = async (): Promise<void> => redis.disconnect();
    return { server, store: new RedisSessionStore(redis), drain: () => redis.ping(), end };
  },
};

/** Lets a store hang a number of times. */
export async function playHangs(kind: keyof typeof STARTS, rounds: number): Promise<HangFigures> {
  const { server, store, drain, end } = await STARTS[kind]();
  const figures = { rounds: 0, refused: 0, ghosts: 0, lost: 0 };
  try {
    for (let round = 0; round < rounds; round++) await playHang({ server, store, drain }, figures);
  } finally {
    await end();
    await server.remove();
  }
  return figures;
}

async function playHang(
  { server, store, drain }: Omit<Server, 'end'>,
  figures: HangFigures,
): Promise<void> {
  const refreshKey = randomBytes(32);
  const gate = new Gate();
  const subject = `user-${randomUUID()}`;
  const patient = new RefreshSessions({ store, refreshKey, storeTimeout: 30 });
  const hasty = new RefreshSessions({ store: gate.of(store), refreshKey, storeTimeout: TIMEOUT_S });
  const own = [
    await patient.begin(subject, { label: 'phone' }),
    await patient.begin(subject, { label: 'laptop' }),
  ];
  gate.close();
  const signIns = Array.from({ length: SIGN_INS }, () =>
    settled(hasty.begin(subject, { label: 'ghost' })),
  );
  while (gate.asked < SIGN_INS) await new Promise((next) => setTimeout(next, 2));
  await server.hold();
  gate.open();
  // A refresh is rejected as well, and its token stays valid.
  const [phone] = own;
  const refreshes = [settled(hasty.refresh(phone?.refreshToken))];
  const outcomes = await Promise.all([...signIns, ...refreshes]);
  await server.release();
  await drain();
  await patient.begin(subject, { label: 'again' });
  figures.rounds++;
  figures.refused += outcomes.filter((outcome) => outcome === 'refused').length;
  const labels = (await patient.list(subject)).map(({ label }) => label);
  figures.ghosts += labels.filter((label) => label === 'ghost').length;
  for (const { refreshToken } of own) {
    if ((await settled(patient.refresh(refreshToken))) === 'refused') figures.lost++;
  }
}

function settled(operation: Promise<GrantedSession>): Promise<'granted' | 'refused'> {
  return operation.then(
    () => 'granted',
    () => 'refused',
  );
}
