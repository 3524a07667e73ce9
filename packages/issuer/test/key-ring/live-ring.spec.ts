/** A running ring: it rotates, reads the store, fails closed and kills keys. */
import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createVerifier, KeysUnavailableError } from '@portcullis/core';
import {
  KeyRing,
  MemoryKeyStore,
  SigningKey,
  StoreUnavailableError,
  TokenSigner,
  type KeyRingOptions,
  type RingEvents,
  type StoredRing,
} from '@portcullis/issuer';
import { assertRing, readRing } from '../../src/key-ring/stored-ring.js';
import { argumentRefusal, refusal } from '../support/refusal.js';
import { RemoteStore } from '../support/remote-store.js';
import { Time, until } from '../support/time.js';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'https://api.example';
const DAY = 86_400_000;
const WAIT_MS = 660_000; // max-age, 30 s propagation time, 30 s between clocks
const kek = randomBytes(32);

let time: Time;
let store: RemoteStore;
const rings: KeyRing[] = [];

beforeEach(() => {
  time = new Time();
  store = new RemoteStore();
});

afterEach(async () => {
  await Promise.all(rings.splice(0).map((ring) => ring.close()));
});

async function open(options: Partial<KeyRingOptions> = {}): Promise<KeyRing> {
  const { clock, after } = time;
  const keyEncryptionKeys = { a: kek };
  const ring = await KeyRing.open({
    store,
    keyEncryptionKeys,
    clock,
    scheduler: after,
    ...options,
  });
  rings.push(ring);
  return ring;
}

const openFast = (options: Partial<KeyRingOptions> = {}) =>
  open({ algorithm: 'EdDSA', ...options });
const kids = (ring: KeyRing): readonly string[] => ring.jwks().keys.map(({ kid }) => kid);
const kidNow = (ring: KeyRing): string => {
  try {
    return ring.active.kid;
  } catch (error) {
    if (error instanceof StoreUnavailableError) return `none for ${error.retryAfter} s`;
    throw error;
  }
};

/** Reads the store repeatedly for some time, like the ring's timer. */
async function live(ring: KeyRing, milliseconds: number): Promise<void> {
  time.now += milliseconds;
  await ring.refresh();
}

/** The events that are published while a function runs. */
async function eventsOf(act: () => Promise<unknown>): Promise<readonly string[]> {
  const events: string[] = [];
  const names = ['staged', 'activated', 'expired', 'killed', 'failed', 'recovered'];
  const channels = names.map((name) => `portcullis:signing-keys:${name}` as keyof RingEvents);
  const note = (message: unknown, name: string | symbol): void => {
    const { kid = '' } = message as { readonly kid?: string };
    events.push(`${String(name).slice('portcullis:signing-keys:'.length)} ${kid}`.trim());
  };
  for (const name of channels) subscribe(name, note);
  await act();
  for (const name of channels) unsubscribe(name, note);
  return events;
}

