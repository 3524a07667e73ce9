/** Sessions that begin with a sign-in, continue with refresh tokens, and end by their user, an operator or a theft. */
import { ApplicationCalls, checkArguments } from '@portcullis/core/internal';
import { readText } from '../signing/signer-values.js';
import { OpenSteps } from '../store-access/step-limit.js';
import { StoreUnavailableError } from '../store-access/store-unavailable.js';
import { limitedStore, type LimitedStore } from './limited-store.js';
import { newSession, type NewSessionDetails } from './new-session.js';
import { Purges } from './purges.js';
import { RefreshRejectedError } from './refresh-rejected.js';
import { firstToken, handleHashOf, hashOf, readToken, writeToken } from './refresh-token.js';
import type { RefreshToken } from './refresh-token.js';
import { SessionEndings } from './session-endings.js';
import { reportLimitFailed, reportReuse } from './session-events.js';
import {
  afterRotation,
  byLastUse,
  expiresAt,
  isEqualHash,
  judge,
  keepUntil,
} from './session-rules.js';
import {
  readSessionOptions,
  type RefreshSessionsOptions,
  type ResolvedSessionOptions,
} from './session-settings.js';
import { clockFrom } from './store-clock.js';
import type { EndReason, FoundSession, SessionStore, StoredSession } from './session-store.js';
import type { GrantedSession, PrepareSession, SessionView } from './session-view.js';

export type { GrantedSession, PrepareSession, SessionView };

/** A presented token, with the times of this process and of the store when it was looked up first. */
interface Refresh {
  readonly token: RefreshToken;
  readonly now: number;
  readonly seenAt: number;
  readonly prepare: PrepareSession | undefined;
}

/** After a lost race, another request has rotated the session, and the next lookup shows it. */
const MAX_RACES = 3;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/**
 * Begins, refreshes, lists and ends sessions. Every method throws a `StoreUnavailableError` (503) if the store fails or takes
 * longer than `storeTimeout`. An outage ends no session.
 *
 * @example
 * const sessions = new RefreshSessions({ store: store.sessions, issuer, refreshKey });
 * const { refreshToken, session } = await sessions.begin(user.id, { label: 'phone' });
 */
export class RefreshSessions {
  readonly #options: ResolvedSessionOptions;
  readonly #purges: Purges;
  readonly #open = new OpenSteps();
  readonly #endings: SessionEndings;
  readonly #prepares: ApplicationCalls;

  /** @throws ConfigurationError for an invalid option */
  constructor(options: RefreshSessionsOptions) {
    this.#options = readSessionOptions(options);
    const { callbackTimeoutMs: timeoutMs } = this.#options;
    this.#endings = new SessionEndings(this.#options);
    this.#prepares = new ApplicationCalls('prepare', { timeoutMs });
    this.#purges = new Purges(async (limit) => {
      const store = this.#store();
      return store.purge((await this.#clock(store))(), limit);
    });
  }

