/**
 * Decides what a presented refresh token may do. Pure functions of the session, the settings and the time, for every store.
 * Times are milliseconds since the epoch by the clock of a process, except those of the grace. Those are by the store's
 * clock, because two processes that judge one rotation need not agree on the time.
 */
import { timingSafeEqual } from 'node:crypto';

/** The stored part of a session that the rules read. */
export interface Session {
  /** SHA-256 of the current token. */
  readonly currentHash: Buffer;
  /** SHA-256 of the previous token. */
  readonly previousHash?: Buffer | undefined;
  /** When the current token replaced the previous one, by the store's clock. */
  readonly rotatedAt?: number | undefined;
  /** SHA-256 of the token before the previous one. */
  readonly olderHash?: Buffer | undefined;
  /** When the previous token replaced that one, by the store's clock. */
  readonly olderRotatedAt?: number | undefined;
  readonly createdAt: number;
  /** The absolute end, which is fixed when the session begins. */
  readonly endsAt: number;
  /** When it was last refreshed. */
  readonly lastUsedAt: number;
  /** When it was ended; undefined for an active session. */
  readonly endedAt?: number | undefined;
}

/** How long sessions last, in milliseconds. */
export interface SessionSettings {
  /** Without a refresh. Default 14 days. */
  readonly idleMs: number;
  /** In all. Default 90 days. */
  readonly absoluteMs: number;
  /** How long a used token returns the same successor again, for a second tab or a lost response. */
  readonly reuseGraceMs: number;
}

/**
 * - `rotate`: the current token. Its successor replaces it, unless another request is faster;
 * - `replay`: one of the two tokens before it, within the grace. The client receives the current token again;
 * - `reuse`: an older token. Two clients have it, and one of them has stolen it. The session ends;
 * - `expired`, `ended`: the token is rejected.
 */
export type Verdict = 'rotate' | 'replay' | 'reuse' | 'expired' | 'ended';

/** When a token is judged, and by which settings. */
export interface Moment {
  readonly now: number;
  /** The same moment by the store's clock (`readAt`), when the session was looked up first. */
  readonly seenAt: number;
  readonly settings: SessionSettings;
}

/**
 * Judges a token of a session.
 *
 * @param hash the hash of the presented token
 */
export function judge(session: Session, hash: Buffer, { now, seenAt, settings }: Moment): Verdict {
  if (session.endedAt !== undefined) return 'ended';
  if (now >= expiresAt(session, settings)) return 'expired';
  if (isEqualHash(hash, session.currentHash)) return 'rotate';
  // Absolute, because another request may have rotated the session after this one looked it up.
  const isReplay = (before?: Buffer, at?: number): boolean =>
    before !== undefined &&
    at !== undefined &&
    Math.abs(seenAt - at) < settings.reuseGraceMs &&
    isEqualHash(hash, before);
  const { previousHash, rotatedAt, olderHash, olderRotatedAt } = session;
  const isRecent = isReplay(previousHash, rotatedAt) || isReplay(olderHash, olderRotatedAt);
  return isRecent ? 'replay' : 'reuse';
}

/** Returns when a session expires unless it is refreshed. */
export function expiresAt(
  { createdAt, endsAt, lastUsedAt }: Pick<Session, 'createdAt' | 'endsAt' | 'lastUsedAt'>,
  { idleMs, absoluteMs }: Pick<SessionSettings, 'idleMs' | 'absoluteMs'>,
): number {
  // A shorter `absoluteTimeout` applies to existing sessions too.
  return Math.min(endsAt, createdAt + absoluteMs, lastUsedAt + idleMs);
}

/** How long a store keeps an expired session. Logs can then tell an expired token from an unknown one. */
export const KEPT_LONGER_MS = 86_400_000;

/** Returns until when a store keeps a session. */
export function keepUntil(
  session: Pick<Session, 'createdAt' | 'endsAt' | 'lastUsedAt'>,
  settings: SessionSettings,
): number {
  return expiresAt(session, settings) + KEPT_LONGER_MS;
}

/** Returns the session after a rotation. */
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

/** Sorts the last used session first. Ties are sorted by ID, so that all processes see the same order. */
export function byLastUse(one: Named, other: Named): number {
  return other.lastUsedAt - one.lastUsedAt || (one.id < other.id ? 1 : -1);
}

/** Compares hashes in constant time. */
export function isEqualHash(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
