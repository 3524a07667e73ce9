/** The part of a store that is one issuer's: several may share it, and none sees the sessions of another. */
import type { SessionStore, StoredSession } from './session-store.js';

/**
 * The sessions of one issuer in a store. What a token's session is looked up by has the issuer in it already
 * (`handleHashOf`); here the subject has, since each issuer's `sub` is its own (RFC 7519 §4.1.2).
 *
 * @param issuer undefined: the subjects are stored as they are
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
