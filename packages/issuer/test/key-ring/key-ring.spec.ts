import { inspect } from 'node:util';
import {
  KeyRing,
  MemoryKeyStore,
  SIGNING_ALGORITHMS,
  SigningKey,
  type SigningKeyState,
  type KeyStore,
  type StoredKey,
} from '@portcullis/issuer';
import { refusal } from '../support/refusal.js';

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];
const KEY_TYPE = { RS256: 'RSA', PS256: 'RSA', ES256: 'EC', EdDSA: 'OKP', HS256: 'oct' };
const clock = () => 1_800_000_000_000;

const stored = (key: SigningKey, state: SigningKeyState): StoredKey => ({
  kid: key.kid,
  alg: key.alg,
  state,
  publishedAt: clock(),
  ...(state === 'staged' ? {} : { activatedAt: clock(), longestTokenMs: 86_400_000 }),
  ...(state === 'retired' ? { retiredAt: clock() } : {}),
  sealed: JSON.stringify(key.exportPrivateJwk()),
});

/** A store with existing data, like one on disk. */
async function storeWith(...keys: StoredKey[]): Promise<KeyStore> {
  const store = new MemoryKeyStore();
  await store.replace(0, { version: 1, keys, killed: [], rotatesSoon: false });
  return store;
}

describe('a key ring', () => {
  it('writes the first keys into an empty store, as plain data', async () => {
    const store = new MemoryKeyStore();
    const ring = await KeyRing.open({ store, clock });
    const kept = await store.load();

    expect(kept?.keys[0]).toEqual(stored(ring.active, 'active'));
    expect(kept?.keys.map(({ state, publishedAt }) => [state, publishedAt])).toEqual([
      ['active', clock()],
      ['staged', clock()],
    ]);
    expect(JSON.parse(JSON.stringify(kept))).toEqual(kept);
    expect(ring.active.alg).toBe('RS256');
  });

  it('finds the key of an earlier ring', async () => {
    const store = new MemoryKeyStore();
    const first = await KeyRing.open({ store, algorithm: 'ES256' });
    const second = await KeyRing.open({ store });

    expect(second.active.equals(first.active)).toBe(true);
    expect(second.jwks()).toEqual(first.jwks());
  });

  it('agrees with the rings that are opened on the store at the same time', async () => {
    const store = new MemoryKeyStore();
    const rings = await Promise.all(
      Array.from({ length: 8 }, () => KeyRing.open({ store, algorithm: 'ES256' })),
    );

    expect(new Set(rings.map(({ active }) => active.kid)).size).toBe(1);
    expect((await store.load())?.keys).toHaveLength(2);
  });

  it('begins with the initial key, and rejects another initial key later', async () => {
    const store = new MemoryKeyStore();
    const mine = await SigningKey.generate('EdDSA', { kid: 'mine' });
    const impostor = await SigningKey.generate('EdDSA', { kid: 'mine' });

    expect((await KeyRing.open({ store, initialKey: mine })).active.equals(mine)).toBe(true);
    expect((await KeyRing.open({ store, initialKey: mine })).active.kid).toBe('mine');
    expect(await refusal(KeyRing.open({ store, initialKey: impostor }))).toMatchObject({
      code: 'ERR_CONFIGURATION',
      option: 'initialKey',
    });
  });

  it('rejects an algorithm that does not fit its first key, and an unknown one', async () => {
    const store = new MemoryKeyStore();
    const initialKey = await SigningKey.generate('ES256');
    const clash = await refusal(KeyRing.open({ store, initialKey, algorithm: 'RS256' }));

    expect(clash.option).toBe('algorithm');
    expect(clash.message).toMatch(/received 'RS256', expected 'ES256'/);
    expect(await refusal(KeyRing.open({ store, algorithm: 'none' as 'RS256' }))).toMatchObject({
      option: 'algorithm',
    });
  });

  it('signs with the active key and publishes staged and retired ones beside it', async () => {
    const [retired, active, staged] = await Promise.all([
      SigningKey.generate('RS256'),
      SigningKey.generate('ES256'),
      SigningKey.generate('ES256'),
    ]);
    const store = await storeWith(
      stored(retired, 'retired'),
      stored(active, 'active'),
      stored(staged, 'staged'),
    );
    const ring = await KeyRing.open({ store, clock });
    const kids = [active.kid, retired.kid, staged.kid];

    expect(ring.active.kid).toBe(active.kid);
    expect(ring.jwks().keys.map(({ kid }) => kid)).toEqual(kids);
    expect(ring.verificationKeys.map(({ kid }) => kid)).toEqual(kids);
  });
});

describe('the published JWK Set', () => {
  it.each(SIGNING_ALGORITHMS)('holds no private member of a %s key', async (alg) => {
    const ring = await KeyRing.open({ store: new MemoryKeyStore(), algorithm: alg });
    const { kty, crv, n, e, x, y, kid, alg: _, ...privateMembers } = ring.active.exportPrivateJwk();
    const shown = JSON.stringify(ring.jwks()) + inspect(ring, { depth: 9 });
    const values = Object.values(privateMembers) as string[];

    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(shown).not.toContain(value);
    for (const name of PRIVATE_MEMBERS) expect(shown).not.toContain(`"${name}":`);
    for (const published of ring.jwks().keys.slice(0, 1)) {
      expect(published).toEqual(
        JSON.parse(JSON.stringify({ kty, crv, n, e, x, y, kid, alg, use: 'sig' })),
      );
    }
  });

  it.each(SIGNING_ALGORITHMS.filter((alg) => alg !== 'HS256'))(
    'has kid, alg and use of a %s key',
    async (alg) => {
      const ring = await KeyRing.open({ store: new MemoryKeyStore(), algorithm: alg });

      const { keys } = ring.jwks();
      expect(keys[0]?.kid).toBe(ring.active.kid);
      expect(keys).toHaveLength(2);
      for (const key of keys) expect(key).toMatchObject({ alg, use: 'sig', kty: KEY_TYPE[alg] });
    },
  );

  it('is empty for a ring of secrets', async () => {
    const ring = await KeyRing.open({ store: new MemoryKeyStore(), algorithm: 'HS256' });

    expect(ring.jwks()).toEqual({ keys: [] });
  });

  it('cannot be changed by callers', async () => {
    const ring = await KeyRing.open({ store: new MemoryKeyStore(), algorithm: 'ES256' });
    const document = ring.jwks() as { keys: unknown[] };

    expect(() => document.keys.push({})).toThrow(TypeError);
    expect(() => Object.assign(ring.jwks().keys[0] ?? {}, { kid: 'x' })).toThrow(TypeError);
  });
});
