/** A process of a fleet: `node member.cjs <address as JSON>`. It receives orders from its parent process. */
import { RefreshSessions } from '../../../src/sessions/refresh-sessions.js';
import type { SessionStore } from '../../../src/sessions/session-store.js';
import { PostgresSessionStore } from '../../../src/stores/postgres/session-store.js';
import { RedisSessionStore } from '../../../src/stores/redis/session-store.js';
import type { Death, Order, Report, StoreAddress } from './orders.js';

let death: Death | undefined;
let commands = 0;
let rotations = 0;

/** Sends a command, and kills the process if ordered. */
async function deadly<T>(send: () => Promise<T>): Promise<T> {
  const isLast = death !== undefined && commands++ === death.command;
  if (!isLast) return send();
  if (death?.moment === 'before') die();
  const sent = send();
  if (death?.moment === 'handed over') die();
  if (death?.moment === 'sent') setImmediate(die);
  if (death?.moment === 'a moment later') setTimeout(die, 2);
  if (death?.moment !== 'answered') return new Promise(() => undefined);
  await sent;
  return die();
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;); // until the signal arrives
}

const names = new Map<string, string>();

/** Named statements are parsed and planned once per connection, which is most of the cost of a read. */
function nameOf(text: string): string {
  const name = names.get(text) ?? `statement-${names.size}`;
  names.set(text, name);
  return name;
}

async function openStore({ kind, url, prefix }: StoreAddress): Promise<SessionStore> {
  if (kind === 'redis') {
    const { Redis } = await import('ioredis'); // loads as little as possible: many members are started
    const redis = new Redis(url);
    await redis.ping();
    const call = (name: string, ...values: (string | number)[]): Promise<unknown> =>
      deadly(() => redis.call(name, ...values));
    return new RedisSessionStore({ call }, { prefix });
  }
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString: url, max: 4, idleTimeoutMillis: 0 });
  const query = (text: string, values: unknown[]) =>
    deadly(() => pool.query<object>({ name: nameOf(text), text, values }));
  return PostgresSessionStore.open({ query }); // and one connection is open from now on
}

function counted(store: SessionStore): SessionStore {
  const rotate: SessionStore['rotate'] = async (...step) => {
    const isRotated = await store.rotate(...step);
    if (isRotated) rotations += 1;
    return isRotated;
  };
  return {
    insert: (session) => store.insert(session),
    find: (handle) => store.find(handle),
    findOwn: (subject, id) => store.findOwn(subject, id),
    end: (handle, ending) => store.end(handle, ending),
    list: (subject) => store.list(subject),
    rotate,
  };
}

async function follow(sessions: RefreshSessions, order: Order): Promise<Report> {
  death = order.death;
  commands = 0;
  rotations = 0;
  const shown = Array.from({ length: order.times }, () => sessions.refresh(order.token));
  const outcomes = await Promise.allSettled(shown);
  const granted = outcomes.flatMap((each) =>
    each.status === 'fulfilled' ? [each.value.refreshToken] : [],
  );
  const refused = outcomes.flatMap((each) =>
    each.status === 'rejected' ? [why(each.reason)] : [],
  );
  return { granted: [...new Set(granted)], refused, rotations };
}

function why(error: unknown): string {
  const { reason, code } = error as { readonly reason?: string; readonly code?: string };
  return reason ?? code ?? String(error);
}

const address = JSON.parse(process.argv[2] ?? '') as StoreAddress;
const refreshKey = Buffer.from(address.key, 'hex');

void openStore(address).then((store) => {
  const sessions = new RefreshSessions({ store: counted(store), refreshKey, storeTimeout: 30 });
  process.on('message', (order: Order) => {
    void follow(sessions, order).then((report) => process.send?.(report));
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
});
