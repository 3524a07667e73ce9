/** Promised times stay valid for clients that rely on them, although a deployment shortens them. */
import type { StoredRing } from '@portcullis/issuer';
import { RENEWED_EVERY_MS } from '../../src/key-ring/ring-promises.js';
import { kidsOf, RingBench, WAIT_MS } from '../support/ring-bench.js';

const MINUTE = 60_000;
/** With a `jwksMaxAge` of one minute. */
const SHORT_WAIT_MS = 2 * MINUTE;
let bench: RingBench;

beforeEach(() => {
  bench = new RingBench();
});

afterEach(() => bench.close());

describe('a JWKS with a shorter max-age from now on', () => {
  it('prevents that a key signs that older caches lack', async () => {
    const before = await bench.open();
    await bench.live(before, WAIT_MS);
    await before.rotate();
    const staged = kidsOf(before)[2] as string; // published now, while caches without it live for ten minutes
    const after = await bench.open({ jwksMaxAge: '1m' });
    await before.close();
    expect(after.publication().maxAge).toBe(60);
    expect(await after.rotate()).toEqual({ kid: staged, signsAt: bench.time.now + WAIT_MS });
    expect(after.timeline()[0]?.signsFrom).toBe(bench.time.now + WAIT_MS);
    await bench.live(after, WAIT_MS - 1);
    expect(after.active.kid).not.toBe(staged);
    await bench.live(after, 1);
    expect(after.active.kid).toBe(staged);
  });

  it('lets later keys sign sooner once no older cache is left', async () => {
    await (await bench.open()).close();
    const after = await bench.open({ jwksMaxAge: '1m' });
    await bench.live(after, RENEWED_EVERY_MS + WAIT_MS - 1);
    expect(bench.store.ring?.promised?.jwksMaxAgeMs.ms).toBe(10 * MINUTE);
    await bench.live(after, 1);
    expect(bench.store.ring?.promised?.jwksMaxAgeMs.ms).toBe(MINUTE);
    await after.rotate();
    expect((await after.rotate()).signsAt).toBe(bench.time.now + SHORT_WAIT_MS);
  });

  it('keeps the longer max-age while one process still publishes it', async () => {
    const before = await bench.open();
    const after = await bench.open({ jwksMaxAge: '1m' });
    for (let i = 0; i < 5; i++) {
      await bench.live(before, RENEWED_EVERY_MS);
      await after.refresh();
      expect(bench.store.ring?.promised?.jwksMaxAgeMs.ms).toBe(10 * MINUTE);
    }
    const { version } = bench.store.ring as StoredRing;
    for (let i = 0; i < 5; i++) {
      await bench.live(before, MINUTE);
      await after.refresh();
    }
    expect(bench.store.ring?.version).toBe(version); // neither process writes because of the other
  });

  it('with a longer max-age is written to the store before it is published', async () => {
    const short = await bench.open({ jwksMaxAge: '1m' });
    await bench.open();
    await bench.live(short, WAIT_MS);
    await short.rotate();
    expect((await short.rotate()).signsAt).toBe(bench.time.now + WAIT_MS);
  });
});

it('a retired key stays for the tokens of a process that may read the rotation later', async () => {
  const slow = await bench.open({ propagationTime: '10m', longestToken: '15m' });
  const old = slow.active.kid;
  const quick = await bench.open({
    propagationTime: '5s',
    clockTolerance: '5s',
    longestToken: '15m',
  });
  await bench.live(slow, 20 * MINUTE + 30_000);
  await quick.rotate();
  expect(quick.active.kid).not.toBe(old);
  expect(slow.active.kid).toBe(old); // it signs for the time that it promised after reading the store
  await bench.live(quick, 25 * MINUTE + 30_000 - 1);
  expect(kidsOf(quick)).toContain(old);
  await bench.live(quick, 1);
  expect(kidsOf(quick)).not.toContain(old);
});

it('a ring from before promises uses the options, and stores them from then on', async () => {
  const ring = await bench.open();
  const { promised, ...before } = bench.store.ring as StoredRing;
  bench.store.ring = before;
  await ring.refresh();
  expect(bench.store.ring.promised).toEqual(promised);
});

it('two merged rings keep the longer promise of both', async () => {
  const running = await bench.open();
  bench.store.empty();
  bench.time.now += 1000;
  const started = await bench.open({ jwksMaxAge: '1h' });
  await running.refresh();
  expect(bench.store.ring?.promised?.jwksMaxAgeMs.ms).toBe(60 * MINUTE);
  await bench.live(started, 1000);
  expect(started.timeline()[0]?.signsFrom).toBeGreaterThan(bench.time.now + 59 * MINUTE);
});

it('a store that has the same keys, but has lost a promise, gets it back', async () => {
  await (await bench.open({ jwksMaxAge: '1m' })).close();
  const { ring: before } = bench.store;
  await (await bench.open()).close(); // promises ten minutes, and ends
  const running = await bench.open({ jwksMaxAge: '1m' });
  bench.store.ring = before;
  bench.time.now += 1000;
  await running.refresh();
  expect(bench.store.ring?.promised?.jwksMaxAgeMs.ms).toBe(10 * MINUTE);
  const { version } = bench.store.ring as StoredRing;
  await running.refresh();
  expect(bench.store.ring?.version).toBe(version);
});