describe('a ring over time', () => {
  it('rotates by itself: the next key is published long before it signs, and the last one long after', async () => {
    const ring = await openFast({ longestToken: '15m' });
    const [first, second] = kids(ring);
    await live(ring, 30 * DAY - 1);
    expect(kids(ring)).toEqual([first, second]);
    expect(ring.active.kid).toBe(first);
    await live(ring, 1);
    const third = kids(ring)[2];
    expect(ring.active.kid).toBe(second);
    expect(kids(ring)).toEqual([second, first, third]);
    await live(ring, 900_000 + 60_000 - 1);
    expect(kids(ring)).toContain(first);
    await live(ring, 1);
    expect(kids(ring)).toEqual([second, third]);
  });

  it('reads the store every few seconds, by a timer', async () => {
    const one = await openFast();
    const two = await openFast();
    time.now += WAIT_MS;
    await one.rotate();
    expect(kidNow(two)).not.toBe(one.active.kid);
    time.advance(6000);
    await until(() => kidNow(two) === one.active.kid, 'the timer ran');
    await two.close();
    await one.close();
    expect(time.timers).toBe(0);
  });

  it('publishes events in each process that reads the store', async () => {
    const ring = await openFast({ longestToken: '15m' });
    const [first, second] = kids(ring);
    const rotating = await eventsOf(() => live(ring, 30 * DAY));
    const [, , third] = kids(ring);
    const expiring = await eventsOf(() => live(ring, DAY));
    const killing = await eventsOf(() => ring.kill(second ?? ''));
    expect(rotating).toEqual([`staged ${third}`, `activated ${second}`]);
    expect(expiring).toEqual([`expired ${first}`]);
    expect(killing).toEqual([`killed ${second}`, `staged ${kids(ring)[1]}`, `activated ${third}`]);
  });

  it('rotates by force as soon as the staged key may sign, in whichever process', async () => {
    const one = await openFast();
    const two = await openFast();
    const [first, second] = kids(one);
    expect(await one.rotate()).toEqual({ kid: second, signsAt: time.now + WAIT_MS });
    await live(two, WAIT_MS - 1);
    expect(two.active.kid).toBe(first);
    await live(two, 1);
    expect(two.active.kid).toBe(second);
    expect(store.ring?.rotatesSoon).toBe(false);
    await live(two, DAY);
    expect(await two.rotate()).toEqual({ kid: two.active.kid, signsAt: time.now });
    expect(two.active.kid).not.toBe(second);
  });

  it('keeps the same key objects, so that cached tokens stay valid', async () => {
    const ring = await openFast();
    const token = await new TokenSigner({
      issuer: ISSUER,
      audience: AUDIENCE,
      keyRing: ring,
      clock: time.clock,
      expiresIn: '1d',
    }).sign({ subject: 'u' });
    const verifier = createVerifier({
      issuer: ISSUER,
      audience: AUDIENCE,
      keys: ring.keySource,
      clock: time.clock,
    });
    await verifier.verify(token.token);
    time.now += WAIT_MS / 4; // within the five minutes of a cached token
    store.ring = { ...(store.ring as StoredRing), version: 9 };
    await ring.refresh();
    await verifier.verify(token.token);
    expect(verifier.cacheStats()).toMatchObject({ hits: 1 });
    await ring.kill(ring.active.kid);
    await expect(async () => verifier.verify(token.token)).rejects.toMatchObject({
      code: 'ERR_KEY_NOT_FOUND',
    });
  });

  it('writes a longer token lifetime to the store before it signs such tokens', async () => {
    await openFast({ longestToken: '15m' });
    const ring = await openFast({ longestToken: '2h' });
    expect(store.ring?.keys[0]?.longestTokenMs).toBe(7_200_000);
    const settings = { issuer: ISSUER, audience: AUDIENCE, keyRing: ring };
    const signer = new TokenSigner(settings);
    expect((await signer.sign({ subject: 'u', expiresIn: '2h' })).expiresIn).toBe(7200);
    const tooLong = await argumentRefusal(signer.sign({ subject: 'u', expiresIn: 7201 }));
    expect(tooLong.argument).toBe('expiresIn');
    expect(() => new TokenSigner({ ...settings, expiresIn: '3h' })).toThrow('longestToken');
  });
});

describe('another algorithm', () => {
  it('is used when every verifier has a key of it, without a pause', async () => {
    const before = await openFast();
    const old = before.active.kid;
    await before.close();
    const ring = await open({ algorithm: 'ES256' });
    expect(ring.active.kid).toBe(old);
    const next = ring.jwks().keys.filter(({ alg }) => alg === 'ES256');
    expect(next).toHaveLength(1);
    await live(ring, WAIT_MS - 1);
    expect(ring.active.kid).toBe(old);
    await live(ring, 1);
    expect(ring.active.kid).toBe(next[0]?.kid);
    expect(ring.active.alg).toBe('ES256');
    expect(ring.jwks().keys.map(({ alg }) => alg)).toEqual(['ES256', 'EdDSA', 'ES256']);
  });

  it('is not used if the active key is killed before', async () => {
    const before = await openFast();
    const [old, staged] = kids(before);
    await live(before, DAY);
    await before.close();
    const ring = await open({ algorithm: 'ES256' });
    await ring.kill(old ?? '');
    expect(ring.active.kid).toBe(staged);
    await live(ring, WAIT_MS);
    expect(ring.active.alg).toBe('ES256');
  });
});

