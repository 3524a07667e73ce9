import type { SessionStore } from '../../src/sessions/session-store.js';

/** A session store whose clock is some milliseconds ahead of its real one. */
export function movedStore(store: SessionStore, ahead: () => number): SessionStore {
  return {
    insert: (session) => store.insert(session),
    findOwn: (subject, id) => store.findOwn(subject, id),
    end: (handle, ending) => store.end(handle, ending),
    list: (subject) => store.list(subject),
    find: async (handle) => {
      const session = await store.find(handle);
      return session && { ...session, readAt: session.readAt + ahead() };
    },
    rotate: (handle, rotation) =>
      store.rotate(handle, { ...rotation, notAfter: rotation.notAfter - ahead() }),
  };
}
