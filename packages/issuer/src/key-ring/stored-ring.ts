/** A ring as the text that stores keep. What is read is checked: half a ring must not pass for a ring. */
import { ConfigurationError } from '@portcullis/core';
import { SIGNING_ALGORITHMS } from '../signing/algorithms.js';
import type { StoredKey, StoredRing } from './key-store.js';

const STATES: readonly unknown[] = ['staged', 'active', 'retired'];

/** The text of a ring. */
export function writeRing(ring: StoredRing): string {
  return JSON.stringify(ring);
}

/** @throws ConfigurationError for a text that is no ring; it does not hold the text */
export function readRing(text: string): StoredRing {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notARing('is not JSON');
  }
  assertRing(value as Partial<StoredRing> | null);
  return value as StoredRing;
}

function assertRing(ring: Partial<StoredRing> | null): void {
  if (!Number.isSafeInteger(ring?.version)) throw notARing('has no version');
  const { keys, killed } = ring as Partial<StoredRing>;
  if (!Array.isArray(keys) || !Array.isArray(killed)) throw notARing('has no list of keys');
  if (!keys.every(isKey)) throw notARing('has a key of another form');
  if (!killed.every(isKilled)) throw notARing('has a killed key of another form');
  assertOneOfEach(keys);
}

/** Two keys under one `kid` would make each token of either ambiguous, and verifiers refuse it. */
function assertOneOfEach(keys: readonly StoredKey[]): void {
  const kids = keys.map(({ kid }) => kid);
  const twice = kids.find((kid, index) => kids.indexOf(kid) !== index);
  if (twice !== undefined) throw notARing(`has two keys with the kid '${twice}'`);
  const active = keys.filter(({ state }) => state === 'active').length;
  if (active > 1) throw notARing(`has ${active} active keys`);
}

function isKey(key: Partial<StoredKey> | null): boolean {
  return (
    typeof key?.kid === 'string' &&
    typeof key.sealed === 'string' &&
    Number.isFinite(key.publishedAt) &&
    STATES.includes(key.state) &&
    SIGNING_ALGORITHMS.some((alg) => alg === key.alg) &&
    (key.state !== 'retired' || Number.isFinite(key.retiredAt))
  );
}

function isKilled(
  killed: { readonly kid?: unknown; readonly keptUntil?: unknown } | null,
): boolean {
  return typeof killed?.kid === 'string' && Number.isFinite(killed.keptUntil);
}

function notARing(what: string): ConfigurationError {
  return new ConfigurationError('store', `a ring that ${what}`, 'a ring as it was written there');
}
