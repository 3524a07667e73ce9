/**
 * What happens to the keys of an issuer of one's own, on channels of `node:diagnostics_channel`: in each process, when
 * that process sees it. No event holds what a key is made of.
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

/** The store was not followed. Once when it begins, not for each try. */
export interface RingFailedEvent {
  /** What failed, in words without a secret. */
  readonly message: string;
}

/** The clock of this process differs from the store's by more than `clockTolerance`. Once until it does not. */
export interface RingClockEvent {
  /** By how many seconds it is ahead; negative where it is behind. */
  readonly ahead: number;
}

/** The channels, and what their subscribers are given. */
export interface RingEvents {
  /** A key is published that does not sign yet. */
  'portcullis:signing-keys:staged': RingKeyEvent;
  /** Another key signs from now on. */
  'portcullis:signing-keys:activated': RingKeyEvent;
  /** The last token of a key has expired: it is published no more. */
  'portcullis:signing-keys:expired': RingKeyEvent;
  /** A key was killed: its tokens are refused from now on. */
  'portcullis:signing-keys:killed': RingKeyEvent;
  'portcullis:signing-keys:failed': RingFailedEvent;
  /** The store is followed again. */
  'portcullis:signing-keys:recovered': Readonly<Record<string, never>>;
  'portcullis:signing-keys:clock-off': RingClockEvent;
}

/** Publishes what happens to one ring. */
export class RingReporter {
  #hasFailed = false;

  /** @param isKilled whether a key that went was killed */
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

/** Publishes that a clock is wrong, and not again while it is. */
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
