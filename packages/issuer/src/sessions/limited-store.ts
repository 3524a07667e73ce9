import { timeLimit, type OpenSteps } from '../stores/time-limit.js';
import type { SessionStore } from './session-store.js';

/** A store for one operation. */
export interface LimitedStore extends Required<SessionStore> {
  /** Does something else within the limit; what it throws comes as it is. */
  meanwhile(work: () => Promise<void>): Promise<void>;
}

/** All steps together, and what is done between them, take no longer than the limit. */
export function limitedStore(
  store: SessionStore,
  milliseconds: number,
  open: OpenSteps,
): LimitedStore {
  const within = timeLimit('the session store', milliseconds, open);
  return {
    meanwhile: async (work) => {
      const failed = await within(() => failureOf(work));
      if (failed) throw failed.error;
    },
    insert: (session) => within(() => store.insert(session)),
    find: (handleHash) => within(() => store.find(handleHash)),
    findOwn: (subject, id) => within(() => store.findOwn(subject, id)),
    rotate: (handleHash, rotation) => within(() => store.rotate(handleHash, rotation)),
    end: (handleHash, ending) => within(() => store.end(handleHash, ending)),
    list: (subject) => within(() => store.list(subject)),
    purge: (now, most) => within(async () => (await store.purge?.(now, most)) ?? 0),
  };
}

function failureOf(work: () => Promise<void>): Promise<{ readonly error: unknown } | undefined> {
  return work().then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
}
