/** Rings that were lost, restored from a backup, or begun twice: the keys of running processes survive. */
import type { StoredRing } from '@portcullis/issuer';
import { kidsOf, RingBench, verifies, WAIT_MS } from '../support/ring-bench.js';

const DAY = 86_400_000;
let bench: RingBench;

beforeEach(() => {
  bench = new RingBench();
});

afterEach(() => bench.close());

const statesOf = (ring: StoredRing | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(ring?.keys.map(({ kid, state }) => [kid, state]) ?? []);

describe('an emptied store in which a new process begins another ring', () => {
  it('gets a ring of version 1 back from a running process, whose keys continue to sign', async () => {
    const running = await bench.open();
    const [active, staged] = kidsOf(running) as [string, string];
    expect(bench.store.ring?.version).toBe(1);
    bench.store.empty();
    bench.time.now += 1000;
    const started = await bench.open();
    const [begun, next] = kidsOf(started) as [string, string];
    expect(bench.store.ring?.version).toBe(1);
    bench.time.now += 1000;
    await running.refresh();
    expect(running.active.kid).toBe(active);
    expect(statesOf(bench.store.ring)).toEqual({
      [active]: 'active',
      [staged]: 'staged',
      [begun]: 'retired',
      [next]: 'staged',
    });
    await started.refresh();
    expect(started.active.kid).toBe(active);
    expect([active, staged, begun, next].every((kid) => verifies(started, kid))).toBe(true);
    const { version } = bench.store.ring as StoredRing;
    await running.refresh();
    await started.refresh();
    expect(bench.store.ring?.version).toBe(version);
  });

  it('gets the same ring although the new one has more versions, and an older format', async () => {
    const running = await bench.open();
    const [active] = kidsOf(running) as [string];
    bench.store.empty();
    bench.time.now += 1000;
    const started = await bench.open();
    await bench.live(started, WAIT_MS);
    await started.rotate();
    await bench.live(started, 1000);
    const { version, keys, killed, rotatesSoon } = bench.store.ring as StoredRing;
    bench.store.ring = { version: version + 5, keys, killed, rotatesSoon };
    const begun = kidsOf(started);
    await running.refresh();
    expect(running.active.kid).toBe(active);
    for (const kid of begun) expect(verifies(running, kid)).toBe(true);
    expect(bench.store.ring.version).toBe(version + 6);
  });

  it('lets a key of one process sign when all have published it long enough', async () => {
    const running = await bench.open();
    const [active, staged] = kidsOf(running) as [string, string];
    await bench.live(running, WAIT_MS);
    bench.store.empty();
    await bench.open();
    await bench.live(running, 1000);
    await running.kill(active);
    expect(() => running.active).toThrow(/verifiers are still refreshing/);
    await bench.live(running, WAIT_MS);
    expect(running.active.kid).toBe(staged);
  });

  it('keeps keys killed that were killed in either ring', async () => {
    const running = await bench.open();
    const witness = await bench.open();
    const [stolen] = kidsOf(running) as [string];
    await running.kill(stolen);
    bench.store.empty();
    bench.time.now += 1000;
    const started = await bench.open();
    const [begun] = kidsOf(started) as [string];
    await started.kill(begun);
    await running.refresh();
    await witness.refresh(); // it has not read the first kill before the store was emptied
    await started.refresh();
    for (const ring of [running, witness, started]) {
      expect([verifies(ring, stolen), verifies(ring, begun)]).toEqual([false, false]);
    }
    const killed = bench.store.ring?.killed.map(({ kid }) => kid) ?? [];
    expect(killed.toSorted()).toEqual([stolen, begun].toSorted());
  });
});

describe('a write over a ring that another process has begun', () => {
  it('loses no key: the other process adds its keys again, and they do not replace the active key', async () => {
    const running = await bench.open();
    const [active] = kidsOf(running) as [string];
    const late: (() => void)[] = (bench.store.late = []);
    const rotating = running.rotate(); // has read version 1, and will write version 2
    while (late.length === 0) await new Promise((resolve) => setImmediate(resolve));
    bench.store.empty();
    bench.store.late = undefined;
    bench.time.now += 1000;
    const started = await bench.open();
    const [begun] = kidsOf(started) as [string];
    late[0]?.();
    await rotating;
    expect(statesOf(bench.store.ring)[begun]).toBeUndefined();
    await started.refresh();
    expect(started.active.kid).toBe(active);
    expect(statesOf(bench.store.ring)).toMatchObject({ [active]: 'active', [begun]: 'retired' });
    await running.refresh();
    expect(verifies(running, begun)).toBe(true);
    expect(running.active.kid).toBe(active);
  });
});

describe('a restored backup', () => {
  it('removes no key of a running process, although another process has continued from the backup', async () => {
    const running = await bench.open();
    const backup = bench.store.ring;
    const [first, second] = kidsOf(running) as [string, string];
    await bench.live(running, WAIT_MS);
    await running.rotate();
    expect(running.active.kid).toBe(second);
    const third = kidsOf(running)[2] as string;
    bench.store.ring = backup;
    const started = await bench.open();
    expect(started.active.kid).toBe(first);
    await bench.live(started, 1000);
    for (let i = 0; i < 3; i++) {
      await started.rotate();
      await bench.live(started, WAIT_MS);
    }
    const forked = kidsOf(started);
    expect(bench.store.ring?.version).toBeGreaterThan(2);
    expect(verifies(started, third)).toBe(false);
    await running.refresh();
    await started.refresh();
    for (const ring of [running, started]) {
      for (const kid of [first, second, third, ...forked]) expect(verifies(ring, kid)).toBe(true);
      expect(ring.active.kid).toBe(running.active.kid);
    }
  });

  it('makes no retired key sign again', async () => {
    const running = await bench.open();
    const backup = bench.store.ring;
    const [first, second] = kidsOf(running) as [string, string];
    await bench.live(running, WAIT_MS);
    await running.rotate();
    bench.store.ring = backup;
    const started = await bench.open();
    expect(started.active.kid).toBe(first); // it may sign with the key until a process with newer data has read the store
    bench.time.now += 1000;
    await running.refresh();
    await started.refresh();
    expect(started.active.kid).toBe(second);
    const retired = bench.store.ring?.keys.find(({ kid }) => kid === first);
    expect(retired).toMatchObject({ state: 'retired', retiredAt: bench.time.now });
  });
});

describe('a process that was disconnected', () => {
  it('restores nothing that was removed meanwhile', async () => {
    const away = await bench.open({ longestToken: '15m' });
    const busy = await bench.open({ longestToken: '15m' });
    const gone = kidsOf(away);
    for (let i = 0; i < 3; i++) await bench.live(busy, 30 * DAY);
    await bench.live(busy, DAY);
    const kept = bench.store.ring;
    await away.refresh();
    expect(bench.store.ring).toEqual(kept);
    expect(kidsOf(away)).toEqual(kidsOf(busy));
    for (const kid of gone) expect(verifies(away, kid)).toBe(false);
  });

  it('for longer than tombstones are kept adds no key, whatever is in the store', async () => {
    const away = await bench.open({ longestToken: '15m' });
    const [stolen] = kidsOf(away) as [string];
    const busy = await bench.open({ longestToken: '15m' });
    await busy.kill(stolen);
    await bench.live(busy, 31 * DAY);
    await bench.live(busy, DAY);
    expect(bench.store.ring?.killed).toEqual([]);
    bench.store.ring = { ...(bench.store.ring as StoredRing), lineage: ['another'] };
    await away.refresh();
    expect(verifies(away, stolen)).toBe(false);
    expect(kidsOf(away)).toEqual(kidsOf(busy));
  });
});

describe('a ring in the format of an earlier version', () => {
  it('is read, used, and written in the current format', async () => {
    const first = await bench.open();
    const { version, keys, killed, rotatesSoon } = bench.store.ring as StoredRing;
    bench.store.ring = { version, keys, killed, rotatesSoon };
    await first.refresh();
    const second = await bench.open();
    expect(kidsOf(second)).toEqual(kidsOf(first));
    await bench.live(second, 30 * DAY);
    const written = bench.store.ring;
    expect(written).toMatchObject({ format: 2 });
    expect(written.version).toBeGreaterThan(version);
    await first.refresh();
    expect(kidsOf(first)).toEqual(kidsOf(second));
    expect(bench.store.ring).toEqual(written);
  });
});
