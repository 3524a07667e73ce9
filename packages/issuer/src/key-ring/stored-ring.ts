/** A ring as the text that stores keep. What is read is checked: half a ring must not pass for a ring. */
import { ConfigurationError } from '@portcullis/core';
import { SIGNING_ALGORITHMS } from '../signing/algorithms.js';
import type { KilledKey, PromisedTimes, StoredKey, StoredRing } from './key-store.js';
import { RING_FORMAT } from './ring-lineage.js';

const STATES: readonly unknown[] = ['staged', 'active', 'retired'];

/** The text of a ring. */
export function writeRing(ring: StoredRing): string {
  return JSON.stringify(ring);
}

/**
 * The ring of a text. Only the reader checks its members ({@link assertRing}), after it has read its tombstones
 * ({@link tombstonesOf}): a killed key is refused although another key can't be read.
 *
 * @throws ConfigurationError for a text that is not JSON; it does not hold the text
 */
export function readRing(text: string): StoredRing {
  try {
    return JSON.parse(text) as StoredRing;
  } catch {
    throw notARing('is not JSON');
  }
}

/** The tombstones of a ring that was not checked yet: those that can be read. */
export function tombstonesOf(ring: StoredRing | undefined): readonly KilledKey[] {
  const { killed } = (ring ?? {}) as { readonly killed?: unknown };
  return Array.isArray(killed) ? killed.filter(isKilled) : [];
}

/** @throws ConfigurationError for what is not a ring; it does not hold what was given */
export function assertRing(ring: Partial<StoredRing> | null): void {
  if (!Number.isSafeInteger(ring?.version)) throw notARing('has no version');
  const { keys, killed, format = 1, lineage = [], promised } = ring as Partial<StoredRing>;
  if (!(format <= RING_FORMAT)) throw notARing('a later version of the package wrote');
  if (promised !== undefined && !arePromises(promised)) throw notARing('has times of another form');
  if (!isListOfText(lineage)) throw notARing('has a lineage of another form');
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
  return new ConfigurationError('store', `a ring that ${what}`, 'a ring as it was written there');
}
