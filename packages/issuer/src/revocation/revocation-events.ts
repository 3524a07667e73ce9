/** Publishes events of revocations on `node:diagnostics_channel`, for audits, metrics and alarms. */
import { channel } from 'node:diagnostics_channel';
import type { RevocationEntry } from './revocation-entry.js';

/** A read of the store failed. Published for each attempt. */
export interface RevocationsFailedEvent {
  /** The error of the store. */
  readonly error: unknown;
  /** Failed attempts since the last successful one. */
  readonly failures: number;
  /** Seconds since the snapshot was up to date; Infinity before the first read. */
  readonly staleness: number;
}

/** The snapshot is older than `maxStaleness`. Published once until it is up to date again. */
export interface RevocationsStaleEvent {
  /** Seconds since the snapshot was up to date; Infinity before the first read. */
  readonly staleness: number;
  /** What happens to tokens until then. */
  readonly onStale: 'reject' | 'continue';
}

/** The snapshot is up to date again after failures. */
export interface RevocationsRecoveredEvent {
  /** How many attempts failed. */
  readonly failures: number;
}

/** The limit `maxEntries` is reached: a revocation was rejected, or the snapshot is incomplete (503). */
export interface RevocationsFullEvent {
  /** The number of entries in this process. */
  readonly entries: number;
}

/**
 * The clock of this process differs from the store's by more than `clockSkew`. Published at most once a minute. Revocations
 * still work, but tokens may expire early in this process, and a revoked subject can sign in again only after that time.
 */
export interface RevocationsClockEvent {
  /** By how many seconds this process is ahead; negative if it is behind. */
  readonly ahead: number;
}

/** The channels, and the type of their messages. */
export interface RevocationEvents {
  /** This process revoked a token, a session or a subject. */
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
