/** Sessions that last: begun at a login, carried on by refresh tokens, ended by their user, an operator or a theft. */
import { ApplicationCalls, checkArguments } from '@portcullis/core';
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
import { reportCapFailed, reportReuse } from './session-events.js';
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

/** A token that is shown, and when: by this process's clock, and by the store's when it was looked up first. */
interface Refresh {
  readonly token: RefreshToken;
  readonly now: number;
  readonly seenAt: number;
  readonly prepare: PrepareSession | undefined;
}

/** Each lost race is one in which another request has rotated the same session: the second look tells. */
const MOST_RACES = 3;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/**
 * Begins, refreshes, lists and ends sessions. Every method throws a `StoreUnavailableError` when the store can't be
 * reached or takes longer than `storeTimeout`: 503, and nobody is logged out by it.
 */
export class RefreshSessions {
  readonly #options: ResolvedSessionOptions;
  readonly #purges: Purges;
  readonly #open = new OpenSteps();
  readonly #endings: SessionEndings;
  readonly #prepares: ApplicationCalls;

  /** @throws ConfigurationError which names the option that is wrong */
  constructor(options: RefreshSessionsOptions) {
    this.#options = readSessionOptions(options);
    const { callbackTimeoutMs: timeoutMs } = this.#options;
    this.#endings = new SessionEndings(this.#options);
    this.#prepares = new ApplicationCalls('prepare', { timeoutMs });
    this.#purges = new Purges(async (most) => {
      const store = this.#store();
      return store.purge((await this.#clock(store))(), most);
    });
  }

  /**
   * Begins a session for a subject that has just signed in.
   *
   * @param subject `sub`: 1 to 255 characters
   * @param details its label, and its end where it is to come sooner
   * @param prepare called before the session is stored: when this throws, so does `begin`, and there is no session
   * @throws InvalidArgumentError for a subject that could not be a token's, and for details that are wrong; what `prepare`
   *   throws; ApplicationUnavailableError where it takes longer than `callbackTimeout`
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
    // Who is signed in is not refused for another's sake, and leaves no session behind that nobody holds.
    const until = { clock, left: this.#isTimed ? () => store.left() : undefined };
    await this.#endings.holdToCap(store, session, until).catch(reportCapFailed);
    this.#purges.begun();
    return this.#grant(session, token);
  }

  /**
   * Takes a refresh token for its successor. A token that was used before ends its session: two have it.
   *
   * @param text what the client has sent
   * @param prepare called for a token that will do, before it is used up: when this throws, so does `refresh`, and the
   *   token is as good as before. Called again when another request was faster. Its time counts in `storeTimeout`.
   * @throws RefreshRejectedError whatever is wrong with the token; StoreUnavailableError: then nothing was changed, or
   *   the same token gets its successor again, during the grace; what `prepare` throws
   */
  async refresh(text: unknown, prepare?: PrepareSession): Promise<GrantedSession> {
    const token = readToken(text);
    if (token === undefined) throw new RefreshRejectedError('malformed');
    const store = this.#store();
    const now = this.#options.clock();
    let seenAt: number | undefined; // who came within the grace is no thief for losing races
    for (let race = 0; race < MOST_RACES; race++) {
      const session = await store.find(handleHashOf(token, this.#options.issuer));
      if (!session) throw new RefreshRejectedError('unknown');
      seenAt ??= session.readAt;
      const at = this.#isTimed ? seenAt : now;
      const granted = await this.#tryRefresh(store, session, { token, now: at, seenAt, prepare });
      if (granted !== undefined) return granted;
    }
    throw new StoreUnavailableError('the session store'); // it says that nobody was faster, and does not rotate
  }

  /**
   * Ends the session of a refresh token, as at a logout. A token that is none of ours, or of none, does nothing.
   *
   * @returns whether it ended one that went on
   */
  async signOut(text: unknown): Promise<boolean> {
    const token = readToken(text);
    const store = this.#store();
    const session = token && (await store.find(handleHashOf(token, this.#options.issuer)));
    return session
      ? this.#endings.end(store, session, {
          reason: 'sign-out',
          at: this.#clockAt(session.readAt)(),
        })
      : false;
  }

  /** The sessions of a subject that go on, the one that was used last first. */
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
   * Ends one session of a subject.
   *
   * @returns whether it ended one that went on; nobody ends the session of another
   */
  async end(subject: string, id: string, reason: EndReason = 'sign-out'): Promise<boolean> {
    checkArguments(() => readText(subject, 'subject'));
    const store = this.#store();
    const session = UUID.test(id) ? await store.findOwn(subject, id) : undefined;
    return session
      ? this.#endings.end(store, session, { reason, at: (await this.#clock(store))() })
      : false;
  }

  /** Ends all sessions of a subject; answers with how many there were. */
  async endAll(subject: string, reason: EndReason = 'sign-out-all'): Promise<number> {
    checkArguments(() => readText(subject, 'subject'));
    const store = this.#store();
    const at = (await this.#clock(store))();
    return this.#endings.each(store, await store.list(subject), { reason, at });
  }

  /**
   * Looks at some stored sessions and forgets those that are over; answers with how many. It happens by itself, beside
   * the logins.
   *
   * @param most how many to look at. Default 500
   */
  async purge(most?: number): Promise<number> {
    return this.#purges.now(most);
  }

  /** Undefined when another was faster, so that the session is to be looked at again. */
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
        return this.#refuseEnded(session);
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

  /** Undefined when the session has moved on while its access token was made. */
  async #replay(
    store: SessionStore,
    session: FoundSession,
    token: RefreshToken,
  ): Promise<GrantedSession | undefined> {
    const still = await store.find(session.handleHash);
    if (still?.endedAt !== undefined) return this.#refuseEnded(still);
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
      await this.#endings.tell(session, 'reuse', at).catch((cause: unknown) => {
        throw new RefreshRejectedError('reuse', { cause });
      });
    }
    throw new RefreshRejectedError('reuse');
  }

  /** Who ended it may not have told anybody: its process died, or what was told failed. So it is told again. */
  async #refuseEnded(session: StoredSession): Promise<never> {
    const { endReason = 'operator', endedAt = this.#options.clock() } = session;
    await this.#endings.tell(session, endReason, endedAt, false).catch((cause: unknown) => {
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

  /** Whether times are the store's: its clock is that of all processes. */
  get #isTimed(): boolean {
    return this.#options.store.time !== undefined;
  }

  /** The store's clock, where it has one, else this process's. */
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
