/**
 * The session of the user. The access token is in memory only. The refresh token is in an HttpOnly cookie, which the
 * browser sends to the API. One tab refreshes at a time and shares the new access token with the others.
 */
import { isSuccess, type Answer } from '../http/answer.js';
import type { ApiRequest } from '../http/ask.js';
import { grantIn, isSamePerson, refreshAt, type Grant } from './grant.js';
import type { SessionPorts, SignedOutReason, TabMessage } from './ports.js';

/** The state of the session. */
export type SessionState =
  | { readonly status: 'starting'; readonly isReachable: boolean }
  | { readonly status: 'signed-out'; readonly reason: SignedOutReason }
  | { readonly status: 'signed-in'; readonly grant: Grant; readonly isReachable: boolean };

/** E-mail, password and the name of the session. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly device: string;
}

/** Why a session may exist: `hint`, there was one before; `arrival`, a sign-in with the provider has just ended. */
export type Evidence = 'hint' | 'arrival' | 'none';

/** Delay before a failed refresh is retried, unless the server sends Retry-After. */
const RETRY_MS = 5000;
/** Browser timers are limited to 24 days. A changed clock is noticed within this time. */
const LONGEST_TIMER_MS = 3_600_000;
/** Statuses of a refresh that mean: sign in again. */
const REFUSALS: readonly number[] = [400, 401, 403];

/** The session of this tab. */
export class SessionClient {
  readonly #ports: SessionPorts;
  readonly #listeners = new Set<() => void>();
  #state: SessionState = { status: 'starting', isReachable: true };
  #renewing: Promise<void> | undefined;
  #stopTimer: () => void = () => undefined;
  #retryAt = 0;
  /** When a session of this tab ended. Older grants from other tabs are ignored. */
  #endedAt = 0;
  /** The reason to show when the first refresh is rejected. */
  #reasonAtStart: SignedOutReason = 'never-signed-in';

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  readonly state = (): SessionState => this.#state;

  /** Calls the listener after each change. Returns a function that unsubscribes. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Resumes the session of the cookie, if there may be one. */
  async start(evidence: Evidence): Promise<void> {
    if (evidence === 'hint') this.#reasonAtStart = 'ended';
    if (evidence !== 'none') await this.#renew(undefined);
    else this.#become({ status: 'signed-out', reason: 'never-signed-in' });
  }

  /** Signs in with a password. */
  async signIn(credentials: Credentials): Promise<Answer> {
    const body = { ...credentials, cookie: true };
    return this.#ports.tabs.exclusively(async () => {
      const answer = await this.#ports.ask({ method: 'POST', path: '/auth/login', body });
      const grant = grantIn(answer, this.#ports.now());
      if (grant) this.#granted(grant);
      return answer;
    });
  }

  /** Ends the session in every tab. When the server is unavailable, the session continues. */
  async signOut(): Promise<Answer> {
    return this.#ports.tabs.exclusively(async () => {
      const answer = await this.#ports.ask({ method: 'POST', path: '/auth/logout', body: {} });
      if (isSuccess(answer) || REFUSALS.includes(answer.status)) this.#signedOut('signed-out');
      return answer;
    });
  }

  /** Gets a new access token now. */
  async refresh(): Promise<void> {
    await this.#renew(this.#grant());
  }

  /**
   * Sends a request with the access token. Refreshes an expired token first. After a 401, refreshes and retries once, which
   * also detects a session that was ended elsewhere.
   */
  async ask(request: ApiRequest): Promise<Answer> {
    const known = this.#grant();
    if (known && known.expiresAt <= this.#ports.now()) await this.#renew(known);
    const grant = this.#grant();
    const answer = await this.#ports.ask({ ...request, token: grant?.accessToken });
    if (answer.status !== 401 || !grant) return answer;
    await this.#renew(grant);
    const next = this.#grant();
    // Another tab may have signed in as another user: do not repeat the request as that user.
    if (!next || next === grant || !isSamePerson(next, grant)) return answer;
    return this.#ports.ask({ ...request, token: next.accessToken });
  }

  /** Refreshes if it is time: timers stop while the machine sleeps. */
  readonly wake = (): void => {
    const isWaiting = this.#state.status !== 'signed-out' && this.#dueAt() <= this.#ports.now();
    if (isWaiting) void this.#renew(this.#grant());
    else this.#schedule();
  };

  /** Handles a message of another tab. */
  readonly hear = (message: TabMessage): void => {
    if (message.kind === 'signed-out') {
      const { reason } = message;
      if (this.#state.status === 'signed-in') this.#become({ status: 'signed-out', reason });
      return;
    }
    const { grant } = message;
    const known = this.#grant();
    const since = known?.receivedAt ?? this.#endedAt;
    const isNews = grant.id !== known?.id && grant.receivedAt >= since;
    if (isNews) this.#become({ status: 'signed-in', grant, isReachable: true });
  };

  /** @param known - the grant to replace. Does nothing if another tab has already replaced it. */
  #renew(known: Grant | undefined): Promise<void> {
    this.#renewing ??= this.#ports.tabs
      .exclusively(() => this.#renewAlone(known))
      .finally(() => {
        this.#renewing = undefined;
        this.#schedule();
      });
    return this.#renewing;
  }

  async #renewAlone(known: Grant | undefined): Promise<void> {
    await this.#ports.tabs.catchUp();
    // Another tab has refreshed or signed out in the meantime.
    if (this.#grant() !== known) return;
    const answer = await this.#ports.ask({ method: 'POST', path: '/auth/refresh', body: {} });
    const now = this.#ports.now();
    const grant = grantIn(answer, now);
    if (grant) return this.#granted(grant);
    if (REFUSALS.includes(answer.status)) {
      return this.#signedOut(known ? 'ended' : this.#reasonAtStart);
    }
    this.#retryAt = now + (answer.retryAfter === undefined ? RETRY_MS : answer.retryAfter * 1000);
    if (this.#state.status !== 'signed-out') this.#become({ ...this.#state, isReachable: false });
  }

  #granted(grant: Grant): void {
    this.#become({ status: 'signed-in', grant, isReachable: true });
    this.#ports.tabs.tell({ kind: 'granted', grant });
  }

  #signedOut(reason: SignedOutReason): void {
    this.#become({ status: 'signed-out', reason });
    this.#ports.tabs.tell({ kind: 'signed-out', reason });
  }

  #become(state: SessionState): void {
    if (this.#grant() && state.status === 'signed-out') this.#endedAt = this.#ports.now();
    this.#state = state;
    if (state.status !== 'starting') this.#ports.remember(state.status === 'signed-in');
    this.#schedule();
    for (const listener of this.#listeners) listener();
  }

  #grant(): Grant | undefined {
    return this.#state.status === 'signed-in' ? this.#state.grant : undefined;
  }

  #dueAt(): number {
    if (this.#state.status === 'signed-out') return Infinity;
    if (!this.#state.isReachable) return this.#retryAt;
    return this.#state.status === 'signed-in' ? refreshAt(this.#state.grant) : 0;
  }

  #schedule(): void {
    this.#stopTimer();
    if (this.#renewing || this.#dueAt() === Infinity) return;
    const delay = Math.max(0, this.#dueAt() - this.#ports.now());
    this.#stopTimer = this.#ports.after(Math.min(delay, LONGEST_TIMER_MS), this.wake);
  }
}
