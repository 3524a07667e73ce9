import { timeLimit, type OpenSteps } from '../stores/time-limit.js';
import type { SessionStore } from './session-store.js';

/** A store for one operation: all its steps together take no longer than the limit. */
export function limitedStore(
  store: SessionStore,
  milliseconds: number,
  open: OpenSteps,
): Required<SessionStore> {
  const within = timeLimit('the session store', milliseconds, open);
  return {
    insert: (session) => within(() => store.insert(session)),
    find: (handleHash) => within(() => store.find(handleHash)),
    findOwn: (subject, id) => within(() => store.findOwn(subject, id)),
    rotate: (handleHash, rotation) => within(() => store.rotate(handleHash, rotation)),
    end: (handleHash, ending) => within(() => store.end(handleHash, ending)),
    list: (subject) => within(() => store.list(subject)),
    purge: (now, most) => within(async () => (await store.purge?.(now, most)) ?? 0),
  };
}
