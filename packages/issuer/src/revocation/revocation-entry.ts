/** A stored revocation, and its key in a store. */
import { ConfigurationError } from '@portcullis/core';

/** What a revocation covers: a token (`jti`), a session (`sid`), or a subject up to a time (`sub`). */
export type RevocationKind = 'jti' | 'sid' | 'sub';

/** One revocation. */
export interface RevocationEntry {
  readonly kind: RevocationKind;
  /** The `iss` of the tokens. */
  readonly issuer: string;
  /** The value of the claim that `kind` names. */
  readonly value: string;
  /** For `sub`: tokens issued at this time or earlier are revoked, in milliseconds since the epoch. Otherwise 0. */
  readonly before: number;
  /** When the entry may be removed because all revoked tokens have expired. Milliseconds since the epoch. */
  readonly until: number;
}

/** How much longer a store keeps an entry, because clocks may be wrong by this much. */
export const KEPT_LONGER_MS = 3_600_000;

const KINDS: ReadonlySet<unknown> = new Set(['jti', 'sid', 'sub'] satisfies RevocationKind[]);
const MAX_BYTES = 1024;

/** Returns a string of 1 to 1024 bytes. @throws ConfigurationError */
export function readValue(value: unknown, option: string): string {
  if (typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= MAX_BYTES) {
    return value;
  }
  // The value may be a claim of a token, so the message contains only its type.
  throw new ConfigurationError(option, `a ${typeof value}`, `a string of 1 to ${MAX_BYTES} bytes`);
}

/**
 * Returns the key of an entry in a store. JSON escapes NUL and lone surrogates, which a database might reject or change.
 */
export function keyOf({ kind, issuer, value }: RevocationEntry): string {
  return JSON.stringify([kind, issuer, value]);
}

/**
 * Returns the entry that was stored under a key.
 *
 * @throws Error for a key that {@link keyOf} did not write: it is unknown which tokens it revokes
 */
export function entryOf(key: string, before: number, until: number): RevocationEntry {
  const [kind, issuer, value] = JSON.parse(key) as readonly unknown[];
  const areTexts = typeof issuer === 'string' && typeof value === 'string';
  if (!KINDS.has(kind) || !areTexts || !Number.isFinite(before) || !Number.isFinite(until)) {
    throw new Error('the revocation store returned an invalid entry');
  }
  return { kind: kind as RevocationKind, issuer, value, before, until };
}

/**
 * Returns the entry of a repeated revocation. A signer dates a subject's next token a millisecond after `before`, possibly
 * in the future. A second revocation covers that token too.
 */
export function again(entry: RevocationEntry, kept: RevocationEntry | undefined): RevocationEntry {
  if (kept === undefined || entry.kind !== 'sub') return merged(entry, kept);
  return merged(entry, { ...kept, before: kept.before + 1 });
}

/** Merges two entries of one key. The result revokes every token that either of them revokes, for the longer time. */
export function merged(one: RevocationEntry, other: RevocationEntry | undefined): RevocationEntry {
  if (other === undefined) return one;
  return {
    ...one,
    before: Math.max(one.before, other.before),
    until: Math.max(one.until, other.until),
  };
}
