/**
 * Finds out whether one state of a ring descends from another, and joins two states that do not: the store was emptied or
 * restored, and another process has continued from there. The functions are pure, except for new IDs.
 */
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { SigningKeyState, StoredKey, StoredRing } from './key-store.js';
import { activeOf, MIN_TOMBSTONE_MS } from './ring-plan.js';
import { joinedPromises } from './ring-promises.js';

/** The format of rings that this version writes. */
export const RING_FORMAT = 2;

const MAX_ANCESTORS = 64;
const ID_BYTES = 9;
const ORDER: Readonly<Record<SigningKeyState, number>> = { staged: 0, active: 1, retired: 2 };

/** A state of the ring that this process has loaded. */
export interface SeenState {
  readonly ring: StoredRing;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Returns the next state of a ring, ready to be written. */
export function nextState(ring: StoredRing, change: Partial<StoredRing> = {}): StoredRing {
  const { version, generation = newId(), lineage = [], ...rest } = ring;
  const { promised, keys, killed, rotatesSoon } = rest;
  return {
    version: version + 1,
    format: RING_FORMAT,
    generation,
    lineage: [newId(), ...lineage].slice(0, MAX_ANCESTORS),
    promised,
    keys,
    killed,
    rotatesSoon,
    ...change,
  };
}

function newId(): string {
  return randomBytes(ID_BYTES).toString('base64url');
}

/**
 * Returns the loaded ring with the keys that the store has lost and this process still knows. Keys of both states verify. Of
 * two active keys, the one that verifiers have known for longer stays active, or the one of the later state.
 *
 * @returns the same object if nothing was lost
 */
export function reconciled(
  loaded: StoredRing | undefined,
  seen: SeenState | undefined,
  now: number,
): StoredRing | undefined {
  // A process that was suspended for longer than tombstones are kept may know keys that were killed since.
  if (seen === undefined || now - seen.at >= MIN_TOMBSTONE_MS) return loaded;
  if (loaded === undefined || descendsFrom(loaded, seen.ring)) return loaded ?? seen.ring;
  return joined(loaded, seen.ring, now);
}

/** Returns whether a state is the other one, or descends from it. */
function descendsFrom({ lineage = [] }: StoredRing, { lineage: [id] = [] }: StoredRing): boolean {
  return id !== undefined && lineage.includes(id);
}

function joined(loaded: StoredRing, seen: StoredRing, now: number): StoredRing {
  const leader = leaderOf(loaded, seen);
  const keys = withOneActive(joinedKeys(loaded, seen, now), leader, now);
  const promised = joinedPromises(loaded.promised, seen.promised);
  const isSame = isSameKeys(keys, loaded.keys) && isDeepStrictEqual(promised, loaded.promised);
  if (isSame) return loaded;
  return {
    ...leader,
    version: Math.max(loaded.version, seen.version),
    lineage: alternating(loaded.lineage ?? [], seen.lineage ?? []),
    promised,
    keys,
    killed: loaded.killed, // the caller adds the ones that it has seen
    rotatesSoon: loaded.rotatesSoon || seen.rotatesSoon,
  };
}

/** Returns the state whose active key stays active. */
function leaderOf(loaded: StoredRing, seen: StoredRing): StoredRing {
  if (isOfOneRing(loaded, seen)) return loaded.version > seen.version ? loaded : seen;
  const sinceWhen = (ring: StoredRing): number =>
    activeOf(ring)?.publishedAt ?? Number.POSITIVE_INFINITY;
  return sinceWhen(loaded) < sinceWhen(seen) ? loaded : seen;
}

/** Returns whether two states belong to one ring. Older formats have no generation, so their keys are compared. */
function isOfOneRing(one: StoredRing, other: StoredRing): boolean {
  if (one.generation !== undefined && other.generation !== undefined) {
    return one.generation === other.generation;
  }
  return one.keys.some(({ kid }) => other.keys.some((key) => key.kid === kid));
}

function joinedKeys(loaded: StoredRing, seen: StoredRing, now: number): readonly StoredKey[] {
  const here = new Map(loaded.keys.map((key) => [key.kid, key]));
  const known = new Set(seen.keys.map(({ kid }) => kid));
  const others = loaded.keys.filter(({ kid }) => !known.has(kid));
  return [
    ...seen.keys.map((key) => {
      const same = here.get(key.kid);
      return same ? joinedKey(same, key, now) : ofOneAlone(key, now);
    }),
    ...others.map((key) => ofOneAlone(key, now)),
  ];
}

/** Dates a staged key that only one state has to now: until now, not every process published it. */
function ofOneAlone(key: StoredKey, now: number): StoredKey {
  return key.state === 'staged' ? { ...key, publishedAt: now } : key;
}

/** Returns the key in its later state. If it was active in the other state, it counts as active until now. */
function joinedKey(loaded: StoredKey, seen: StoredKey, now: number): StoredKey {
  const further = ORDER[seen.state] > ORDER[loaded.state] ? seen : loaded;
  const isRetiredNow = further.state === 'retired' && loaded.state !== seen.state;
  const retiredAt = isRetiredNow ? now : later(loaded.retiredAt, seen.retiredAt);
  const longestTokenMs = later(loaded.longestTokenMs, seen.longestTokenMs);
  const publishedAt = Math.max(loaded.publishedAt, seen.publishedAt);
  const { sealed } = loaded; // it may have been resealed
  const next = { ...further, sealed, publishedAt, retiredAt, longestTokenMs };
  return isSameKey(next, loaded) ? loaded : next;
}

function withOneActive(
  keys: readonly StoredKey[],
  leader: StoredRing,
  now: number,
): readonly StoredKey[] {
  const active = keys.filter(({ state }) => state === 'active');
  const first = active.find(({ kid }) => kid === activeOf(leader)?.kid) ?? active[0];
  return keys.map((key) =>
    key.state === 'active' && key !== first ? { ...key, state: 'retired', retiredAt: now } : key,
  );
}

function isSameKeys(keys: readonly StoredKey[], loaded: readonly StoredKey[]): boolean {
  return keys.length === loaded.length && keys.every((key) => loaded.includes(key));
}

function isSameKey(one: StoredKey, other: StoredKey): boolean {
  return (
    one.state === other.state &&
    one.publishedAt === other.publishedAt &&
    one.retiredAt === other.retiredAt &&
    one.longestTokenMs === other.longestTokenMs
  );
}

function later(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}

/** Merges two lineages, the latest IDs first: each state must find itself among the ancestors. */
function alternating(one: readonly string[], other: readonly string[]): readonly string[] {
  const longest = Math.max(one.length, other.length);
  const all = Array.from({ length: longest }, (_, i) => [one[i], other[i]]).flat();
  return [...new Set(all.filter((id) => id !== undefined))];
}