describe('a killed key', () => {
  it('is replaced by the staged key at once, if verifiers have it', async () => {
    const ring = await openFast();
    const [first, second] = kids(ring);
    await live(ring, WAIT_MS);
    expect(await ring.kill(first ?? '')).toBe(true);
    expect(ring.active.kid).toBe(second);
    expect(kids(ring)).not.toContain(first);
    expect(ring.verificationKeys.map(({ kid }) => kid)).not.toContain(first);
  });

  it('has no replacement until verifiers have the staged key', async () => {
    const ring = await openFast();
    const [first, second] = kids(ring);
    await live(ring, WAIT_MS - 10_000);
    await ring.kill(first ?? '');
    expect(kidNow(ring)).toBe('none for 10 s');
    await live(ring, 10_000);
    expect(kidNow(ring)).toBe(second);
  });

  it('is rejected in this process at once, and in the store as soon as it is available', async () => {
    const ring = await openFast();
    const other = await openFast();
    const { kid } = ring.active;
    const header = { alg: 'EdDSA', kid } as never;
    store.mode = 'down';
    await expect(ring.kill(kid)).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(ring.keySource.find(header)).toBeUndefined();
    store.mode = 'up';
    await other.refresh();
    expect(other.keySource.find(header)).toBeDefined();
    await ring.refresh();
    await other.refresh();
    expect(other.keySource.find(header)).toBeUndefined();
    expect(store.ring?.killed.map((each) => each.kid)).toEqual([kid]);
  });

  it('is not restored by an earlier request, by a backup, or by a process that starts', async () => {
    const ring = await openFast();
    const { kid } = ring.active;
    const header = { alg: 'EdDSA', kid } as never;
    const backup = store.ring as StoredRing;
    const asked = ring.refresh();
    await ring.kill(kid);
    await asked;
    expect(ring.keySource.find(header)).toBeUndefined();
    store.ring = backup;
    await ring.refresh();
    expect(ring.keySource.find(header)).toBeUndefined();
    expect((await openFast()).keySource.find(header)).toBeUndefined();
  });

  it('is not restored by a write in flight', async () => {
    const ring = await openFast();
    const { kid } = ring.active;
    const late: (() => void)[] = (store.late = []);
    time.now += 30 * DAY;
    const rotating = ring.refresh();
    await until(() => late.length === 1, 'the write was in flight');
    const killing = ring.kill(kid);
    store.late = undefined;
    late[0]?.();
    await rotating;
    expect(ring.keySource.find({ alg: 'EdDSA', kid } as never)).toBeUndefined();
    expect(await killing).toBe(true);
  });

  it('is rejected in a process that starts, although the ring has its key again', async () => {
    const ring = await openFast();
    const { kid } = ring.active;
    const { keys } = store.ring as StoredRing;
    await ring.kill(kid);
    await ring.close();
    store.ring = { ...(store.ring as StoredRing), keys };
    const later = await openFast();
    expect(later.keySource.find({ alg: 'EdDSA', kid } as never)).toBeUndefined();
  });

  it('leaves a tombstone for longer than its tokens live, but not forever', async () => {
    const ring = await openFast({ longestToken: '60d' });
    await ring.kill(ring.active.kid);
    await live(ring, 60 * DAY);
    expect(store.ring?.killed).toHaveLength(1);
    await live(ring, 60_000);
    expect(store.ring?.killed).toHaveLength(0);
  });

  it('must be a key of the ring', async () => {
    const ring = await openFast();
    expect(await ring.kill('unknown')).toBe(false);
    expect(store.ring?.killed).toEqual([]);
  });
});

