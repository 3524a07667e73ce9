/** What one process knows of revocations, by issuer and claim. */
import type { VerifiedToken } from '@portcullis/core';
import { merged, type RevocationEntry, type RevocationKind } from './revocation-entry.js';

type Lists = Readonly<Record<RevocationKind, Map<string, RevocationEntry>>>;

/** Entries only come and, when their time is over, go: nothing else takes one out. */
export class RevocationSnapshot {
  readonly #issuers = new Map<string, Lists>();
  #size = 0;

  /** How many entries there are. */
  get size(): number {
    return this.#size;
  }

  /** The entry of the same kind and value that is there. */
  get({
    issuer,
    kind,
    value,
  }: Omit<RevocationEntry, 'before' | 'until'>): RevocationEntry | undefined {
    return this.#issuers.get(issuer)?.[kind].get(value);
  }

  add(entry: RevocationEntry): void {
    const list = this.#listsOf(entry.issuer)[entry.kind];
    const before = list.size;
    list.set(entry.value, merged(entry, list.get(entry.value)));
    this.#size += list.size - before;
  }

  /** Whether a token was revoked: by itself, with its session, or with all tokens of its subject up to a time. */
  stops({ issuer, claims }: VerifiedToken): boolean {
    const lists = this.#issuers.get(issuer);
    if (lists === undefined) return false;
    const { jti, sid, sub, iat } = claims;
    if (jti !== undefined && lists.jti.has(jti)) return true;
    if (typeof sid === 'string' && lists.sid.has(sid)) return true;
    const epoch = sub === undefined ? undefined : lists.sub.get(sub);
    if (epoch === undefined) return false;
    // Nobody can tell when a token without `iat` was issued.
    return iat === undefined || Math.round(iat * 1000) <= epoch.before;
  }

  /** Forgets entries whose time is over. */
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
