/**
 * Publishes changes of signing keys on channels of `node:diagnostics_channel`, in each process when it sees them. No event
 * contains key material.
 */
import { channel } from 'node:diagnostics_channel';
import type { SigningAlgorithm } from '../signing/algorithms.js';
import type { StoredKey } from './key-store.js';
import { activeOf } from './ring-plan.js';
import type { RingSnapshot } from './ring-snapshot.js';

/** A key of the ring. */
export interface RingKeyEvent {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
}

/** The ring could not be loaded or written. Published once when failures begin, not for each attempt. */
export interface RingFailedEvent {
  /** The failure, without secrets. */
  readonly message: string;
}

/** The clock of this process differs from the store's by more than `clockTolerance`. Published once until it agrees. */
export interface RingClockEvent {
  /** By how many seconds this process is ahead; negative if it is behind. */
  readonly ahead: number;
}

/** The channels, and the type of their messages. */
export interface RingEvents {
  /** A key was published. It does not sign yet. */
  'portcullis:signing-keys:staged': RingKeyEvent;
  /** A key became the active one. */
  'portcullis:signing-keys:activated': RingKeyEvent;
  /** The last token of a key has expired, and the key is no longer published. */
  'portcullis:signing-keys:expired': RingKeyEvent;
  /** A key was killed. Its tokens are rejected from now on. */
  'portcullis:signing-keys:killed': RingKeyEvent;
  'portcullis:signing-keys:failed': RingFailedEvent;
  /** The ring is loaded again after failures. */
  'portcullis:signing-keys:recovered': Readonly<Record<string, never>>;
  'portcullis:signing-keys:clock-off': RingClockEvent;
}

/** Publishes the changes of one ring. */
export class RingReporter {
  #hasFailed = false;

  /**
   * Publishes the differences between two snapshots.
   *
   * @param isKilled whether a removed key was killed
   */
  changed(before: RingSnapshot, after: RingSnapshot, isKilled: (kid: string) => boolean): void {
    for (const key of after.ring.keys) {
      if (!before.key(key.kid) && key.state === 'staged')
        publish('portcullis:signing-keys:staged', about(key));
    }
    const active = activeOf(after.ring);
    if (active && active.kid !== activeOf(before.ring)?.kid) {
      publish('portcullis:signing-keys:activated', about(active));
    }
    for (const key of before.ring.keys) {
      if (after.key(key.kid)) continue;
      const name = isKilled(key.kid)
        ? 'portcullis:signing-keys:killed'
        : 'portcullis:signing-keys:expired';
      publish(name, about(key));
    }
  }

  failed(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    publish('portcullis:signing-keys:failed', {
      message: error instanceof Error ? error.message.slice(0, 256) : 'no error',
    });
  }

  followed(): void {
    if (this.#hasFailed) publish('portcullis:signing-keys:recovered', {});
    this.#hasFailed = false;
  }
}

/** Publishes once that this process's clock is wrong, until it agrees again. */
export class ClockReporter {
  #isOff = false;

  compared(aheadMs: number, toleranceMs: number): void {
    const isOff = Math.abs(aheadMs) > toleranceMs;
    if (isOff && !this.#isOff)
      publish('portcullis:signing-keys:clock-off', { ahead: aheadMs / 1000 });
    this.#isOff = isOff;
  }
}

function about({ kid, alg }: StoredKey): RingKeyEvent {
  return { kid, alg };
}

function publish<Name extends keyof RingEvents>(name: Name, event: RingEvents[Name]): void {
  channel(name).publish(Object.freeze(event));
}
