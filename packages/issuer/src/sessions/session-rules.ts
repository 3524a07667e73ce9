/**
 * What a refresh token that is shown may do: a pure function of its session, the settings and the time, for every
 * store. Times are milliseconds since the epoch by the clock of a process, but for those of the grace: they are by the
 * store's own, since two processes that judge one rotation need not agree on the time.
 */
import { timingSafeEqual } from 'node:crypto';

/** What is kept of a session. */
export interface Session {
  /** SHA-256 of the token that is to be shown next. */
  readonly currentHash: Buffer;
  /** SHA-256 of the token before it, once there was one. */
  readonly previousHash?: Buffer | undefined;
  /** When the current token took the place of the one before it, by the store's clock. */
  readonly rotatedAt?: number | undefined;
  /** SHA-256 of the token before that, once there was one. */
  readonly olderHash?: Buffer | undefined;
  /** When that one was replaced, by the store's clock. */
  readonly olderRotatedAt?: number | undefined;
  readonly createdAt: number;
  /** When it ends in any case, as it was settled when it began. */
  readonly endsAt: number;
  /** When it was last refreshed. */
  readonly lastUsedAt: number;
  /** When it was ended; undefined while it goes on. */
  readonly endedAt?: number | undefined;
}

/** How long sessions last, in milliseconds. */
export interface SessionSettings {
  /** Without a refresh. Default 14 days. */
  readonly idleMs: number;
  /** In all. Default 90 days. */
  readonly absoluteMs: number;
  /** For how long the token before the current one gets the same successor again: a second tab, a lost answer. */
  readonly reuseGraceMs: number;
}

/**
 * - `rotate`: the current token; its successor takes its place, if nobody else is faster;
 * - `replay`: one of the two before it, a moment after it was used; it is given the current token again;
 * - `reuse`: a token that was used before: two have it, and one of them is a thief. The session ends;
 * - `expired`, `ended`: nothing any more.
 */
export type Verdict = 'rotate' | 'replay' | 'reuse' | 'expired' | 'ended';

/** When a token is judged, and by what. */
export interface Moment {
  readonly now: number;
  /** The same by the store's clock (`readAt`): when the session was looked at first. */
  readonly seenAt: number;
  readonly settings: SessionSettings;
}

/**
 * Judges a token that names a session.
 *
 * @param hash the hash of the token that is shown
 */
export function judge(session: Session, hash: Buffer, { now, seenAt, settings }: Moment): Verdict {
  if (session.endedAt !== undefined) return 'ended';
  if (now >= expiresAt(session, settings)) return 'expired';
  if (isEqualHash(hash, session.currentHash)) return 'rotate';
  // Another may have rotated it since it was looked at: who came before that is no thief for it.
  const isReplay = (before?: Buffer, at?: number): boolean =>
    before !== undefined &&
    at !== undefined &&
    Math.abs(seenAt - at) < settings.reuseGraceMs &&
    isEqualHash(hash, before);
  const { previousHash, rotatedAt, olderHash, olderRotatedAt } = session;
  const isRecent = isReplay(previousHash, rotatedAt) || isReplay(olderHash, olderRotatedAt);
  return isRecent ? 'replay' : 'reuse';
}

/** When a session ends by itself, if it is not refreshed before. */
export function expiresAt(
  { createdAt, endsAt, lastUsedAt }: Pick<Session, 'createdAt' | 'endsAt' | 'lastUsedAt'>,
  { idleMs, absoluteMs }: Pick<SessionSettings, 'idleMs' | 'absoluteMs'>,
): number {
  // An absolute end that was brought forward holds for those that go on, too.
  return Math.min(endsAt, createdAt + absoluteMs, lastUsedAt + idleMs);
}

/** A token that comes within a day of its session's end is still told from one that never was, for the log's sake. */
export const KEPT_LONGER_MS = 86_400_000;

/** Until when a store keeps a session that was last refreshed at a time. */
export function keepUntil(
  session: Pick<Session, 'createdAt' | 'endsAt' | 'lastUsedAt'>,
  settings: SessionSettings,
): number {
  return expiresAt(session, settings) + KEPT_LONGER_MS;
}

/** The session after a rotation. */
export function afterRotation<S extends Session>(
  session: S,
  { to, at, rotatedAt }: { readonly to: Buffer; readonly at: number; readonly rotatedAt: number },
): S {
  return {
    ...session,
    currentHash: to,
    previousHash: session.currentHash,
    rotatedAt,
    olderHash: session.previousHash,
    olderRotatedAt: session.rotatedAt,
    lastUsedAt: at,
  };
}

type Named = Pick<Session, 'lastUsedAt'> & { readonly id: string };

/** The one that was used last first; between equals, all processes see the same order. */
export function byLastUse(one: Named, other: Named): number {
  return other.lastUsedAt - one.lastUsedAt || (one.id < other.id ? 1 : -1);
}

/** Compares hashes in constant time. */
export function isEqualHash(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
