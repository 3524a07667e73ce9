/** The contract of key stores: the same tests for each of them. */
import { randomBytes } from 'node:crypto';
import { KeyRing, type KeyRingOptions, type KeyStore, type StoredRing } from '@portcullis/issuer';
import { Time, until } from '../support/time.js';

/** One ring in a store. */
export interface StoreBench {
  /** The store of one process. */
  readonly store: KeyStore;
  /** The store of another process. */
  readonly other: KeyStore;
  /** Another ring in the same database. */
  readonly elsewhere: KeyStore;
  /** All stored data, as a thief of the database reads it; undefined if nothing is stored. */
  dump?(): Promise<string>;
  /** Whether it pushes changes. */
  readonly tells: boolean;
}

const ring = (version: number, kid = 'a'): StoredRing => ({
  version,
  keys: [
    {
      kid,
      alg: 'ES256',
      state: 'active',
      publishedAt: 1,
      activatedAt: 1,
      sealed: '{"ü":"\\u0000"}',
    },
    { kid: `${kid}2`, alg: 'EdDSA', state: 'staged', publishedAt: 1_800_000_000_123, sealed: '{}' },
  ],
  killed: [{ kid: 'dead', killedAt: 1_800_000_000_000, keptUntil: 1_900_000_000_000 }],
  rotatesSoon: false,
});

/** The same store with the clock of the test. */
const inTime = (store: KeyStore, clock: () => number): KeyStore => ({
  isInProcess: store.isInProcess === true,
  load: () => store.load(),
  // The deadline is by the test's clock, not the server's.
  replace: (expected, next) => store.replace(expected, next),
  time: async () => clock(),
  ...(store.subscribe && { subscribe: (...given) => store.subscribe?.(...given) ?? never() }),
});

function never(): never {
  throw new Error('it had that a moment ago');
}

const WAIT_MS = 660_000; // until a staged key may sign

