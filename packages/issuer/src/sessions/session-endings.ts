/** Ends sessions for good, and tells of it. */
import { ApplicationCalls } from '@portcullis/core';
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

/** What of the options decides how sessions end. */
type EndingOptions = Pick<
  ResolvedSessionOptions,
  'onEnded' | 'callbackTimeoutMs' | 'rules' | 'maxPerSubject'
>;

export class SessionEndings {
  readonly #options: EndingOptions;
  readonly #calls: ApplicationCalls;

  constructor(options: EndingOptions) {
    this.#options = options;
    const { callbackTimeoutMs: timeoutMs } = options;
    // As many as there are sessions to end: one of them that was not told of would go on.
    this.#calls = new ApplicationCalls('onEnded', {
      timeoutMs,
      maxWaiting: Number.POSITIVE_INFINITY,
    });
  }

  /** First for good, then for all to know: a subscriber finds it so. */
  async end(store: SessionStore, session: StoredSession, ending: Ending): Promise<boolean> {
    const at = session.endedAt ?? ending.at;
    const isFirst = await store.end(session.handleHash, { ...ending, at });
    await this.tell(session, ending.reason, at, isFirst);
    return isFirst;
  }

  /** One that fails keeps none of the others. */
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
   * Two that are begun at once agree on which go, and neither ends the other and is ended by it. One that comes late by
   * its own clock stays too, until the next begins. A store keeps expired sessions for a while: they do not count.
   *
   * @param clock the clock that the own session began by
   * @param left the milliseconds until the caller is refused, where times are the store's; default: without limit
   */
  async holdToCap(
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

  async tell(
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
