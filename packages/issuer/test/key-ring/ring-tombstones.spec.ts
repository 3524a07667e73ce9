/** A killed key is rejected as soon as its tombstone was read, even if the rest of the ring is unusable. */
import { randomBytes } from 'node:crypto';
import type { KeyRing, KeyStore, StoredRing } from '@portcullis/issuer';
import { KEK, kidsOf, RingBench, verifies, WAIT_MS } from '../support/ring-bench.js';

const other = randomBytes(32);
let bench: RingBench;

beforeEach(() => {
  bench = new RingBench();
});

afterEach(() => bench.close());

/** Two processes of one ring. The second one can kill keys. */
async function two(): Promise<readonly [KeyRing, KeyRing, string, string]> {
  const one = await bench.open();
  const killer = await bench.open();
  const [active, staged] = kidsOf(one) as [string, string];
  await bench.live(killer, WAIT_MS);
  await one.refresh();
  return [one, killer, active, staged];
}

/** Asserts that the ring cannot be loaded, and that killed keys are rejected. */
async function expectRefused(ring: KeyRing, killed: string, kept: string): Promise<void> {
  expect([verifies(ring, killed), verifies(ring, kept)]).toEqual([true, true]);
  await expect(ring.refresh()).rejects.toBeInstanceOf(Error);
  expect([verifies(ring, killed), verifies(ring, kept)]).toEqual([false, true]);
  expect(() => ring.active).toThrow(/verifiers are still refreshing/);
  expect(kidsOf(ring)).not.toContain(killed);
}

it('a process that cannot open the ring’s new keys rejects a key that another process killed', async () => {
  const old = await bench.open();
  const [active, staged] = kidsOf(old) as [string, string];
  const both = await bench.open({ keyEncryptionKeys: { b: other, a: KEK } });
  await both.kill(active);
  await expectRefused(old, active, staged);
});

it('a process that cannot open the ring’s new keys can kill a key in all processes', async () => {
  const old = await bench.open();
  const [active, staged] = kidsOf(old) as [string, string];
  const both = await bench.open({ keyEncryptionKeys: { b: other, a: KEK } });
  await expect(old.kill(active)).rejects.toThrow(/no key for the ID b/);
  expect(bench.store.ring?.killed.map(({ kid }) => kid)).toEqual([active]);
  expect(verifies(old, active)).toBe(false);
  await both.refresh();
  expect([verifies(both, active), verifies(both, staged)]).toEqual([false, true]);
});

it.each<[string, (ring: StoredRing) => unknown]>([
  ['a key of another algorithm', (ring) => withKey(ring, { alg: 'ML-DSA-44' })],
  ['a key in another state', (ring) => withKey(ring, { state: 'revoked' })],
  ['two active keys', (ring) => ({ ...ring, keys: ring.keys.map(asActive) })],
  ['keys of another form', (ring) => ({ ...ring, keys: {} })],
  ['no version', (ring) => ({ ...ring, version: 'x' })],
  ['a later format', (ring) => ({ ...ring, format: 99 })],
  ['one tombstone of another form', (ring) => ({ ...ring, killed: [null, ...ring.killed, {}] })],
])('a ring with %s is not loaded, but its killed keys are rejected', async (_what, spoil) => {
  const [one, killer, active, staged] = await two();
  await killer.kill(active);
  bench.store.ring = spoil(bench.store.ring as StoredRing) as StoredRing;
  await expectRefused(one, active, staged);
});

it.each<[string, (store: KeyStore) => void]>([
  [
    'takes no write',
    (store) => void (store.replace = () => Promise.reject(new Error('read-only'))),
  ],
  ['tells no time', (store) => void (store.time = () => Promise.reject(new Error('no time')))],
])('a store that %s during a scheduled step still delivers its kills', async (_what, spoil) => {
  const [one, killer, active, staged] = await two();
  await killer.kill(active);
  const { keys, killed, version } = bench.store.ring as StoredRing;
  const kept = keys.map((key) => (key.kid === staged ? { ...key, state: 'staged' as const } : key));
  bench.store.ring = { version, killed, keys: kept, rotatesSoon: true };
  spoil(bench.store);
  await expectRefused(one, active, staged);
});

function withKey(ring: StoredRing, change: object): unknown {
  return { ...ring, keys: [...ring.keys, { ...ring.keys[0], kid: 'x', ...change }] };
}

function asActive(key: StoredRing['keys'][number]): unknown {
  return { ...key, state: 'active' };
}
