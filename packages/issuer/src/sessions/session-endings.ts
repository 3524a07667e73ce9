/** Ends sessions, and notifies the application. */
import { ApplicationCalls } from '@portcullis/core/internal';
import { reportEnded } from './session-events.js';
import { byLastUse, expiresAt } from './session-rules.js';
import type { ResolvedSessionOptions } from './session-settings.js';
import type {
  Ending,
  EndReason,
  ListedSession,
  SessionStore,
  StoredSession,
} from './session-store.js';

/** The options that determine how sessions end. */
type EndingOptions = Pick<
  ResolvedSessionOptions,
  'onEnded' | 'callbackTimeoutMs' | 'rules' | 'maxPerSubject'
>;

/** Ends sessions in the store, publishes the event, and calls `onEnded`. */
export class SessionEndings {
  readonly #options: EndingOptions;
  readonly #calls: ApplicationCalls;

  constructor(options: EndingOptions) {
    this.#options = options;
    const { callbackTimeoutMs: timeoutMs } = options;
    // Without a limit: the access tokens of a session without a call would stay valid.
    this.#calls = new ApplicationCalls('onEnded', {
      timeoutMs,
      maxWaiting: Number.POSITIVE_INFINITY,
    });
  }

  /** Ends a session in the store first, so that a subscriber finds it ended. @returns whether it was not ended before */
  async end(store: SessionStore, session: StoredSession, ending: Ending): Promise<boolean> {
    const at = session.endedAt ?? ending.at;
    const isFirst = await store.end(session.handleHash, { ...ending, at });
    await this.notify(session, ending.reason, at, isFirst);
    return isFirst;
  }

  /** Ends several sessions. A failure does not keep the others from ending. @returns how many were ended */
  async each(
    store: SessionStore,
    sessions: readonly StoredSession[],
    ending: Ending,
  ): Promise<number> {
    return this.#settle(sessions, (session) => this.end(store, session, ending));
  }

  async #settle<S extends StoredSession>(
    sessions: readonly S[],
    end: (session: S) => Promise<boolean>,
  ): Promise<number> {
    const outcomes = await Promise.allSettled(sessions.map(end));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
    return outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value).length;
  }

  /**
   * Ends the oldest sessions of a subject beyond `maxPerSubject`. Concurrent sign-ins agree on which sessions to end, and do
   * not end each other's. A session with a late clock stays until the next sign-in. Expired sessions do not count, although
   * a store keeps them for a while.
   *
   * @param clock the clock by which the new session began
   * @param left returns the milliseconds until the caller's time limit, if times are the store's. Default: no limit
   */
  async enforceLimit(
    store: SessionStore,
    own: StoredSession,
    { clock, left }: { readonly clock: () => number; readonly left?: (() => number) | undefined },
  ): Promise<void> {
    const { rules, maxPerSubject } = this.#options;
    const listed = await store.list(own.subject);
    const now = clock();
    const timeOf = ({ readAt }: ListedSession): number => (left && readAt) ?? now;
    const live = listed.filter((each) => timeOf(each) < expiresAt(each, rules));
    const beyond = live.toSorted(byLastUse).slice(maxPerSubject);
    const others = beyond.filter(({ id }) => id !== own.id);
    await this.#settle(others, (each) => {
      const at = Math.floor(timeOf(each));
      const notAfter = left && at + left();
      return this.end(store, each, { reason: 'session-limit', at, notAfter });
    });
  }

  /** Publishes the event if this was the first end, and calls `onEnded` in any case. */
  async notify(
    { id, subject, label }: StoredSession,
    reason: EndReason,
    endedAt: number,
    isFirst = true,
  ): Promise<void> {
    const ended = Object.freeze({ id, subject, label, reason, endedAt });
    if (isFirst) reportEnded(ended);
    const { onEnded } = this.#options;
    if (onEnded) await this.#calls.run(() => onEnded(ended));
  }
}
