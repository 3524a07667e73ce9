/** What is kept of a revocation, and how it is written into a store. */
import { ConfigurationError } from '@portcullis/core';

/** What a revocation goes by: a token (`jti`), a session (`sid`), or all tokens of a subject up to a time (`sub`). */
export type RevocationKind = 'jti' | 'sid' | 'sub';

/** One revocation. */
export interface RevocationEntry {
  readonly kind: RevocationKind;
  /** Whose tokens it stops: their `iss`. */
  readonly issuer: string;
  /** The claim of that name which it stops. */
  readonly value: string;
  /** For `sub`: tokens issued then or earlier are stopped, in milliseconds since the epoch. 0 for the others. */
  readonly before: number;
  /** When no token that it stops can be good any more, in milliseconds since the epoch: then it may be forgotten. */
  readonly until: number;
}

/** For how much longer a store keeps an entry: so far the clocks of a fleet, and of its store, may be wrong. */
export const KEPT_LONGER_MS = 3_600_000;

const KINDS: ReadonlySet<unknown> = new Set(['jti', 'sid', 'sub'] satisfies RevocationKind[]);
const MOST_BYTES = 1024;

/** @throws ConfigurationError unless it is text of 1 to 1024 bytes */
export function readValue(value: unknown, option: string): string {
  if (typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= MOST_BYTES) {
    return value;
  }
  // What was given is a claim of somebody's token: its type is enough.
  throw new ConfigurationError(option, `a ${typeof value}`, `text of 1 to ${MOST_BYTES} bytes`);
}

/**
 * The key of an entry in a store. JSON, because it escapes what a database might refuse or change in a text: NUL and
 * lone surrogates.
 */
export function keyOf({ kind, issuer, value }: RevocationEntry): string {
  return JSON.stringify([kind, issuer, value]);
}

/**
 * The entry that was stored under a key.
 *
 * @throws Error for what {@link keyOf} did not write: nobody can tell whom it was to stop
 */
export function entryOf(key: string, before: number, until: number): RevocationEntry {
  const [kind, issuer, value] = JSON.parse(key) as readonly unknown[];
  const areTexts = typeof issuer === 'string' && typeof value === 'string';
  if (!KINDS.has(kind) || !areTexts || !Number.isFinite(before) || !Number.isFinite(until)) {
    throw new Error('the store of revocations holds an entry that is none');
  }
  return { kind: kind as RevocationKind, issuer, value, before, until };
}

/**
 * An entry that is revoked anew. A signer dates the next token of a subject a millisecond after `before`: a second
 * revocation stops that one, too, though it comes before its time.
 */
export function again(entry: RevocationEntry, kept: RevocationEntry | undefined): RevocationEntry {
  if (kept === undefined || entry.kind !== 'sub') return merged(entry, kept);
  return merged(entry, { ...kept, before: kept.before + 1 });
}

/** Two entries of one key as one: it stops whatever either of them did, as long as either of them did. */
export function merged(one: RevocationEntry, other: RevocationEntry | undefined): RevocationEntry {
  if (other === undefined) return one;
  return {
    ...one,
    before: Math.max(one.before, other.before),
    until: Math.max(one.until, other.until),
  };
}
