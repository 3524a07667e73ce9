/** The contract of revocation stores: the same tests for each of them. */
import { randomUUID } from 'node:crypto';
import { Revocations, type RevocationEntry, type RevocationStore } from '../../src/index.js';
import { ISSUER, until, verdict, verified } from './verified.js';

const NOW = Date.now();
const HOUR = 3_600_000;

/** Two stores with the same revocations, as in two processes. */
export interface TwoDoors {
  readonly store: RevocationStore;
  readonly other: RevocationStore;
}

export function session(change: Partial<RevocationEntry> = {}): RevocationEntry {
  const value = `session-${randomUUID()}`;
  return { kind: 'sid', issuer: ISSUER, value, before: 0, until: NOW + HOUR, ...change };
}

/** All entries since a cursor, and the next cursor. */
export async function readAll(
  store: RevocationStore,
  cursor?: string,
): Promise<{ readonly entries: readonly RevocationEntry[]; readonly cursor: string }> {
  const page = await store.read(cursor, NOW);
  if (!page.hasMore) return page;
  const rest = await readAll(store, page.cursor);
  return { entries: [...page.entries, ...rest.entries], cursor: rest.cursor };
}

const valuesOf = (entries: readonly RevocationEntry[]): ReadonlySet<string> =>
  new Set(entries.map(({ value }) => value));

/**
 * @param open opens an empty store for each test
 * @param options `hasClock`: whether the store has a clock. Default true
 */
