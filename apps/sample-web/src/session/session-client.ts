/**
 * Who is signed in. The access token is in memory alone; the refresh token is in a cookie that no script reads, and goes
 * to the API by itself. One tab refreshes at a time and hands the new access token to the others.
 */
import { isSuccess, type Answer } from '../http/answer.js';
import type { ApiRequest } from '../http/ask.js';
import { grantIn, isSamePerson, refreshAt, type Grant } from './grant.js';
import type { SessionPorts, SignedOutReason, TabMessage } from './ports.js';

/** Where the session stands. */
export type SessionState =
  | { readonly status: 'starting'; readonly isReachable: boolean }
  | { readonly status: 'signed-out'; readonly reason: SignedOutReason }
  | { readonly status: 'signed-in'; readonly grant: Grant; readonly isReachable: boolean };

/** E-mail and password, and what the session is to be listed as. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly device: string;
}

/** What says that the cookie may hold a session: `hint`, there was one before; `arrival`, a sign-in has just ended here. */
export type Evidence = 'hint' | 'arrival' | 'none';

/** A refresh that got no answer is tried again after this long, unless the server says when. */
const RETRY_MS = 5000;
/** A timer of a browser can't be longer than 24 days; a clock that was set is noticed within this long. */
const LONGEST_TIMER_MS = 3_600_000;
/** Answers to a refresh that say: sign in again. */
const REFUSALS: readonly number[] = [400, 401, 403];

/** The session of this tab. */
export class SessionClient {
  readonly #ports: SessionPorts;
  readonly #listeners = new Set<() => void>();
  #state: SessionState = { status: 'starting', isReachable: true };
  #renewing: Promise<void> | undefined;
  #stopTimer: () => void = () => undefined;
  #retryAt = 0;
  /** When a session of this tab ended: what was granted before is over, whenever another tab tells of it. */
  #endedAt = 0;
  /** What a refusal means while no token was there. */
  #reasonAtStart: SignedOutReason = 'never-signed-in';

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  readonly state = (): SessionState => this.#state;

  /** Calls back after each change; answers with what ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes up the session that the cookie may hold; without one, nobody is signed in. */
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

  /** Ends the session, in every tab. Where the server can't be reached it goes on. */
  async signOut(): Promise<Answer> {
    return this.#ports.tabs.exclusively(async () => {
      const answer = await this.#ports.ask({ method: 'POST', path: '/auth/logout', body: {} });
      if (isSuccess(answer) || REFUSALS.includes(answer.status)) this.#signedOut('signed-out');
      return answer;
    });
  }

  /** Takes the access token for a new one now. */
  async refresh(): Promise<void> {
    await this.#renew(this.#grant());
  }

  /**
   * Asks the API with the access token. A token that is over is renewed before; one that is refused, once, after: who
   * was signed out elsewhere finds that out here.
   */
  async ask(request: ApiRequest): Promise<Answer> {
    const known = this.#grant();
    if (known && known.expiresAt <= this.#ports.now()) await this.#renew(known);
    const grant = this.#grant();
    const answer = await this.#ports.ask({ ...request, token: grant?.accessToken });
    if (answer.status !== 401 || !grant) return answer;
    await this.#renew(grant);
    const next = this.#grant();
    // Another tab may have signed in as somebody else: what one person asked for is not asked for as another.
    if (!next || next === grant || !isSamePerson(next, grant)) return answer;
    return this.#ports.ask({ ...request, token: next.accessToken });
  }

  /** Looks at the clock: timers stand still while a machine sleeps. */
  readonly wake = (): void => {
    const isWaiting = this.#state.status !== 'signed-out' && this.#dueAt() <= this.#ports.now();
    if (isWaiting) void this.#renew(this.#grant());
    else this.#schedule();
  };

  /** What another tab tells. */
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

  /** @param known the grant that is to be replaced: where it was already, nothing is done */
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
    // Another tab did it while this one waited for its turn, or signed out.
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
