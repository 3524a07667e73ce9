/** What every store of revocations has to do: the same tests for each of them. */
import { randomUUID } from 'node:crypto';
import { Revocations, type RevocationEntry, type RevocationStore } from '../../src/index.js';
import { ISSUER, until, verdict, verified } from './verified.js';

const NOW = Date.now();
const HOUR = 3_600_000;

/** Two doors to the same revocations, as two processes have them. */
export interface TwoDoors {
  readonly store: RevocationStore;
  readonly other: RevocationStore;
}

export function session(change: Partial<RevocationEntry> = {}): RevocationEntry {
  const value = `session-${randomUUID()}`;
  return { kind: 'sid', issuer: ISSUER, value, before: 0, until: NOW + HOUR, ...change };
}

/** All that is new since a cursor, and the next cursor. */
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
 * @param open doors to an empty store, for each test
 * @param options `hasClock`: whether it tells the time by itself. Default true
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

    it('of one key are one: the later time holds, whichever comes last', async () => {
      const { store, other } = await open();
      const early = session({ until: NOW + 5000 });
      const late = { ...early, until: NOW + 10_000 };
      expect(await store.add(late)).toEqual(late);
      const { cursor } = await readAll(other);
      expect(await other.add(early)).toEqual(late);
      expect((await readAll(store)).entries).toEqual([late]);
      expect((await readAll(store, cursor)).entries).toEqual([late]);
    });

    it('of one subject stop what was dated after the one before, each time by a millisecond', async () => {
      const { store, other } = await open();
      const first = session({ kind: 'sub', before: NOW });
      const [earlier, later] = [NOW - 5, NOW + 5].map((before) => ({ ...first, before }));
      expect(await store.add(first)).toEqual(first);
      expect(await other.add(earlier as RevocationEntry)).toEqual({ ...first, before: NOW + 1 });
      expect(await store.add(first)).toEqual({ ...first, before: NOW + 2 });
      expect(await other.add(later as RevocationEntry)).toEqual(later);
      expect((await readAll(store)).entries).toEqual([later]);
    });

    it('go by whatever text a claim may be', async () => {
      const { store, other } = await open();
      const values = ['\u0000', '\ud800', '"],[', '__proto__', 'Ünïcode 🦉', ' ', 'x'.repeat(1024)];
      for (const value of values) await store.add(session({ value }));
      expect(valuesOf((await readAll(other)).entries)).toEqual(new Set(values));
    });

    it('are told apart by kind and by issuer', async () => {
      const { store, other } = await open();
      const entries = [
        session({ value: 'a' }),
        session({ value: 'a', kind: 'jti' }),
        session({ value: 'a', issuer: 'https://other.example' }),
      ];
      for (const entry of entries) await store.add(entry);
      expect(new Set((await readAll(other)).entries)).toEqual(new Set(entries));
    });

    it('are not missed by who reads while others write', async () => {
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
        isDone = (await Promise.race([writing, Promise.resolve('going on')])) === 'done';
      }
      expect(seen).toEqual(valuesOf(entries));
    });

    it('are not given when their time is over, and go an hour later, a batch at a time', async () => {
      const { store, other } = await open();
      const stays = session({ until: NOW - HOUR + 60_000 });
      const goesOn = session();
      for (const end of [3, 2, 1].map((hours) => NOW - hours * HOUR)) {
        await store.add(session({ until: end }));
      }
      await store.add(stays);
      await store.add(goesOn);
      expect((await readAll(other)).entries).toEqual([goesOn]);
      expect((await other.read(undefined, goesOn.until - 1)).entries).toEqual([goesOn]);
      expect((await other.read(undefined, goesOn.until)).entries).toEqual([]);
      expect(await other.purge(NOW, 2)).toBe(2);
      const ends = (await other.read(undefined, 0)).entries.map(({ until: end }) => end - NOW);
      expect(new Set(ends)).toEqual(new Set([-HOUR, 60_000 - HOUR, HOUR])); // those of longest ago first
      expect(await other.purge(NOW, 2)).toBe(1);
      expect(await store.purge(NOW, 2)).toBe(0);
      expect((await store.read(undefined, 0)).entries).toHaveLength(2);
    });

    it('are not taken away by a process whose clock is ahead', async () => {
      const { store, other } = await open();
      const now = Date.now();
      const goesOn = session({ until: now + 900_000 });
      const kept = await store.add(goesOn, now);
      expect(await other.purge(now + 24 * HOUR, 10)).toBe(0);
      expect((await readAll(store)).entries).toEqual([kept]);
    });

    it('are of the later time of the process’s clock and the store’s, where it has one', async () => {
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
      // A token's own end is no less for it.
      const ahead = Date.now() + HOUR;
      const token = await store.add(session({ kind: 'jti', until: NOW + 600_000 }), ahead);
      expect([token.before, token.until]).toEqual([0, NOW + 600_000]);
      const behind = Date.now() - (hasClock ? HOUR : 0);
      const later = await store.add(session({ kind: 'jti', until: NOW + 600_000 }), behind);
      expect(later.before).toBe(0);
      expect(Math.abs(later.until - (NOW + 600_000 + (hasClock ? HOUR : 0)))).toBeLessThan(10_000);
    });

    it('are read with the time of the store, where it has a clock', async () => {
      const { store, other } = await open();
      for (const revoked of [[], [session()]]) {
        for (const entry of revoked) await store.add(entry);
        const before = Date.now();
        const { time } = await other.read(undefined, NOW - 10 * HOUR);
        if (!hasClock) expect(time).toBeUndefined();
        else expect(Math.abs((time ?? 0) - before)).toBeLessThan(5000);
      }
    });

    it('are pushed to who watches, until it does not', async () => {
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
      // It asks so rarely that what arrives was pushed.
      const options = { issuer: ISSUER, store, pollEvery: '1h', maxStaleness: '24h' } as const;
      const opened = await Revocations.open(options);
      lists.push(opened);
      return opened;
    };

    afterEach(async () => {
      await Promise.all(lists.splice(0).map((each) => each.close()));
    });

    it('honours what another revoked, and nothing else', async () => {
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

    it('knows at its start what was revoked before', async () => {
      const { store, other } = await open();
      await (await list(store)).revokeSession('session-1');
      const late = await list(other);
      const token = await verified({ at: Date.now(), sid: 'session-1' });
      expect(verdict(late, token)).toBe('revoked');
      expect(verdict(late, await verified({ at: Date.now(), sid: 'session-2' }))).toBe('good');
    });
  });
}