export function describeRevocationStore(
  name: string,
  open: () => Promise<TwoDoors>,
  { hasClock = true }: { readonly hasClock?: boolean } = {},
): void {
  describe(`revocations in ${name}`, () => {
    it('are found by another process, from its cursor on', async () => {
      const { store, other } = await open();
      const empty = await readAll(other);
      expect(empty.entries).toEqual([]);
      const [one, two] = [session(), session({ kind: 'sub', before: NOW })];
      await store.add(one);
      const first = await readAll(other, empty.cursor);
      expect(first.entries).toEqual([one]);
      await store.add(two);
      const second = await readAll(other, first.cursor);
      expect(second.entries).toContainEqual(two);
      expect(new Set((await readAll(other)).entries)).toEqual(new Set([one, two]));
    });

    it('of one key are one: the later time wins, whatever the order', async () => {
      const { store, other } = await open();
      const early = session({ until: NOW + 5000 });
      const late = { ...early, until: NOW + 10_000 };
      expect(await store.add(late)).toEqual(late);
      const { cursor } = await readAll(other);
      expect(await other.add(early)).toEqual(late);
      expect((await readAll(store)).entries).toEqual([late]);
      expect((await readAll(store, cursor)).entries).toEqual([late]);
    });

    it('of one subject stop tokens dated after the previous one, each time by a millisecond', async () => {
      const { store, other } = await open();
      const first = session({ kind: 'sub', before: NOW });
      const [earlier, later] = [NOW - 5, NOW + 5].map((before) => ({ ...first, before }));
      expect(await store.add(first)).toEqual(first);
      expect(await other.add(earlier as RevocationEntry)).toEqual({ ...first, before: NOW + 1 });
      expect(await store.add(first)).toEqual({ ...first, before: NOW + 2 });
      expect(await other.add(later as RevocationEntry)).toEqual(later);
      expect((await readAll(store)).entries).toEqual([later]);
    });

    it('work for any text of a claim', async () => {
      const { store, other } = await open();
      const values = ['\u0000', '\ud800', '"],[', '__proto__', 'Ünïcode 🦉', ' ', 'x'.repeat(1024)];
      for (const value of values) await store.add(session({ value }));
      expect(valuesOf((await readAll(other)).entries)).toEqual(new Set(values));
    });

    it('are distinguished by kind and by issuer', async () => {
      const { store, other } = await open();
      const entries = [
        session({ value: 'a' }),
        session({ value: 'a', kind: 'jti' }),
        session({ value: 'a', issuer: 'https://other.example' }),
      ];
      for (const entry of entries) await store.add(entry);
      expect(new Set((await readAll(other)).entries)).toEqual(new Set(entries));
    });

    it('are not missed by reads during writes', async () => {
      const { store, other } = await open();
      const entries = Array.from({ length: 60 }, () => session());
      const writing = Promise.all(
        entries.map((entry, i) => (i % 2 ? store : other).add(entry)),
      ).then(() => 'done');
      const seen = new Set<string>();
      let cursor: string | undefined;
      for (let isDone = false; ;) {
        const page = await readAll(other, cursor);
        for (const { value } of page.entries) seen.add(value);
        cursor = page.cursor;
        if (isDone) break;
        isDone = (await Promise.race([writing, Promise.resolve('active')])) === 'done';
      }
      expect(seen).toEqual(valuesOf(entries));
    });

    it('are not returned after their end, and are deleted an hour later, in batches', async () => {
      const { store, other } = await open();
      const stays = session({ until: NOW - HOUR + 60_000 });
      const active = session();
      for (const end of [3, 2, 1].map((hours) => NOW - hours * HOUR)) {
        await store.add(session({ until: end }));
      }
      await store.add(stays);
      await store.add(active);
      expect((await readAll(other)).entries).toEqual([active]);
      expect((await other.read(undefined, active.until - 1)).entries).toEqual([active]);
      expect((await other.read(undefined, active.until)).entries).toEqual([]);
      expect(await other.purge(NOW, 2)).toBe(2);
      const ends = (await other.read(undefined, 0)).entries.map(({ until: end }) => end - NOW);
      expect(new Set(ends)).toEqual(new Set([-HOUR, 60_000 - HOUR, HOUR])); // the oldest first
      expect(await other.purge(NOW, 2)).toBe(1);
      expect(await store.purge(NOW, 2)).toBe(0);
      expect((await store.read(undefined, 0)).entries).toHaveLength(2);
    });

    it('are not deleted by a process whose clock is ahead', async () => {
      const { store, other } = await open();
      const now = Date.now();
      const active = session({ until: now + 900_000 });
      const kept = await store.add(active, now);
      expect(await other.purge(now + 24 * HOUR, 10)).toBe(0);
      expect((await readAll(store)).entries).toEqual([kept]);
    });

    it('have the later time of the process and of the store, if it has a clock', async () => {
      const { store, other } = await open();
      for (const wrong of hasClock ? [HOUR, -HOUR, 0] : [0]) {
        const now = Date.now() + wrong;
        const given = session({ kind: 'sub', before: now + 1000, until: now + 900_000 });
        const kept = await store.add(given, now);
        const later = Math.max(now, Date.now());
        expect(Math.abs(kept.before - (later + 1000))).toBeLessThan(10_000);
        expect(kept.before).toBeGreaterThanOrEqual(now + 1000);
        expect(Math.abs(kept.until - (later + 900_000))).toBeLessThan(10_000);
        expect((await readAll(other)).entries).toContainEqual(kept);
      }
      // The end of a token stays the same.
      const ahead = Date.now() + HOUR;
      const token = await store.add(session({ kind: 'jti', until: NOW + 600_000 }), ahead);
      expect([token.before, token.until]).toEqual([0, NOW + 600_000]);
      const behind = Date.now() - (hasClock ? HOUR : 0);
      const later = await store.add(session({ kind: 'jti', until: NOW + 600_000 }), behind);
      expect(later.before).toBe(0);
      expect(Math.abs(later.until - (NOW + 600_000 + (hasClock ? HOUR : 0)))).toBeLessThan(10_000);
    });

    it('are read with the time of the store, if it has a clock', async () => {
      const { store, other } = await open();
      for (const revoked of [[], [session()]]) {
        for (const entry of revoked) await store.add(entry);
        const before = Date.now();
        const { time } = await other.read(undefined, NOW - 10 * HOUR);
        if (!hasClock) expect(time).toBeUndefined();
        else expect(Math.abs((time ?? 0) - before)).toBeLessThan(5000);
      }
    });

    it('are pushed to subscribers until they unsubscribe', async () => {
      const { store, other } = await open();
      if (!other.subscribe) throw new Error('this store has no push');
      let told = 0;
      const end = await other.subscribe(
        () => told++,
        () => undefined,
      );
      await store.add(session());
      await until(() => told === 1);
      await end();
      await store.add(session());
      await readAll(other);
      expect(told).toBe(1);
    });
  });

  describe(`a process with revocations in ${name}`, () => {
    const lists: Revocations[] = [];
    const list = async (store: RevocationStore): Promise<Revocations> => {
      // It polls so rarely that every arrival was pushed.
      const options = { issuer: ISSUER, store, pollEvery: '1h', maxStaleness: '24h' } as const;
      const opened = await Revocations.open(options);
      lists.push(opened);
      return opened;
    };

    afterEach(async () => {
      await Promise.all(lists.splice(0).map((each) => each.close()));
    });

    it('rejects what another process revoked, and nothing else', async () => {
      const { store, other } = await open();
      const [here, there] = [await list(store), await list(other)];
      const at = Date.now();
      const [byToken, bySession, bySubject, twin] = [
        await verified({ at }),
        await verified({ at, sid: 'session-1' }),
        await verified({ at, sub: 'user-2' }),
        await verified({ at, sid: 'session-2' }),
      ];
      await here.revokeToken({ jti: String(byToken.claims.jti), exp: byToken.expiresAt });
      await here.revokeSession('session-1');
      await here.revokeSubject('user-2');
      const all = [byToken, bySession, bySubject, twin];
      const expected = ['revoked', 'revoked', 'revoked', 'good'];
      expect(all.map((token) => verdict(here, token))).toEqual(expected);
      await until(() => all.slice(0, 3).every((token) => verdict(there, token) === 'revoked'));
      expect(verdict(there, twin)).toBe('good');
    });

    it('has earlier revocations at its start', async () => {
      const { store, other } = await open();
      await (await list(store)).revokeSession('session-1');
      const late = await list(other);
      const token = await verified({ at: Date.now(), sid: 'session-1' });
      expect(verdict(late, token)).toBe('revoked');
      expect(verdict(late, await verified({ at: Date.now(), sid: 'session-2' }))).toBe('good');
    });
  });
}
