/** Reads and writes the text form of a ring, and checks what was read. */
import { ConfigurationError } from '@portcullis/core';
import { SIGNING_ALGORITHMS } from '../signing/algorithms.js';
import type { KilledKey, PromisedTimes, StoredKey, StoredRing } from './key-store.js';
import { RING_FORMAT } from './ring-lineage.js';

const STATES: readonly unknown[] = ['staged', 'active', 'retired'];

/** Returns the text form of a ring. */
export function writeRing(ring: StoredRing): string {
  return JSON.stringify(ring);
}

/**
 * Parses the text form of a ring. The caller reads the tombstones first ({@link tombstonesOf}) and then checks the members
 * ({@link assertRing}): a killed key must be rejected even if another key cannot be read.
 *
 * @throws ConfigurationError for text that is not JSON. The message does not contain the text
 */
export function readRing(text: string): StoredRing {
  try {
    return JSON.parse(text) as StoredRing;
  } catch {
    throw notARing('is not JSON');
  }
}

/** Returns the readable tombstones of an unchecked ring. */
export function tombstonesOf(ring: StoredRing | undefined): readonly KilledKey[] {
  const { killed } = (ring ?? {}) as { readonly killed?: unknown };
  return Array.isArray(killed) ? killed.filter(isKilled) : [];
}

/** Checks the members of a ring. @throws ConfigurationError. The message contains no value */
export function assertRing(ring: Partial<StoredRing> | null): void {
  if (!Number.isSafeInteger(ring?.version)) throw notARing('has no version');
  const { keys, killed, format = 1, lineage = [], promised } = ring as Partial<StoredRing>;
  if (!(format <= RING_FORMAT)) throw notARing('was written by a later version of the package');
  if (promised !== undefined && !arePromises(promised))
    throw notARing('has invalid promised times');
  if (!isListOfText(lineage)) throw notARing('has an invalid lineage');
  if (!Array.isArray(keys) || !Array.isArray(killed)) throw notARing('has no list of keys');
  if (!keys.every(isKey)) throw notARing('has an invalid key');
  if (!killed.every(isKilled)) throw notARing('has an invalid killed key');
  assertOneOfEach(keys);
}

/** Rejects two keys with the same `kid`: their tokens would be ambiguous, and verifiers would reject them. */
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

function isKilled(killed: Partial<KilledKey> | null): killed is KilledKey {
  return typeof killed?.kid === 'string' && Number.isFinite(killed.keptUntil);
}

function arePromises(promised: Partial<PromisedTimes> | null): boolean {
  const times = [promised?.jwksMaxAgeMs, promised?.propagationTimeMs, promised?.toleranceMs];
  return times.every((time) => Number.isFinite(time?.ms) && Number.isFinite(time?.at));
}

function isListOfText(list: unknown): boolean {
  return Array.isArray(list) && list.every((each) => typeof each === 'string');
}

function notARing(what: string): ConfigurationError {
  return new ConfigurationError(
    'store',
    `a ring that ${what}`,
    'a ring that this package has written',
  );
}
