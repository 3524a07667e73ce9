/** A process with a wrong clock, among others with correct clocks. */
import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  KeyRing,
  MemoryKeyStore,
  StoreUnavailableError,
  type KeyRingOptions,
  type KeyStore,
  type RingClockEvent,
  type StoredRing,
} from '@portcullis/issuer';
import { Time } from './support/time.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 366 * DAY;
const WAIT_MS = 660_000; // max-age, 30 s propagation time, 30 s between clocks

/** A remote store with its own clock. */
class ClockedStore implements KeyStore {
  readonly #inner = new MemoryKeyStore();
  clock: () => number;
  /** Writes wait for this promise. */
  hung: Promise<unknown> | undefined;

  constructor(clock: () => number) {
    this.clock = clock;
  }

  load(): Promise<StoredRing | undefined> {
    return this.#inner.load();
  }

  async replace(expected: number, next: StoredRing, notAfter = 0): Promise<boolean> {
    await this.hung;
    return this.clock() < notAfter && this.#inner.replace(expected, next);
  }

  async time(): Promise<number> {
    return this.clock();
  }
}

const keyEncryptionKeys = { a: randomBytes(32) };
let time: Time;
let store: ClockedStore;
const rings: KeyRing[] = [];

beforeEach(() => {
  time = new Time();
  store = new ClockedStore(time.clock);
});

afterEach(async () => {
  await Promise.all(rings.splice(0).map((ring) => ring.close()));
});

async function open(clock = time.clock, options: Partial<KeyRingOptions> = {}): Promise<KeyRing> {
  const all = {
    store,
    algorithm: 'EdDSA',
    keyEncryptionKeys,
    clock,
    scheduler: time.after,
  } as const;
  const ring = await KeyRing.open({ ...all, ...options });
  rings.push(ring);
  return ring;
}

const kids = (ring: KeyRing): readonly string[] => ring.jwks().keys.map(({ kid }) => kid);
const timesOf = (ring: StoredRing | undefined): readonly (number | undefined)[] =>
  (ring?.keys ?? []).flatMap(({ publishedAt, activatedAt, retiredAt }) => [
    publishedAt,
    activatedAt,
    retiredAt,
  ]);

describe.each([
  ['an hour ahead', HOUR],
  ['a year ahead', YEAR],
  ['an hour behind', -HOUR],
  ['a year behind', -YEAR],
])('a process whose clock is %s', (_what, ahead) => {
  it('neither rotates too early, nor removes a key with live tokens, nor dates anything', async () => {
    const ring = await open(time.clock, { longestToken: '15m' });
    time.now += WAIT_MS;
    await ring.rotate();
    time.now += 120_000;
    await ring.refresh();
    const before = kids(ring);
    expect(before).toHaveLength(3);
    const wrong = await open(() => time.now + ahead, { longestToken: '15m' });
    await wrong.refresh();
    await ring.refresh();
    expect(kids(ring)).toEqual(before);
    expect(kids(wrong)).toEqual(before);
  });

  it('begins, rotates and kills by the time of the store', async () => {
    const wrong = await open(() => time.now + ahead);
    const [first, second] = kids(wrong);
    expect((await wrong.rotate()).signsAt).toBe(time.now + WAIT_MS);
    time.now += WAIT_MS;
    await wrong.refresh();
    expect(wrong.active.kid).toBe(second);
    await wrong.kill(first ?? '');
    const kept = await store.load();
    expect(kept?.killed).toEqual([
      { kid: first, killedAt: time.now, keptUntil: time.now + 30 * DAY },
    ]);
    for (const each of timesOf(kept)) expect(each ?? 0).toBeLessThanOrEqual(time.now);
    expect(kids(await open())).toEqual(kids(wrong));
  });

  it('is reported, once until it is correct again', async () => {
    const events: RingClockEvent[] = [];
    const note = (event: unknown): void => void events.push(event as RingClockEvent);
    let skew = ahead;
    subscribe('portcullis:signing-keys:clock-off', note);
    const wrong = await open(() => time.now + skew);
    await wrong.kill(kids(wrong)[0] ?? '');
    expect(events).toEqual([{ ahead: ahead / 1000 }]);
    skew = 0;
    await wrong.kill(kids(wrong)[0] ?? '');
    skew = ahead;
    await wrong.kill(kids(wrong)[0] ?? '');
    unsubscribe('portcullis:signing-keys:clock-off', note);
    expect(events).toHaveLength(2);
  });
});

it('dates in the future, by a store whose clock was wrong, count from now on', async () => {
  let skew = YEAR;
  store.clock = () => time.now + skew;
  const ring = await open();
  const [first, second] = kids(ring);
  skew = 0;
  await ring.refresh();
  const [active, staged] = (await store.load())?.keys ?? [];
  expect([active?.activatedAt, staged?.publishedAt]).toEqual([time.now, time.now]);
  await ring.kill(first ?? '');
  expect(() => ring.active).toThrow(StoreUnavailableError);
  time.now += WAIT_MS;
  await ring.refresh();
  expect(ring.active.kid).toBe(second);
});

it('dates in the future, within the allowed difference of clocks, stay unchanged', async () => {
  let skew = 30_000;
  store.clock = () => time.now + skew;
  const ring = await open();
  const before = await store.load();
  skew = 0;
  await ring.refresh();
  expect(await store.load()).toEqual(before);
});

it('a write that a store runs after its deadline has no effect, also when its process has ended', async () => {
  const options = { longestToken: '15m', propagationTime: '5s' } as const;
  const ring = await open(time.clock, options);
  const before = await store.load();
  time.now += 30 * DAY;
  let letGo = (): void => undefined;
  store.hung = new Promise<void>((resolve) => (letGo = resolve));
  await expect(ring.refresh()).rejects.toBeInstanceOf(StoreUnavailableError);
  await ring.close();
  time.now += 500;
  store.hung = undefined;
  letGo();
  await new Promise((resolve) => setImmediate(resolve));
  expect(await store.load()).toEqual(before);
  const next = await open(time.clock, options);
  expect((await store.load())?.keys[0]).toMatchObject({ state: 'retired', retiredAt: time.now });
  expect(kids(next)).toHaveLength(3);
});

it('a store that does not return its time is unavailable', async () => {
  const ring = await open();
  store.clock = () => Number.NaN;
  const before = await store.load();
  time.now += 30 * DAY;
  await expect(ring.refresh()).rejects.toBeInstanceOf(StoreUnavailableError);
  expect(await store.load()).toEqual(before);
});