export function describeKeyStore(name: string, open: () => Promise<StoreBench>): void {
  describe(`a ring in ${name}`, () => {
    it('is absent at first, and then is what was written', async () => {
      const { store, other, elsewhere } = await open();
      expect(await store.load()).toBeUndefined();
      expect(await store.replace(0, ring(1))).toBe(true);
      expect(await other.load()).toEqual(ring(1));
      expect(await elsewhere.load()).toBeUndefined();
    });

    it('is not replaced by a process that has not read the last change', async () => {
      const { store, other } = await open();
      expect(await store.replace(1, ring(2))).toBe(false);
      expect(await store.replace(0, ring(1))).toBe(true);
      expect(await other.replace(0, ring(1, 'b'))).toBe(false);
      expect(await other.replace(1, ring(2, 'b'))).toBe(true);
      expect(await store.replace(1, ring(2, 'c'))).toBe(false);
      expect(await store.load()).toEqual(ring(2, 'b'));
    });

    it('is not replaced too late, by its own clock', async () => {
      const { store, other } = await open();
      const time = await store.time?.();
      expect(time === undefined).toBe(store.isInProcess === true);
      if (time === undefined) return;
      expect(Math.abs(time - Date.now())).toBeLessThan(5000);
      expect(await store.replace(0, ring(1), time)).toBe(false);
      expect(await store.replace(0, ring(1), time + 60_000)).toBe(true);
      expect(await other.replace(1, ring(2), time)).toBe(false);
      expect(await store.load()).toEqual(ring(1));
      expect(await other.replace(1, ring(2), time + 60_000)).toBe(true);
    });

    it('is replaced by exactly one of many at once', async () => {
      const { store, other } = await open();
      for (const version of [0, 1, 2]) {
        const outcomes = await Promise.all(
          Array.from({ length: 20 }, (_, i) =>
            (i % 2 ? store : other).replace(version, ring(version + 1, `key-${i}`)),
          ),
        );
        expect(outcomes.filter(Boolean)).toHaveLength(1);
        expect((await store.load())?.keys[0]?.kid).toBe(`key-${outcomes.indexOf(true)}`);
      }
    });

    it('keeps its data when callers change the objects that they passed or received', async () => {
      const { store } = await open();
      const given = structuredClone(ring(1));
      await store.replace(0, given);
      Object.assign(given.keys[0] ?? {}, { kid: 'x' });
      Object.assign((await store.load())?.keys[0] ?? {}, { state: 'retired' });
      expect(await store.load()).toEqual(ring(1));
    });

    it('is pushed when it changes, until the subscriber unsubscribes', async () => {
      const { store, other, tells } = await open();
      let heard = 0;
      const end = await other.subscribe?.(
        () => void heard++,
        () => undefined,
      );
      await store.replace(0, ring(1));
      if (tells) await until(() => heard === 1, 'the change was pushed');
      expect(await store.replace(0, ring(1))).toBe(false);
      await end?.();
      await store.replace(1, ring(2));
      await other.load(); // every push has arrived by now
      expect(heard).toBe(tells ? 1 : 0);
    });
  });

  describe(`rings of several processes in ${name}`, () => {
    const time = new Time();
    const rings: KeyRing[] = [];
    const keyEncryptionKeys = { a: randomBytes(32) };

    const process = async (kept: KeyStore, options: Partial<KeyRingOptions> = {}) => {
      const { clock, after } = time;
      const store = inTime(kept, clock);
      const all = {
        store,
        algorithm: 'EdDSA',
        keyEncryptionKeys,
        clock,
        scheduler: after,
        ...options,
      } as const;
      const opened = await KeyRing.open(all);
      rings.push(opened);
      return opened;
    };
    const tokensOf = (signing: KeyRing) => ({ kid: signing.active.kid }) as never;

    afterEach(async () => {
      await Promise.all(rings.splice(0).map((each) => each.close()));
    });

    it('agree on their first keys when they are opened at once', async () => {
      const { store, other } = await open();
      const all = await Promise.all([store, other, store, other].map((each) => process(each)));
      await Promise.all(all.map((each) => each.refresh()));
      const [first] = all as [KeyRing];
      for (const each of all) {
        expect(each.active.equals(first.active)).toBe(true);
        expect(each.jwks()).toEqual(first.jwks());
        expect(each.jwks().keys).toHaveLength(2);
      }
    });

    it('follow a rotation: the published key signs, in each of them', async () => {
      const { store, other, tells } = await open();
      const one = await process(store);
      const two = await process(other);
      const [, staged] = two.jwks().keys;
      time.advance(WAIT_MS);
      await two.refresh();
      expect((await one.rotate()).kid).toBe(staged?.kid);
      if (!tells) await two.refresh();
      await until(() => two.active.kid === staged?.kid, 'the other process followed');
      expect(one.active.kid).toBe(staged?.kid);
      expect(two.jwks()).toEqual(one.jwks());
    });

    it('rotate once when all of them are scheduled at once', async () => {
      const { store, other } = await open();
      const all = await Promise.all([store, other, store, other].map((each) => process(each)));
      time.now += 30 * 86_400_000;
      await Promise.all(all.map((each) => each.refresh()));
      await Promise.all(all.map((each) => each.refresh()));
      const kept = await store.load();
      expect(kept?.keys.map(({ state }) => state)).toEqual(['retired', 'active', 'staged']);
      for (const each of all) expect(each.jwks()).toEqual(all[0]?.jwks());
    });

    it('reject a killed key everywhere, permanently', async () => {
      const { store, other, tells } = await open();
      const one = await process(store);
      const two = await process(other);
      const header = tokensOf(one);
      const { kid } = one.active;
      expect(two.keySource.find(header)).toBeDefined();
      expect(await one.kill(kid)).toBe(true);
      expect(one.keySource.find(header)).toBeUndefined();
      if (!tells) await two.refresh();
      await until(() => two.keySource.find(header) === undefined, 'the kill was seen');
      const three = await process(other);
      expect(three.keySource.find(header)).toBeUndefined();
      expect(await three.kill(kid)).toBe(false);
    });

    it('are not affected by one whose clock is a year ahead, if the store has a clock', async () => {
      const { store, other } = await open();
      expect(store.time === undefined).toBe(store.isInProcess === true);
      if (!store.time) return;
      const all = { algorithm: 'EdDSA', keyEncryptionKeys, scheduler: time.after } as const;
      const wrong = await KeyRing.open({
        ...all,
        store,
        clock: () => Date.now() + 366 * 86_400_000,
      });
      rings.push(wrong);
      const right = await KeyRing.open({ ...all, store: other });
      rings.push(right);
      await wrong.refresh();
      expect(wrong.jwks()).toEqual(right.jwks());
      for (const { publishedAt } of (await store.load())?.keys ?? []) {
        expect(Math.abs(publishedAt - Date.now())).toBeLessThan(30_000);
      }
    });

    it('keep private keys sealed', async () => {
      const { store, dump } = await open();
      const { active } = await process(store);
      const { d } = active.exportPrivateJwk();
      const kept = (await dump?.()) ?? JSON.stringify(await store.load());
      expect(kept).toContain(active.kid);
      expect(kept).toContain('v1.a.');
      expect(kept).not.toContain(d);
      expect(kept).not.toContain('"d"');
    });
  });
}