describe('an unavailable store', () => {
  it.each(['down', 'silent'] as const)(
    '(%s) rejects the opening of a ring, within a time limit',
    async (mode) => {
      store.mode = mode;
      const error: unknown = await openFast({ propagationTime: '5s' }).catch(
        (each: unknown) => each,
      );
      expect(error).toBeInstanceOf(StoreUnavailableError);
      expect((error as StoreUnavailableError).message).toBe('the key store is unavailable');
    },
  );

  it('ends signing after 27 s, and signed tokens are verified for an hour', async () => {
    const ring = await openFast();
    const { kid } = ring.active;
    const header = { alg: 'EdDSA', kid } as never;
    store.mode = 'down';
    await expect(ring.refresh()).rejects.toBeInstanceOf(StoreUnavailableError);
    time.now += 26_999;
    expect(kidNow(ring)).toBe(kid);
    time.now += 1;
    expect(() => ring.active).toThrow(StoreUnavailableError);
    time.now += 3_600_000 - 27_001;
    expect(ring.keySource.find(header)).toBeDefined();
    time.now += 1;
    expect(() => ring.keySource.find(header)).toThrow(KeysUnavailableError);
    store.mode = 'up';
    await ring.refresh();
    expect(kidNow(ring)).toBe(kid);
    expect(ring.keySource.find(header)).toBeDefined();
  });

  it('shortens the max-age of the JWKS, and ends it before a missing key may sign', async () => {
    const ring = await openFast();
    expect(ring.publication()).toMatchObject({ maxAge: 600, jwks: ring.jwks() });
    time.now += 27_000;
    expect(ring.publication().maxAge).toBe(600);
    time.now += 1000;
    expect(ring.publication().maxAge).toBe(599);
    time.now += 539_000;
    expect(ring.publication().maxAge).toBe(60);
    time.now += 1;
    expect(() => ring.publication()).toThrow(StoreUnavailableError);
  });

  it('counts as read long ago when the clock was set back', async () => {
    const ring = await openFast();
    time.now -= 30_000;
    expect(kidNow(ring)).toBe(ring.verificationKeys[0]?.kid);
    time.now -= 1;
    expect(() => ring.active).toThrow(StoreUnavailableError);
  });

  it('is reported once, and so is its return', async () => {
    const ring = await openFast();
    const look = async (): Promise<void> => {
      time.advance(6000);
      await ring.close();
      ring.start();
    };
    const events = await eventsOf(async () => {
      store.mode = 'down';
      await look();
      await look();
      store.mode = 'up';
      await look();
    });
    expect(events).toEqual(['failed', 'recovered']);
  });

  it('gets its lost ring back', async () => {
    const ring = await openFast();
    const { kid } = ring.active;
    store.ring = undefined;
    await ring.refresh();
    expect(kidNow(ring)).toBe(kid);
    const later = await openFast();
    expect(later.jwks()).toEqual(ring.jwks());
  });

  it('gets its lost ring back although a starting process was faster', async () => {
    const ring = await openFast();
    await live(ring, WAIT_MS);
    const stolen = ring.active.kid;
    await ring.kill(stolen);
    const [first, second] = kids(ring);
    store.ring = undefined;
    const hasty = await openFast();
    const [made, madeStaged] = kids(hasty);
    time.now += 1000;
    await ring.refresh();
    await hasty.refresh();
    for (const each of [ring, hasty]) {
      expect(kids(each)).toEqual([first, second, made, madeStaged]);
    }
    const kept = await store.load();
    const successor = kept?.keys.find(({ kid }) => kid === made);
    expect(successor).toMatchObject({ state: 'retired', retiredAt: time.now });
    expect(kept?.killed.map(({ kid }) => kid)).toEqual([stolen]);
    await ring.refresh();
    expect(await store.load()).toEqual(kept);
    await live(ring, 2 * DAY);
    expect(kids(ring)).not.toContain(made);
  });

  it('gets its lost data back after an older state was restored', async () => {
    const ring = await openFast();
    const backup = store.ring;
    await live(ring, WAIT_MS);
    await ring.rotate();
    const before = kids(ring);
    store.ring = backup;
    await ring.refresh();
    expect(kids(ring)).toEqual(before);
    expect(kids(await openFast())).toEqual(before);
  });

  it('may have been written after all: its times then count from when it is read', async () => {
    const ring = await openFast({ propagationTime: '5s' });
    const [first, second] = kids(ring);
    await live(ring, 30 * DAY - 1);
    store.late = [];
    time.now += 1;
    const rotating = ring.refresh();
    await expect(rotating).rejects.toBeInstanceOf(StoreUnavailableError);
    time.now += 300_000;
    for (const write of store.late.splice(0)) write();
    store.late = undefined;
    await until(() => store.writes === 2, 'the late write came');
    await ring.refresh();
    expect(ring.active.kid).toBe(second);
    const kept = new Map(store.ring?.keys.map((key) => [key.state, key]));
    expect(kept.get('retired')).toMatchObject({ kid: first, retiredAt: time.now });
    expect(kept.get('staged')).toMatchObject({ publishedAt: time.now });
  });
});

