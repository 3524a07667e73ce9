/** Restricts a store to the sessions of one issuer. Issuers that share a store do not see each other's sessions. */
import type { SessionStore, StoredSession } from './session-store.js';

/**
 * Returns the store of one issuer. The key of a session already includes the issuer (`handleHashOf`). Here it is added to
 * subjects too, because subjects are unique only within an issuer (RFC 7519 §4.1.2).
 *
 * @param issuer undefined stores subjects unchanged
 */
export function storeOfIssuer(store: SessionStore, issuer: string | undefined): SessionStore {
  if (issuer === undefined) return store;
  const of = (subject: string): string => JSON.stringify([issuer, subject]);
  const own = <S extends StoredSession>(session: S): S => ({
    ...session,
    subject: String((JSON.parse(session.subject) as readonly unknown[])[1]),
  });
  return {
    ...(store.time && {
      time: (handleHash) => store.time?.(handleHash) ?? Promise.resolve(Number.NaN),
    }),
    insert: (session, notAfter) =>
      store.insert({ ...session, subject: of(session.subject) }, notAfter),
    find: async (handleHash) => {
      const session = await store.find(handleHash);
      return session && own(session);
    },
    findOwn: async (subject, id) => {
      const session = await store.findOwn(of(subject), id);
      return session && own(session);
    },
    rotate: (handleHash, rotation) => store.rotate(handleHash, rotation),
    end: (handleHash, ending) => store.end(handleHash, ending),
    list: async (subject) => (await store.list(of(subject))).map(own),
    purge: async (now, most) => (await store.purge?.(now, most)) ?? 0,
  };
}
