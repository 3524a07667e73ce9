/** Sessions that last: begun at a login, carried on by refresh tokens, ended by their user, an operator or a theft. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '@portcullis/core';
import { firstToken, handleHashOf, hashOf, readToken, writeToken } from './refresh-token.js';
import type { RefreshToken, Successors } from './refresh-token.js';
import { RefreshRefusedError } from './refresh-refused.js';
import { reportReuse } from './session-events.js';
import {
  afterRotation,
  expiresAt,
  isEqualHash,
  judge,
  type SessionSettings,
} from './session-rules.js';
import type { EndReason, SessionStore, StoredSession } from './session-store.js';

/** What sessions are made of. */
export interface RefreshSessionsParts {
  readonly store: SessionStore;
  readonly successors: Successors;
  readonly settings: SessionSettings & {
    /** The most sessions of one subject; the one that was used longest ago is ended for the next. */
    readonly mostOfSubject: number;
  };
  readonly clock?: Clock;
}

/** A session as its user sees it. */
export interface SessionView {
  readonly id: string;
  readonly subject: string;
  readonly label: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly lastUsedAt: number;
  /** When it ends unless it is refreshed before. */
  readonly expiresAt: number;
}

/** A session and the token that carries it on. */
export interface GrantedSession {
  readonly session: SessionView;
  /** For its client alone. It is shown once and stored nowhere. */
  readonly refreshToken: string;
}

/** Each lost race is one in which another process has rotated the same session. */
const MOST_RACES = 3;

/** Begins, refreshes, lists and ends sessions. */
export class RefreshSessions {
  readonly #store: SessionStore;
  readonly #successors: Successors;
  readonly #settings: RefreshSessionsParts['settings'];
  readonly #clock: Clock;

  constructor({ store, successors, settings, clock = Date.now }: RefreshSessionsParts) {
    this.#store = store;
    this.#successors = successors;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Begins a session for a subject that has just signed in. */
  async begin(
    subject: string,
    { label }: { readonly label?: string } = {},
  ): Promise<GrantedSession> {
    const now = this.#clock();
    const token = firstToken();
    const session: StoredSession = {
      id: randomUUID(),
      handleHash: handleHashOf(token),
      subject,
      label,
      currentHash: hashOf(token),
      createdAt: now,
      lastUsedAt: now,
    };
    await this.#store.insert(session);
    await this.#holdToCap(subject, session.id);
    return this.#grant(session, token);
  }

  /**
   * Takes a refresh token for its successor. A token that was used before ends its session: two have it.
   *
   * @throws RefreshRefusedError whatever is wrong with the token; what the store throws: then nothing was changed, or
   *   the same token gets its successor again
   */
  async refresh(text: unknown): Promise<GrantedSession> {
    const token = readToken(text);
    if (token === undefined) throw new RefreshRefusedError('malformed');
    for (let race = 0; race < MOST_RACES; race++) {
      const granted = await this.#tryRefresh(token);
      if (granted !== undefined) return granted;
    }
    throw new RefreshRefusedError('raced');
  }

  /** Ends the session of a refresh token, as at a logout. A token that is none of ours, or of none, does nothing. */
  async logout(text: unknown): Promise<boolean> {
    const token = readToken(text);
    const session = token && (await this.#store.find(handleHashOf(token)));
    if (!session) return false;
    return this.#store.end(session.id, 'logout', this.#clock());
  }

  /** The sessions of a subject that go on, the one that was used last first. */
  async list(subject: string): Promise<readonly SessionView[]> {
    const now = this.#clock();
    const views = (await this.#store.list(subject)).map((session) => this.#view(session));
    return views.filter(({ expiresAt: end }) => now < end);
  }

  /**
   * Ends one session of a subject.
   *
   * @returns whether the subject had it; nobody ends the session of another
   */
  async end(subject: string, id: string, reason: EndReason = 'logout'): Promise<boolean> {
    const own = await this.#store.list(subject);
    return own.some((session) => session.id === id)
      ? this.#store.end(id, reason, this.#clock())
      : false;
  }

  /** Ends all sessions of a subject; answers with how many there were. */
  async endAll(subject: string, reason: EndReason = 'logout-all'): Promise<number> {
    return this.#endEach(await this.#store.list(subject), reason);
  }

  /** Undefined when another was faster, so that the session is to be looked at again. */
  async #tryRefresh(token: RefreshToken): Promise<GrantedSession | undefined> {
    const session = await this.#store.find(handleHashOf(token));
    if (!session) throw new RefreshRefusedError('unknown');
    const now = this.#clock();
    const hash = hashOf(token);
    const next = this.#successors.of(token);
    switch (judge(session, hash, { now, settings: this.#settings })) {
      case 'rotate': {
        const to = hashOf(next);
        const isRotated = await this.#store.rotate(session.id, { from: hash, to, at: now });
        return isRotated ? this.#grant(afterRotation(session, to, now), next) : undefined;
      }
      case 'replay':
        // Under another key than the one that rotated it, the successor can't be made again.
        if (!isEqualHash(hashOf(next), session.currentHash)) throw new RefreshRefusedError('lost');
        return this.#grant(session, next);
      case 'reuse':
        if (await this.#store.end(session.id, 'reuse', now)) reportReuse(session);
        throw new RefreshRefusedError('reuse');
      case 'expired':
        throw new RefreshRefusedError('expired');
      case 'ended':
        throw new RefreshRefusedError('ended');
    }
  }

  async #holdToCap(subject: string, own: string): Promise<void> {
    const sessions = await this.#store.list(subject);
    const others = sessions.filter(({ id }) => id !== own);
    await this.#endEach(others.slice(this.#settings.mostOfSubject - 1), 'cap');
  }

  async #endEach(sessions: readonly StoredSession[], reason: EndReason): Promise<number> {
    const now = this.#clock();
    const ended = await Promise.all(sessions.map(({ id }) => this.#store.end(id, reason, now)));
    return ended.filter(Boolean).length;
  }

  #grant(session: StoredSession, token: RefreshToken): GrantedSession {
    return { session: this.#view(session), refreshToken: writeToken(token) };
  }

  #view(session: StoredSession): SessionView {
    const { id, subject, label, createdAt, lastUsedAt } = session;
    const end = expiresAt(session, this.#settings);
    return { id, subject, label, createdAt, lastUsedAt, expiresAt: end };
  }
}
