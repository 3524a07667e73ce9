/** A killed key is refused as soon as its tombstone was read, whatever else of the ring can't be used. */
import { randomBytes } from 'node:crypto';
import type { KeyRing, KeyStore, StoredRing } from '@portcullis/issuer';
import { KEK, kidsOf, RingBench, verifies, WAIT_MS } from '../support/ring-bench.js';

const other = randomBytes(32);
let bench: RingBench;

beforeEach(() => {
  bench = new RingBench();
});

afterEach(() => bench.close());

/** Two processes of one ring, the second of which can kill. */
async function two(): Promise<readonly [KeyRing, KeyRing, string, string]> {
  const one = await bench.open();
  const killer = await bench.open();
  const [active, staged] = kidsOf(one) as [string, string];
  await bench.live(killer, WAIT_MS);
  await one.refresh();
  return [one, killer, active, staged];
}

/** Fails to follow, and refuses what was killed all the same. */
async function expectRefused(ring: KeyRing, killed: string, kept: string): Promise<void> {
  expect([verifies(ring, killed), verifies(ring, kept)]).toEqual([true, true]);
  await expect(ring.refresh()).rejects.toBeInstanceOf(Error);
  expect([verifies(ring, killed), verifies(ring, kept)]).toEqual([false, true]);
  expect(() => ring.active).toThrow(/verifiers are still refreshing/);
  expect(kidsOf(ring)).not.toContain(killed);
}

it('a process that can’t open the ring’s new keys refuses a key that another one killed', async () => {
  const old = await bench.open();
  const [active, staged] = kidsOf(old) as [string, string];
  const both = await bench.open({ keyEncryptionKeys: { b: other, a: KEK } });
  await both.kill(active);
  await expectRefused(old, active, staged);
});

it('a process that can’t open the ring’s new keys has a key killed in all of them', async () => {
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
])(
  'a ring with %s is not followed, but what it says is killed is refused',
  async (_what, spoil) => {
    const [one, killer, active, staged] = await two();
    await killer.kill(active);
    bench.store.ring = spoil(bench.store.ring as StoredRing) as StoredRing;
    await expectRefused(one, active, staged);
  },
);

it.each<[string, (store: KeyStore) => void]>([
  [
    'takes no write',
    (store) => void (store.replace = () => Promise.reject(new Error('read-only'))),
  ],
  ['tells no time', (store) => void (store.time = () => Promise.reject(new Error('no time')))],
])('a store that %s while something is due has its kills heard', async (_what, spoil) => {
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