  /**
   * Begins a session for a subject that has just signed in.
   *
   * @param subject `sub`: 1 to 255 characters
   * @param details its label, and an earlier absolute end
   * @param prepare called before the session is stored. If it throws, `begin` rejects with its error and stores no session
   * @throws InvalidArgumentError for an invalid subject or invalid details; errors of `prepare`; ApplicationUnavailableError if
   *   it takes longer than `callbackTimeout`
   */
  async begin(
    subject: string,
    details: NewSessionDetails = {},
    prepare?: PrepareSession,
  ): Promise<GrantedSession> {
    checkArguments(() => readText(subject, 'subject'));
    const token = firstToken();
    const asking = this.#store();
    const clock = await this.#clock(asking, handleHashOf(token, this.#options.issuer));
    const session = checkArguments(() =>
      newSession({ ...details, subject, token, now: clock() }, this.#options),
    );
    const left = asking.left();
    if (prepare) await this.#prepares.run(() => prepare(this.#view(session)));
    const store = this.#store(left);
    const notAfter = this.#isTimed ? clock() + store.left() : undefined;
    const isInserted = await store.insert(session, notAfter);
    if (isInserted === false) throw new StoreUnavailableError('the session store');
    // The new session is stored, so the sign-in succeeds even if older sessions could not be ended.
    const until = { clock, left: this.#isTimed ? () => store.left() : undefined };
    await this.#endings.enforceLimit(store, session, until).catch(reportLimitFailed);
    this.#purges.begun();
    return this.#grant(session, token);
  }

  /**
   * Exchanges a refresh token for its successor. A token that was used before ends its session, because two clients have it.
   *
   * @param text the token from the client
   * @param prepare called for a valid token before it is used. If it throws, `refresh` rejects with its error, and the token
   *   stays valid. Called again if another request was faster. Its time counts towards `storeTimeout`
   * @throws RefreshRejectedError for an invalid token; StoreUnavailableError: nothing was changed, or the same token returns
   *   its successor again within the grace; errors of `prepare`
   */
  async refresh(text: unknown, prepare?: PrepareSession): Promise<GrantedSession> {
    const token = readToken(text);
    if (token === undefined) throw new RefreshRejectedError('malformed');
    const store = this.#store();
    const now = this.#options.clock();
    let seenAt: number | undefined; // of the first lookup: lost races must not turn a replay into a reuse
    for (let race = 0; race < MAX_RACES; race++) {
      const session = await store.find(handleHashOf(token, this.#options.issuer));
      if (!session) throw new RefreshRejectedError('unknown');
      seenAt ??= session.readAt;
      const at = this.#isTimed ? seenAt : now;
      const granted = await this.#tryRefresh(store, session, { token, now: at, seenAt, prepare });
      if (granted !== undefined) return granted;
    }
    throw new StoreUnavailableError('the session store'); // it shows no rotation, and does not rotate
  }

  /**
   * Ends the session of a refresh token (sign-out). An unknown token does nothing.
   *
   * @returns whether an active session was ended
   */
  async signOut(text: unknown): Promise<boolean> {
    const token = readToken(text);
    const store = this.#store();
    const session = token && (await store.find(handleHashOf(token, this.#options.issuer)));
    if (!session) return false;
    const at = this.#clockAt(session.readAt)();
    return this.#endings.end(store, session, { reason: 'sign-out', at });
  }

  /** Returns the active sessions of a subject, the last used first. */
  async list(subject: string): Promise<readonly SessionView[]> {
    checkArguments(() => readText(subject, 'subject'));
    const store = this.#store();
    const now = (await this.#clock(store))();
    const sessions = await store.list(subject);
    return sessions
      .toSorted(byLastUse)
      .map((session) => this.#view(session))
      .filter(({ expiresAt: end }) => now < end);
  }

  /**
   * Ends one session of a subject. Sessions of other subjects are not found.
   *
   * @returns whether an active session was ended
   */
  async end(subject: string, id: string, reason: EndReason = 'sign-out'): Promise<boolean> {
    checkArguments(() => readText(subject, 'subject'));
    const store = this.#store();
    const session = UUID.test(id) ? await store.findOwn(subject, id) : undefined;
    return session
      ? this.#endings.end(store, session, { reason, at: (await this.#clock(store))() })
      : false;
  }

  /** Ends all sessions of a subject. @returns how many were ended */
  async endAll(subject: string, reason: EndReason = 'sign-out-all'): Promise<number> {
    checkArguments(() => readText(subject, 'subject'));
    const store = this.#store();
    const at = (await this.#clock(store))();
    return this.#endings.each(store, await store.list(subject), { reason, at });
  }

  /**
   * Removes expired sessions among some stored ones. This also happens automatically after sign-ins.
   *
   * @param limit how many sessions to check. Default 500
   * @returns how many were removed
   */
  async purge(limit?: number): Promise<number> {
    return this.#purges.now(limit);
  }

  /** @returns undefined if another request was faster. The caller then looks the session up again */
  async #tryRefresh(
    store: LimitedStore,
    session: FoundSession,
    { token, now, seenAt, prepare }: Refresh,
  ): Promise<GrantedSession | undefined> {
    const storeTime = clockFrom(session.readAt);
    const verdict = judge(session, hashOf(token), { now, seenAt, settings: this.#options.rules });
    if (prepare && (verdict === 'rotate' || verdict === 'replay')) {
      await this.#prepares.run(() => prepare(this.#view(session)), store.left());
    }
    switch (verdict) {
      case 'rotate':
        return this.#rotate(store, session, { token, rotatedAt: storeTime() });
      case 'replay':
        return this.#replay(store, session, token);
      case 'reuse':
        return this.#endReused(store, session);
      case 'ended':
        return this.#rejectEnded(session);
      case 'expired':
        throw new RefreshRejectedError(verdict);
    }
  }

  async #rotate(
    store: LimitedStore,
    session: FoundSession,
    { token, rotatedAt }: { readonly token: RefreshToken; readonly rotatedAt: number },
  ): Promise<GrantedSession | undefined> {
    const { clock, rules, successors } = this.#options;
    const next = successors[0].of(token);
    const rotation = {
      from: hashOf(token),
      to: hashOf(next),
      at: this.#isTimed ? rotatedAt : clock(),
      rotatedAt,
    };
    const rotated = afterRotation(session, rotation);
    const isRotated = await store.rotate(session.handleHash, {
      ...rotation,
      keepUntil: keepUntil(rotated, rules),
      notAfter: rotatedAt + store.left(),
    });
    return isRotated ? this.#grant(rotated, next) : undefined;
  }

  /** @returns undefined if the session was rotated while `prepare` ran */
  async #replay(
    store: SessionStore,
    session: FoundSession,
    token: RefreshToken,
  ): Promise<GrantedSession | undefined> {
    const still = await store.find(session.handleHash);
    if (still?.endedAt !== undefined) return this.#rejectEnded(still);
    if (!still || !isEqualHash(still.currentHash, session.currentHash)) return undefined;
    const next = this.#options.successors
      .flatMap((successors) => successors.twoOf(token))
      .find((each) => isEqualHash(hashOf(each), session.currentHash));
    if (!next) throw new RefreshRejectedError('lost');
    return this.#grant(session, next);
  }

  async #endReused(store: SessionStore, session: FoundSession): Promise<never> {
    const at = this.#clockAt(session.readAt)();
    if (await store.end(session.handleHash, { reason: 'reuse', at })) {
      reportReuse(session);
      await this.#endings.notify(session, 'reuse', at).catch((cause: unknown) => {
        throw new RefreshRejectedError('reuse', { cause });
      });
    }
    throw new RefreshRejectedError('reuse');
  }

  /** Calls `onEnded` again. The process that ended the session may have died before, or the call may have failed. */
  async #rejectEnded(session: StoredSession): Promise<never> {
    const { endReason = 'operator', endedAt = this.#options.clock() } = session;
    await this.#endings.notify(session, endReason, endedAt, false).catch((cause: unknown) => {
      throw new RefreshRejectedError('ended', { cause });
    });
    throw new RefreshRejectedError('ended');
  }

  #grant(session: StoredSession, token: RefreshToken): GrantedSession {
    return { session: this.#view(session), refreshToken: writeToken(token) };
  }

  #view(session: StoredSession): SessionView {
    const { id, subject, label, createdAt, lastUsedAt } = session;
    const end = expiresAt(session, this.#options.rules);
    return { id, subject, label, createdAt, lastUsedAt, expiresAt: end };
  }

  /** Whether times are by the store's clock, which all processes share. */
  get #isTimed(): boolean {
    return this.#options.store.time !== undefined;
  }

  /** Returns the store's clock if it has one, otherwise this process's. */
  async #clock(store: LimitedStore, handleHash?: Buffer): Promise<() => number> {
    return this.#isTimed ? clockFrom(await store.time(handleHash)) : this.#options.clock;
  }

  #clockAt(readAt: number): () => number {
    return this.#isTimed ? clockFrom(readAt) : this.#options.clock;
  }

  #store(milliseconds = this.#options.storeTimeoutMs): LimitedStore {
    return limitedStore(this.#options.store, milliseconds, this.#open);
  }
}