describe('key-encryption keys', () => {
  const other = randomBytes(32);
  const optionOf = async (options: Partial<KeyRingOptions>): Promise<string> =>
    (await refusal(openFast(options))).option;

  it('are required when keys leave the process, and only then', async () => {
    const without = KeyRing.open({ store, algorithm: 'EdDSA' });
    expect((await refusal(without)).option).toBe('keyEncryptionKeys');
    const inProcess = await KeyRing.open({ store: new MemoryKeyStore(), algorithm: 'EdDSA' });
    rings.push(inProcess);
    expect(inProcess.active.alg).toBe('EdDSA');
  });

  it('prevent the start when they are wrong, before anything is written', async () => {
    await openFast();
    const before = store.ring;
    time.now += 90 * DAY; // a rotation is scheduled
    expect(await optionOf({ keyEncryptionKeys: { a: other } })).toBe('PORTCULLIS_KEK');
    const dropped = refusal(openFast({ keyEncryptionKeys: { b: other } }));
    expect((await dropped).message).toMatch(
      /no key for the ID a, with which a stored key is sealed/,
    );
    expect(store.ring).toBe(before);
  });

  it('rotate: keys under the old one are sealed again at the start, and the old one may be removed', async () => {
    const first = await openFast();
    const both = await openFast({ keyEncryptionKeys: { b: other, a: kek } });
    expect(store.ring?.keys.map(({ sealed }) => sealed.slice(0, 5))).toEqual(['v1.b.', 'v1.b.']);
    const { version } = store.ring as StoredRing;
    await both.refresh();
    expect(store.ring?.version).toBe(version);
    const alone = await openFast({ keyEncryptionKeys: { b: other } });
    expect(alone.active.equals(first.active)).toBe(true);
  });

  it('of another ID do not replace a key by another', async () => {
    await openFast();
    const [one, two] = (store.ring as StoredRing).keys;
    const swapped = [
      { ...one, sealed: two?.sealed ?? '' },
      { ...two, sealed: one?.sealed ?? '' },
    ] as StoredRing['keys'];
    store.ring = { ...(store.ring as StoredRing), keys: swapped };
    expect(await optionOf({})).toBe('PORTCULLIS_KEK');
  });
});

describe('wrong options', () => {
  it.each<[string, Record<string, unknown>]>([
    ['store', { store: {} }],
    ['rotateEvery', { rotateEvery: '5m' }],
    ['jwksMaxAge', { jwksMaxAge: 30 }],
    ['propagationTime', { propagationTime: '1s' }],
    ['clockTolerance', { clockTolerance: 1 }],
    ['longestToken', { longestToken: 'long' }],
    ['verifyWhileUnavailable', { verifyWhileUnavailable: '2d' }],
    ['rotateEach', { rotateEach: '30d' }],
  ])('of %s are a configuration error', async (option, given) => {
    const error = await refusal(openFast(given));
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION', option });
  });

  it('an initialKey begins a ring, and is ignored when the ring has rotated past it', async () => {
    const initialKey = await SigningKey.generate('EdDSA', { kid: 'mine' });
    const ring = await openFast({ initialKey });
    expect(ring.active.kid).toBe('mine');
    await ring.kill('mine');
    await live(ring, WAIT_MS);
    const later = await openFast({ initialKey });
    expect(later.active.kid).toBe(ring.active.kid);
  });
});

describe('the stored ring', () => {
  const good = (): StoredRing => store.ring as StoredRing;

  it.each<[string, () => unknown]>([
    ['no version', () => ({ ...good(), version: undefined })],
    ['no keys', () => ({ ...good(), keys: undefined })],
    ['a key without a state', () => ({ ...good(), keys: [{ ...good().keys[0], state: 'x' }] })],
    ['two keys of one ID', () => ({ ...good(), keys: [good().keys[0], good().keys[0]] })],
    ['a tombstone without an end', () => ({ ...good(), killed: [{ kid: 'x' }] })],
    ['a promise without a time', () => ({ ...good(), promised: { propagationTimeMs: { ms: 1 } } })],
    ['a lineage that is not a list', () => ({ ...good(), lineage: 'x' })],
  ])('with %s is rejected', async (_what, spoil) => {
    const ring = await openFast();
    const read = (value: unknown): void => assertRing(readRing(JSON.stringify(value)));
    expect(() => read(good())).not.toThrow();
    expect(() => read(spoil())).toThrow(/^Invalid option "store": received a ring that has/);
    expect(() => readRing('{')).toThrow(
      /^Invalid option "store": received a ring that is not JSON/,
    );
    await ring.refresh();
    store.ring = spoil() as StoredRing;
    expect((await refusal(ring.refresh())).option).toBe('store');
  });

  it('is not read if a later version of the package wrote it', async () => {
    const ring = await openFast();
    store.ring = { ...good(), format: 3 };
    await expect(ring.refresh()).rejects.toThrow(
      /a ring that was written by a later version of the package/,
    );
    store.ring = { ...good(), format: 2 };
    await ring.refresh();
  });
});
