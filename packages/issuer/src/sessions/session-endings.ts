/** Ends sessions for good, and tells of it. */
import { ApplicationCalls } from '@portcullis/core';
import { reportEnded } from './session-events.js';
import { byLastUse } from './session-rules.js';
import type { ResolvedSessionOptions } from './session-settings.js';
import type { Ending, EndReason, SessionStore, StoredSession } from './session-store.js';

export class SessionEndings {
  readonly #onEnded: ResolvedSessionOptions['onEnded'];
  readonly #calls: ApplicationCalls;

  /**
   * @param onEnded the option of `RefreshSessions`
   * @param timeoutMs how long it may take
   */
  constructor(onEnded: ResolvedSessionOptions['onEnded'], timeoutMs: number) {
    this.#onEnded = onEnded;
    // As many as there are sessions to end: one of them that was not told of would go on.
    this.#calls = new ApplicationCalls('onEnded', { timeoutMs, most: Number.POSITIVE_INFINITY });
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
    const each = sessions.map((session) => this.end(store, session, ending));
    const outcomes = await Promise.allSettled(each);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
    return outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value).length;
  }

  /**
   * Two that are begun at once agree on which go, and neither ends the other and is ended by it. One that comes late by
   * its own clock stays too, until the next begins.
   */
  async holdToCap(
    store: SessionStore,
    own: StoredSession,
    { most, ...when }: Omit<Ending, 'reason'> & { readonly most: number },
  ): Promise<void> {
    const sessions = await store.list(own.subject);
    const beyond = sessions.toSorted(byLastUse).slice(most);
    const others = beyond.filter(({ id }) => id !== own.id);
    await this.each(store, others, { ...when, reason: 'cap' });
  }

  async tell(
    { id, subject, label }: StoredSession,
    reason: EndReason,
    endedAt: number,
    isFirst = true,
  ): Promise<void> {
    const ended = Object.freeze({ id, subject, label, reason, endedAt });
    if (isFirst) reportEnded(ended);
    const onEnded = this.#onEnded;
    if (onEnded) await this.#calls.run(() => onEnded(ended));
  }
}
