import { timeLimit, type LimitedStep, type OpenSteps } from '../store-access/step-limit.js';
import type { SessionStore, StoredSession } from './session-store.js';

/** A store with the time limit of one operation. */
export interface LimitedStore extends Required<SessionStore> {
  /** Returns the milliseconds until the operation fails. */
  left(): number;
}

/** Limits the total time of one operation, including the time between its steps. */
export function limitedStore(
  store: SessionStore,
  milliseconds: number,
  open: OpenSteps,
): LimitedStore {
  const within = timeLimit('the session store', milliseconds, open);
  return {
    left: () => within.left(),
    time: (handleHash) => within(async () => (await store.time?.(handleHash)) ?? Number.NaN),
    insert: (session, notAfter) => insertOrUndo({ store, within, open }, session, notAfter),
    find: (handleHash) => within(() => store.find(handleHash)),
    findOwn: (subject, id) => within(() => store.findOwn(subject, id)),
    rotate: (handleHash, rotation) => within(() => store.rotate(handleHash, rotation)),
    end: (handleHash, ending) => within(() => store.end(handleHash, ending)),
    list: (subject) => within(() => store.list(subject)),
    purge: (now, most) => within(async () => (await store.purge?.(now, most)) ?? 0),
  };
}

interface Inserting {
  readonly store: SessionStore;
  readonly within: LimitedStep;
  readonly open: OpenSteps;
}

/**
 * Ends an inserted session if the store's answer came too late or was lost. The caller received an error, so no client
 * has the token.
 */
async function insertOrUndo(
  { store, within, open }: Inserting,
  session: StoredSession,
  notAfter: number | undefined,
): Promise<unknown> {
  let inserting: Promise<unknown> | undefined;
  try {
    return await within(() => (inserting = store.insert(session, notAfter)));
  } catch (error) {
    const undo = async (): Promise<void> => {
      const inserted = await inserting?.catch(() => undefined);
      if (inserted === false) return;
      const ending = { reason: 'operator', at: session.createdAt } as const;
      await open.take('the session store', () => store.end(session.handleHash, ending));
    };
    if (inserting) undo().catch(() => undefined); // if the store is unavailable, the session stays until it expires
    throw error;
  }
}
