/** The revocations that one process knows, by issuer and claim. */
import type { VerifiedToken } from '@portcullis/core';
import { merged, type RevocationEntry, type RevocationKind } from './revocation-entry.js';

type Lists = Readonly<Record<RevocationKind, Map<string, RevocationEntry>>>;

/** Holds revocations in memory. Entries are removed only when they have expired. */
export class RevocationSnapshot {
  readonly #issuers = new Map<string, Lists>();
  #size = 0;

  /** The number of entries. */
  get size(): number {
    return this.#size;
  }

  /** Returns the entry of the same issuer, kind and value. */
  get({
    issuer,
    kind,
    value,
  }: Omit<RevocationEntry, 'before' | 'until'>): RevocationEntry | undefined {
    return this.#issuers.get(issuer)?.[kind].get(value);
  }

  /** Adds an entry, or merges it with the one of the same key. */
  add(entry: RevocationEntry): void {
    const list = this.#listsOf(entry.issuer)[entry.kind];
    const before = list.size;
    list.set(entry.value, merged(entry, list.get(entry.value)));
    this.#size += list.size - before;
  }

  /** Returns whether a token was revoked, by itself, with its session or with its subject. */
  stops({ issuer, claims }: VerifiedToken): boolean {
    const lists = this.#issuers.get(issuer);
    if (lists === undefined) return false;
    const { jti, sid, sub, iat } = claims;
    if (jti !== undefined && lists.jti.has(jti)) return true;
    if (typeof sid === 'string' && lists.sid.has(sid)) return true;
    const epoch = sub === undefined ? undefined : lists.sub.get(sub);
    if (epoch === undefined) return false;
    // It is unknown when a token without `iat` was issued.
    return iat === undefined || Math.round(iat * 1000) <= epoch.before;
  }

  /** Removes expired entries. */
  sweep(now: number): void {
    for (const lists of this.#issuers.values()) {
      for (const list of Object.values(lists)) {
        for (const [value, { until }] of list) {
          if (until <= now && list.delete(value)) this.#size--;
        }
      }
    }
  }

  #listsOf(issuer: string): Lists {
    const found = this.#issuers.get(issuer);
    if (found) return found;
    const lists = { jti: new Map(), sid: new Map(), sub: new Map() } as Lists;
    this.#issuers.set(issuer, lists);
    return lists;
  }
}
