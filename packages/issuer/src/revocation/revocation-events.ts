/** What happens to revocations, on `node:diagnostics_channel`: for audits, metrics and alarms. */
import { channel } from 'node:diagnostics_channel';
import type { RevocationEntry } from './revocation-entry.js';

/** The snapshot could not be brought up to date. Once for each attempt. */
export interface RevocationsFailedEvent {
  /** What the store threw. */
  readonly error: unknown;
  /** Attempts that failed since the last good one. */
  readonly failures: number;
  /** Seconds since what is known was true; Infinity where nothing is known yet. */
  readonly staleness: number;
}

/** The snapshot is older than it may be. Once until it is up to date again. */
export interface RevocationsStaleEvent {
  /** Seconds since what is known was true; Infinity where nothing is known yet. */
  readonly staleness: number;
  /** What happens to tokens meanwhile. */
  readonly onStale: 'reject' | 'continue';
}

/** The snapshot is up to date again after attempts that failed. */
export interface RevocationsRecoveredEvent {
  /** How many had failed. */
  readonly failures: number;
}

/** There are as many entries as may be: a revocation was refused, or the snapshot is not complete (503). */
export interface RevocationsFullEvent {
  /** How many entries this process holds. */
  readonly entries: number;
}

/**
 * The clock of this process differs from the store's by more than `clockSkew`. At most once a minute while it does.
 * Revocations hold nevertheless; tokens may expire early in this process, and a revoked subject signs in again only
 * after that time.
 */
export interface RevocationsClockEvent {
  /** By how many seconds this process is ahead; negative where it is behind. */
  readonly ahead: number;
}

/** The channels, and what their subscribers are given. */
export interface RevocationEvents {
  /** Something was revoked in this process. */
  'portcullis:revocations:revoked': RevocationEntry;
  'portcullis:revocations:failed': RevocationsFailedEvent;
  'portcullis:revocations:stale': RevocationsStaleEvent;
  'portcullis:revocations:recovered': RevocationsRecoveredEvent;
  'portcullis:revocations:full': RevocationsFullEvent;
  'portcullis:revocations:clock-off': RevocationsClockEvent;
}

/** Publishes an event. */
export function report<N extends keyof RevocationEvents>(
  name: N,
  event: RevocationEvents[N],
): void {
  const to = channel(name);
  if (to.hasSubscribers) to.publish(Object.freeze(event));
}
